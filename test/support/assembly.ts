/** Cloud assemblies for tests of the local runner: the least resources that make a function, an HTTP API or a stream with its consumer. */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

export type Resources = { [id: string]: { Type: string; Properties?: object; [attribute: string]: unknown } }

/** Writes a cloud assembly of one stack, `T`; `code` holds the source of each function, by asset key. */
export function writeAssembly(folder: string, resources: Resources, code: Record<string, string> = {}): string {
  const assembly = path.join(folder, 'assembly')
  const files: Record<string, object> = {}
  for (const [name, source] of Object.entries(code)) {
    mkdirSync(path.join(assembly, `asset.${name}`), { recursive: true })
    writeFileSync(path.join(assembly, `asset.${name}`, 'index.mjs'), source)
    files[name] = { source: { path: `asset.${name}` }, destinations: { here: { objectKey: `${name}.zip` } } }
  }
  mkdirSync(assembly, { recursive: true })
  const write = (file: string, content: object) => writeFileSync(path.join(assembly, file), JSON.stringify(content))
  write('manifest.json', {
    artifacts: { T: { type: 'aws:cloudformation:stack', properties: { templateFile: 'T.template.json' } } },
  })
  write('T.template.json', { Resources: resources })
  write('T.assets.json', { files })
  return assembly
}

export function lambda(asset: string, properties: object = {}): Resources[string] {
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Code: { S3Bucket: 'assets', S3Key: `${asset}.zip` },
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
      ...properties,
    },
  }
}

/** The role of functions whose rights are not what is tested. */
export const ANYTHING_GOES: NonNullable<Resources[string]> = {
  Type: 'AWS::IAM::Role',
  Properties: {
    Policies: [
      {
        PolicyName: 'all',
        PolicyDocument: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
      },
    ],
  },
}

/** An HTTP API with one function behind all its routes. */
export function httpApi(routeKeys: readonly string[], fn = 'Fn', integration: object = {}): Resources {
  const routes = routeKeys.map((RouteKey, i) => [
    `Route${i}`,
    {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'Api' },
        RouteKey,
        Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'Integration' }]] },
      },
    },
  ])
  return {
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'api', ProtocolType: 'HTTP' } },
    Stage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true },
    },
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: { Ref: 'Api' },
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: { 'Fn::GetAtt': [fn, 'Arn'] },
        PayloadFormatVersion: '2.0',
        ...integration,
      },
    },
    Role: ANYTHING_GOES,
    ...Object.fromEntries(routes),
  }
}

/** A table that feeds a stream, which a function consumes. */
export function streamConsumer(mapping: object = {}, functionProperties: object = {}): Resources {
  return {
    Role: ANYTHING_GOES,
    Stream: { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: 1 } },
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
        BillingMode: 'PAY_PER_REQUEST',
        KinesisStreamSpecification: {
          StreamArn: { 'Fn::GetAtt': ['Stream', 'Arn'] },
          ApproximateCreationDateTimePrecision: 'MILLISECOND',
        },
      },
    },
    Failures: { Type: 'AWS::S3::Bucket' },
    Fn: lambda('fn', functionProperties),
    Source: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: { 'Fn::GetAtt': ['Stream', 'Arn'] },
        FunctionName: { Ref: 'Fn' },
        StartingPosition: 'TRIM_HORIZON',
        ...mapping,
      },
    },
  }
}
