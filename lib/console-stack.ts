/** The console: files in a private bucket, a distribution that alone may read them, and what it tells browsers to refuse. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib'
import {
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  S3OriginAccessControl,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront'
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins'
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3'
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment'
import { type Construct, type IConstruct, Node } from 'constructs'
import type { ApiStack } from './api-stack.ts'
import { type ConsoleSignIn, consoleSignIn } from './console-sign-in.ts'
import { PeopleStack } from './people-stack.ts'
import type { SignIn } from './sign-in.ts'

export type ConsoleStackProps = StackProps & {
  /** The folder that the console was built into. */
  files: string
  api: ApiStack
  signIn: PeopleStack | SignIn
}

/** Every other address is a view of the one page, which finds out which one by itself. */
const TO_THE_PAGE = "function handler(event) { event.request.uri = '/index.html'; return event.request }"

export class ConsoleStack extends Stack {
  readonly bucket: Bucket
  readonly distribution: Distribution
  /** Of CDK: what copies the files at deployments. */
  readonly deployment: IConstruct

  constructor(scope: Construct, id: string, props: ConsoleStackProps) {
    super(scope, id, props)
    this.bucket = new Bucket(this, 'Files', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      // Made anew by each deployment: nothing in it is anybody's.
      removalPolicy: RemovalPolicy.DESTROY,
    })
    const { signIn } = props
    const connects = signIn instanceof PeopleStack ? signIn.addresses : [new URL(signIn.issuer).origin]
    this.distribution = this.distribute([props.api.addresses.origin, ...connects])
    const address = `https://${this.distribution.distributionDomainName}/`
    this.deployment = this.deploy(props, consoleSignIn(this, signIn, address))
    new CfnOutput(this, 'Console', { value: address, description: 'The console' })
  }

  private distribute(connects: string[]) {
    const name = `${this.stackName}-${this.region}`
    const originAccessControl = new S3OriginAccessControl(this, 'Access', { originAccessControlName: name })
    const origin = S3BucketOrigin.withOriginAccessControl(this.bucket as IBucket, { originAccessControl })
    const responseHeadersPolicy = this.headers(connects)
    const viewerProtocolPolicy = ViewerProtocolPolicy.REDIRECT_TO_HTTPS
    const every = { origin, responseHeadersPolicy, viewerProtocolPolicy }
    const page = new EdgeFunction(this, 'Page', {
      code: FunctionCode.fromInline(TO_THE_PAGE),
      runtime: FunctionRuntime.JS_2_0,
      comment: 'Answers each view with the one page',
    })
    return new Distribution(this, 'Distribution', {
      comment: this.stackName,
      priceClass: PriceClass.PRICE_CLASS_100,
      defaultBehavior: {
        ...every,
        cachePolicy: CachePolicy.CACHING_DISABLED,
        functionAssociations: [{ function: page, eventType: FunctionEventType.VIEWER_REQUEST }],
      },
      additionalBehaviors: {
        'assets/*': { ...every, cachePolicy: CachePolicy.CACHING_OPTIMIZED },
        'config.json': { ...every, cachePolicy: CachePolicy.CACHING_DISABLED },
      },
    })
  }

  private headers(connects: string[]) {
    return new ResponseHeadersPolicy(this, 'Headers', {
      // Such names are of the account, in all regions.
      responseHeadersPolicyName: `${this.stackName}-${this.region}`,
      comment: 'What browsers refuse for the console',
      securityHeadersBehavior: {
        contentSecurityPolicy: { override: true, contentSecurityPolicy: contentSecurityPolicy(connects) },
        contentTypeOptions: { override: true },
        frameOptions: { override: true, frameOption: HeadersFrameOption.DENY },
        // The address says which learner somebody looks at.
        referrerPolicy: { override: true, referrerPolicy: HeadersReferrerPolicy.NO_REFERRER },
        strictTransportSecurity: { override: true, accessControlMaxAge: Duration.days(730), includeSubdomains: true },
      },
      customHeadersBehavior: {
        customHeaders: [
          { header: 'Cross-Origin-Opener-Policy', value: 'same-origin', override: true },
          { header: 'Cross-Origin-Resource-Policy', value: 'same-origin', override: true },
          { header: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=()', override: true },
          { header: 'X-Robots-Tag', value: 'noindex', override: true },
        ],
      },
    })
  }

  /** The page comes after the files that it names. Files of former releases stay, for pages that are open. */
  private deploy({ files, api }: ConsoleStackProps, signIn: ConsoleSignIn) {
    const every = { destinationBucket: this.bucket as IBucket, prune: false, memoryLimit: 256 }
    const assets = new BucketDeployment(this, 'Assets', {
      ...every,
      sources: [Source.asset(join(files, 'assets'))],
      destinationKeyPrefix: 'assets',
      cacheControl: [CacheControl.fromString('public, max-age=31536000, immutable')],
    })
    const page = new BucketDeployment(this, 'Index', {
      ...every,
      sources: [
        Source.data('index.html', readFileSync(join(files, 'index.html'), 'utf8')),
        Source.jsonData('config.json', { api: api.addresses.admin, xapi: api.addresses.xapi, ...signIn }),
      ],
      cacheControl: [CacheControl.noStore()],
    })
    page.node.addDependency(assets)
    return Node.of(page.handlerRole).scope ?? page
  }
}

const contentSecurityPolicy = (connects: string[]) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "worker-src 'self'",
    `connect-src 'self' ${connects.join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
