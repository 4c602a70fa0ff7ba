/** The console's stack: private files, one distribution that reads them, and what browsers are told to refuse. */
import { describe, expect, it } from '@jest/globals'
import { SETTINGS, synthesized } from '../support/templates.ts'

const template = synthesized()
const { DistributionConfig: distribution } = template.named('Distribution').properties
const { ResponseHeadersPolicyConfig: headers } = template.named('Headers').properties
const policyText = JSON.stringify(headers.SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy)

describe('the files of the console', () => {
  it('are in a private bucket, which the distribution alone may read', () => {
    const { id, properties } = template.of('AWS::S3::Bucket').find(({ stack }) => stack === 'CairnConsole') ?? {}
    expect(properties?.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    })
    const policy = template.of('AWS::S3::BucketPolicy').find((one) => one.properties.Bucket.Ref === id)
    const allowed = policy?.properties.PolicyDocument.Statement.filter(
      ({ Effect }: { Effect: string }) => Effect === 'Allow',
    )
    expect(allowed).toMatchObject([
      {
        Action: 's3:GetObject',
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Condition: { StringEquals: { 'AWS:SourceArn': expect.anything() } },
      },
    ])
    expect(template.of('AWS::CloudFront::OriginAccessControl')[0]?.properties.OriginAccessControlConfig).toMatchObject({
      OriginAccessControlOriginType: 's3',
      SigningBehavior: 'always',
    })
  })

  it('are kept by browsers for good where their names are hashes, and never where they are not', () => {
    const [assets, page] = template.of('Custom::CDKBucketDeployment').map(({ properties }) => properties)
    expect(assets).toMatchObject({
      DestinationBucketKeyPrefix: 'assets',
      Prune: false,
      SystemMetadata: { 'cache-control': 'public, max-age=31536000, immutable' },
    })
    expect(page).toMatchObject({ Prune: false, SystemMetadata: { 'cache-control': 'no-store' } })
    expect(page).not.toHaveProperty('DestinationBucketKeyPrefix')
  })

  it('come before the page that names them', () => {
    const [assets, page] = template.of('Custom::CDKBucketDeployment')
    expect(page?.json.DependsOn).toContain(assets?.id)
  })
})

describe('the distribution', () => {
  it('is called by HTTPS alone, and answers each view with the one page', () => {
    const behaviours = [distribution.DefaultCacheBehavior, ...distribution.CacheBehaviors]
    expect(behaviours.map((one) => one.ViewerProtocolPolicy)).toEqual(Array(3).fill('redirect-to-https'))
    const [association] = distribution.DefaultCacheBehavior.FunctionAssociations
    expect(association.EventType).toBe('viewer-request')
    expect(template.named('Page').properties.FunctionCode).toContain("uri = '/index.html'")
    expect(distribution.CacheBehaviors.map((one: { PathPattern: string }) => one.PathPattern)).toEqual([
      'assets/*',
      'config.json',
    ])
    for (const one of distribution.CacheBehaviors) expect(one).not.toHaveProperty('FunctionAssociations')
  })

  it('lets browsers run and load nothing but its own files, and be framed by nobody', () => {
    for (const rule of [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
    ])
      expect(policyText).toContain(rule)
    expect(policyText).not.toMatch(/unsafe|\*|http:/)
  })

  it('lets the page call the API, the issuer and the sign-in page, and nobody else', () => {
    const connects = /connect-src 'self' (.*?); base-uri/.exec(policyText)?.[1] ?? ''
    expect(connects).toContain('ApiEndpoint')
    expect(connects).toContain('ProviderURL')
    expect(connects).toContain('amazoncognito.com')
    expect(connects.match(/https:\/\//g)).toHaveLength(2)
  })

  it('sends the other headers that keep a page to itself', () => {
    expect(headers.SecurityHeadersConfig).toMatchObject({
      ContentTypeOptions: { Override: true },
      FrameOptions: { FrameOption: 'DENY' },
      ReferrerPolicy: { ReferrerPolicy: 'no-referrer' },
      StrictTransportSecurity: { AccessControlMaxAgeSec: 63_072_000, IncludeSubdomains: true },
    })
    for (const one of [distribution.DefaultCacheBehavior, ...distribution.CacheBehaviors])
      expect(one.ResponseHeadersPolicyId.Ref).toBe(template.named('Headers').id)
  })
})

describe('signing in to the console', () => {
  it('is by a public client of its own, for code and PKCE, which comes back to the distribution alone', () => {
    const { properties } = template.named('ConsoleClient')
    expect(properties).toMatchObject({
      AllowedOAuthFlows: ['code'],
      GenerateSecret: false,
      RefreshTokenRotation: { Feature: 'ENABLED' },
    })
    expect(JSON.stringify(properties.CallbackURLs)).toContain(template.named('Distribution').id)
    expect(properties.CallbackURLs).toHaveLength(1)
  })

  it('is known to the admin API by a scope that no other client of the pool is given', () => {
    expect(template.named('AdminFunction').properties.Environment.Variables.ISSUER_SCOPE).toBe('cairn/console')
    const withScope = template
      .of('AWS::Cognito::UserPoolClient')
      .filter(({ properties }) => JSON.stringify(properties.AllowedOAuthScopes).includes('/console'))
    expect(withScope.map(({ id }) => id)).toEqual([template.named('ConsoleClient').id])
  })

  it('is by the operator’s issuer where there is one, which the page may call', () => {
    const own = synthesized(SETTINGS.small)
    expect(own.of('AWS::Cognito::UserPoolClient')).toEqual([])
    expect(JSON.stringify(own.named('Headers').properties)).toContain(' https://login.example.org;')
    expect(own.named('AdminFunction').properties.Environment.Variables).not.toHaveProperty('ISSUER_SCOPE')
  })
})

describe('the admin API', () => {
  it('may be called from the console’s origin, which reads what it needs of the answers', () => {
    const { AllowOrigins, AllowMethods, AllowHeaders, ExposeHeaders } =
      template.named('HttpApi').properties.CorsConfiguration
    expect(AllowOrigins).toEqual(['*'])
    expect(AllowMethods).toEqual(expect.arrayContaining(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']))
    expect(AllowHeaders).toEqual(
      expect.arrayContaining(['Authorization', 'Content-Type', 'If-Match', 'If-None-Match', 'Idempotency-Key']),
    )
    expect(ExposeHeaders).toEqual(expect.arrayContaining(['ETag', 'Location', 'Retry-After', 'Apigw-Requestid']))
  })
})
