/** The API's stack: its routes, its log, and what all functions have in common. */
import { describe, expect, it } from '@jest/globals'
import { ADMIN_GATEWAY, ROUTES } from '../../lambdas/http/routes.ts'
import { type Resource, synthesized } from '../support/templates.ts'

const template = synthesized()
const routes = [...ROUTES, ...ADMIN_GATEWAY]
// That of the console is CDK's own, and runs at deployments alone.
const functions = template.of('AWS::Lambda::Function').filter(({ stack }) => stack !== 'CairnConsole')

/** Follows route -> integration -> function, as the gateway does. */
function functionOf(route: Resource): string {
  const integration = template.named(route.properties.Target['Fn::Join'][1][1].Ref)
  expect(integration.properties).toMatchObject({ IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '2.0' })
  return template.named(integration.properties.IntegrationUri['Fn::GetAtt'][0]).id
}

describe('the HTTP API', () => {
  it('has the routes of the table and no others, each with its function', () => {
    const ids = {
      statements: 'StatementsFunction',
      documents: 'DocumentsFunction',
      fallback: 'FallbackFunction',
      admin: 'AdminFunction',
    }
    const made = template.of('AWS::ApiGatewayV2::Route').map((route) => [route.properties.RouteKey, functionOf(route)])
    expect(made).toEqual(
      routes.map((route) => [`${route.method} ${route.path}`, template.named(ids[route.function]).id]),
    )
    expect(made.length).toBeGreaterThan(5)
  })

  it('may call each function by its own routes', () => {
    const permissions = template.of('AWS::Lambda::Permission').filter(({ stack }) => stack === 'CairnApi')
    expect(permissions).toHaveLength(routes.length)
    for (const { properties } of permissions) {
      expect(properties).toMatchObject({ Action: 'lambda:InvokeFunction', Principal: 'apigateway.amazonaws.com' })
      expect(JSON.stringify(properties.SourceArn)).toContain(template.named('HttpApi').id)
    }
  })

  it('answers preflights itself, for any origin and without credentials of the browser', () => {
    const cors = template.named('HttpApi').properties.CorsConfiguration
    expect(cors).toMatchObject({ AllowOrigins: ['*'], MaxAge: 7200 })
    expect(cors).not.toHaveProperty('AllowCredentials')
    expect(cors.AllowHeaders).toEqual(expect.arrayContaining(['Authorization', 'X-Experience-API-Version']))
    expect(cors.ExposeHeaders).toEqual(expect.arrayContaining(['ETag', 'X-Experience-API-Consistent-Through']))
    // A route that takes OPTIONS would call its function.
    const keys = template.of('AWS::ApiGatewayV2::Route').map(({ properties }) => properties.RouteKey)
    expect(keys.filter((key) => /^(ANY|OPTIONS|\$default)/.test(key))).toEqual([])
  })

  it('is throttled, and deploys its one stage by itself', () => {
    expect(template.of('AWS::ApiGatewayV2::Stage').map(({ properties }) => properties)).toMatchObject([
      {
        StageName: '$default',
        AutoDeploy: true,
        DefaultRouteSettings: { ThrottlingBurstLimit: 4000, ThrottlingRateLimit: 2000 },
      },
    ])
  })

  // @control discreet-logs
  it('logs each access without path, query, address, user agent or authorizer', () => {
    const { AccessLogSettings } = template.named('Stage').properties
    const log = template.named(AccessLogSettings.DestinationArn['Fn::GetAtt'][0])
    expect(log).toMatchObject({ type: 'AWS::Logs::LogGroup', properties: { RetentionInDays: 90 } })
    expect(Object.values(JSON.parse(AccessLogSettings.Format)).sort()).toEqual([
      '$context.integrationErrorMessage',
      '$context.integrationLatency',
      '$context.requestId',
      '$context.requestTimeEpoch',
      '$context.responseLatency',
      '$context.responseLength',
      '$context.routeKey',
      '$context.status',
    ])
  })
})

describe('functions', () => {
  it('are one for each file in lambdas/', () => {
    expect(functions.map(({ id }) => id.slice(0, -8))).toEqual([
      'StatementsFunction',
      'DocumentsFunction',
      'FallbackFunction',
      'AdminFunction',
      'ReferencesFunction',
      'DigestFunction',
      'RemovalFunction',
      'RetentionFunction',
      'RewriterFunction',
      'LakeWriterFunction',
      'LakeHeartbeatFunction',
      'AuditWriterFunction',
      'UsageWriterFunction',
      'CompactionFunction',
    ])
  })

  it.each(functions)('$id runs nodejs24.x on arm64, traced, with JSON logs', ({ properties }) => {
    expect(properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogFormat: 'JSON' },
    })
  })

  it.each(functions)('$id has a log group of its own that forgets after 90 days', ({ properties }) => {
    const log = template.named(properties.LoggingConfig.LogGroup.Ref)
    expect(log).toMatchObject({ type: 'AWS::Logs::LogGroup', properties: { RetentionInDays: 90 } })
    const users = functions.filter((fn) => fn.properties.LoggingConfig.LogGroup.Ref === log.id)
    expect(users).toHaveLength(1)
  })

  it.each(functions)('$id has a role of its own without managed policies', ({ properties }) => {
    const role = template.named(properties.Role['Fn::GetAtt'][0])
    expect(role.type).toBe('AWS::IAM::Role')
    expect(role.properties).not.toHaveProperty('ManagedPolicyArns')
    expect(functions.filter((fn) => fn.properties.Role['Fn::GetAtt'][0] === role.id)).toHaveLength(1)
  })

  it.each(['StatementsFunction', 'DocumentsFunction', 'FallbackFunction'])(
    '%s ends before the gateway gives up after 30 s',
    (id) => {
      expect(template.named(id).properties.Timeout).toBe(29)
    },
  )
})
