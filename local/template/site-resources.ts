/** What the local runner supports of CloudFront, and of the files that CDK deploys for it. */
import { ignored, list, only, type PropertySchema, properties, used } from './property-schema.ts'

/** Copies assets into a bucket at a deployment. */
export const FILE_DEPLOYMENT = 'Custom::CDKBucketDeployment'

const COPYING = ignored('the runner reads the files where the assembly has them')
const TLS = ignored('local is plain HTTP, on this machine alone')
const CACHE = ignored('nothing is cached locally: each answer is of now')
const NETWORK = ignored('there is no network to tune')

const BEHAVIOUR = {
  TargetOriginId: used,
  ResponseHeadersPolicyId: used,
  FunctionAssociations: list(properties({ EventType: only('viewer-request'), FunctionARN: used })),
  CachePolicyId: used,
  Compress: used,
  ViewerProtocolPolicy: TLS,
}

export const SITE_RESOURCES: { [resourceType: string]: PropertySchema } = {
  [FILE_DEPLOYMENT]: properties({
    ServiceToken: COPYING,
    SourceBucketNames: COPYING,
    SourceObjectKeys: used,
    SourceMarkers: used,
    SourceMarkersConfig: list(properties({ jsonEscape: only(true) })),
    DestinationBucketName: used,
    DestinationBucketKeyPrefix: used,
    Prune: only(false),
    SystemMetadata: properties({ 'cache-control': used }),
    WaitForDistributionInvalidation: CACHE,
    OutputObjectKeys: COPYING,
  }),
  'AWS::Lambda::LayerVersion': COPYING,
  'AWS::CloudFront::OriginAccessControl': ignored('the runner reads the files itself'),
  'AWS::CloudFront::Function': properties({
    FunctionCode: used,
    FunctionConfig: properties({ Runtime: only('cloudfront-js-2.0'), Comment: ignored('text for people') }),
    Name: ignored('a name within the account'),
    AutoPublish: only(true),
  }),
  'AWS::CloudFront::ResponseHeadersPolicy': properties({
    ResponseHeadersPolicyConfig: properties({
      Name: ignored('a name within the account'),
      Comment: ignored('text for people'),
      CustomHeadersConfig: used,
      SecurityHeadersConfig: used,
    }),
  }),
  'AWS::CloudFront::Distribution': properties({
    DistributionConfig: properties({
      DefaultCacheBehavior: properties(BEHAVIOUR),
      CacheBehaviors: list(properties({ ...BEHAVIOUR, PathPattern: used })),
      Origins: list(
        properties({
          Id: used,
          DomainName: used,
          OriginAccessControlId: ignored('the runner reads the files itself'),
          S3OriginConfig: ignored('the runner reads the files itself'),
        }),
      ),
      Enabled: only(true),
      Comment: ignored('text for people'),
      HttpVersion: NETWORK,
      IPV6Enabled: NETWORK,
      PriceClass: ignored('a price class'),
    }),
  }),
}
