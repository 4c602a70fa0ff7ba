/** What is read from a template: values as CloudFormation resolves them, and the names of all that is not supported. */
import { describe, expect, it } from '@jest/globals'
import { readAssembly } from '../../../local/template/assembly.ts'
import { readDeployment } from '../../../local/template/deployment.ts'
import {
  ANYTHING_GOES,
  httpApi,
  lambda,
  type Resources,
  streamConsumer,
  writeAssembly,
} from '../../support/assembly.ts'
import { temporaryFolder } from '../../support/during-tests.ts'

const folder = temporaryFolder()

function read(resources: Resources) {
  return readDeployment(readAssembly(writeAssembly(folder, resources, { fn: '' })))
}
const api = () => ({ ...httpApi(['ANY /{proxy+}']), Fn: lambda('fn') })

describe('a template with something that the local runner does not support', () => {
  it('is refused with the name of a resource type', () => {
    const resources = { ...api(), Queue: { Type: 'AWS::SQS::Queue' } }
    expect(() => read(resources)).toThrow('T.Queue: the local runner does not know the resource type AWS::SQS::Queue')
  })

  it('is refused with the paths of a property, a nested property and a value, all at once', () => {
    const resources = {
      ...streamConsumer({ DestinationConfig: { OnSuccess: { Destination: 'x' } }, ParallelizationFactor: 2 }),
      Fn: lambda('fn', { Layers: ['x'] }),
    }
    expect(() => read(resources)).toThrow(
      [
        'T.Fn.Properties.Layers: the local runner does not know this property',
        'T.Source.Properties.DestinationConfig.OnSuccess: the local runner does not know this property',
        'T.Source.Properties.ParallelizationFactor: the local runner knows only 1 here, not 2',
      ].join('\n'),
    )
  })

  it('is refused with the path of a resource attribute or of an intrinsic function', () => {
    const creation = { ...lambda('fn'), CreationPolicy: {} } as NonNullable<Resources[string]>
    expect(() => read({ ...api(), Fn: creation })).toThrow('T.Fn.CreationPolicy')
    expect(() => read({ ...api(), Fn: lambda('fn', { Handler: { 'Fn::Base64': 'x' } }) })).toThrow(
      'T.Fn.Properties.Handler: the local runner does not know Fn::Base64',
    )
  })

  it('is refused for a tumbling window, an event source other than Kinesis, and an authorizer', () => {
    expect(() => read(streamConsumer({ TumblingWindowInSeconds: 30 }))).toThrow('TumblingWindowInSeconds')
    expect(() => read(streamConsumer({ EventSourceArn: 'arn:aws:sqs:us-east-1:0:queue' }))).toThrow('EventSourceArn')
    const route = {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'Api' },
        RouteKey: '$default',
        AuthorizationType: 'JWT',
        Target: 'integrations/T-Integration',
      },
    }
    expect(() => read({ ...api(), Route0: route })).toThrow('T.Route0.Properties.AuthorizationType')
  })
})

describe('the values of a template', () => {
  const resolved = (value: unknown, others: Resources = {}) =>
    read({ Role: ANYTHING_GOES, ...others, Fn: lambda('fn', { Environment: { Variables: { VALUE: value } } }) })
      .functions[0]?.environment.VALUE

  it('are resolved as CloudFormation resolves them', () => {
    const table = {
      Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'named' } },
      Bucket: { Type: 'AWS::S3::Bucket' },
    }
    expect(resolved({ Ref: 'Table' }, table)).toBe('named')
    expect(resolved({ Ref: 'Bucket' }, table)).toBe('t-bucket')
    expect(resolved({ 'Fn::GetAtt': ['Table', 'Arn'] }, table)).toBe(
      'arn:aws:dynamodb:us-east-1:000000000000:table/named',
    )
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: the variables are the template's
    expect(resolved({ 'Fn::Sub': '${AWS::Region}/${Table}/${Bucket.Arn}/${!kept}' }, table)).toBe(
      'us-east-1/named/arn:aws:s3:::t-bucket/${kept}',
    )
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: the variables are the template's
    expect(resolved({ 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b/c'] }] })).toBe('b')
    expect(resolved({ 'Fn::Join': ['-', [{ Ref: 'AWS::AccountId' }, { Ref: 'AWS::Partition' }]] })).toBe(
      '000000000000-aws',
    )
    expect(resolved({ 'Fn::If': [{ 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] }, 'here', 'there'] })).toBe(
      'here',
    )
    expect(resolved({ Ref: 'AWS::NoValue' })).toBeUndefined()
  })

  it('are refused when they name nothing in the template, or a dynamic reference', () => {
    expect(() => resolved({ Ref: 'Nobody' })).toThrow(
      'T.Fn.Properties.Environment.Variables.VALUE: the template has no Nobody',
    )
    expect(() => resolved({ 'Fn::ImportValue': 'nothing' })).toThrow('no stack exports nothing')
    expect(() => resolved('{{resolve:ssm:x}}')).toThrow('dynamic references')
  })
})

describe('the rights of a template', () => {
  const statement = (Action: string) => ({ Effect: 'Allow', Action, Resource: { 'Fn::GetAtt': ['Table', 'Arn'] } })
  const policy = (Action: string) => ({ Version: '2012-10-17', Statement: [statement(Action)] })
  const table = { KeySchema: [], AttributeDefinitions: [], ResourcePolicy: { PolicyDocument: policy('dynamodb:Scan') } }
  const resources = {
    Table: { Type: 'AWS::DynamoDB::Table', Properties: table },
    Bucket: { Type: 'AWS::S3::Bucket' },
    Closed: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: { Bucket: { Ref: 'Bucket' }, PolicyDocument: policy('s3:*') },
    },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        Policies: [{ PolicyName: 'inline', PolicyDocument: policy('dynamodb:GetItem') }],
        ManagedPolicyArns: [{ Ref: 'Managed' }],
      },
    },
    Other: { Type: 'AWS::IAM::Role' },
    Managed: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: policy('dynamodb:Query') } },
    Attached: {
      Type: 'AWS::IAM::Policy',
      Properties: { PolicyName: 'attached', PolicyDocument: policy('dynamodb:PutItem'), Roles: [{ Ref: 'Role' }] },
    },
    Fn: lambda('fn'),
  }

  it('are those of every policy of a role, and of resources, with the names that the engines know', () => {
    const { roles, resourcePolicies, functions } = read(resources)
    const [role, other] = roles
    const actions = role?.policies.flatMap(({ document }) =>
      (document.Statement as { Action: string }[]).map((one) => one.Action),
    )
    expect(actions).toEqual(['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem'])
    expect(role?.policies[0]?.document).toMatchObject({
      Statement: [{ Resource: 'arn:aws:dynamodb:us-east-1:000000000000:table/T-Table' }],
    })
    expect(other?.policies).toEqual([])
    expect(functions[0]?.roleArn).toBe('arn:aws:iam::000000000000:role/T-Role')
    expect(Object.keys(resourcePolicies)).toEqual([
      'arn:aws:dynamodb:us-east-1:000000000000:table/T-Table',
      'arn:aws:s3:::t-bucket',
    ])
  })

  it('are refused where nobody can know them', () => {
    const Properties = { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] }
    expect(() => read({ ...resources, Role: { Type: 'AWS::IAM::Role', Properties } })).toThrow(
      'T.Role.Properties.ManagedPolicyArns: the local runner does not know what arn:aws:iam::aws:policy/',
    )
    const bounded = { PermissionsBoundary: 'arn:aws:iam::aws:policy/x' }
    expect(() => read({ ...resources, Role: { Type: 'AWS::IAM::Role', Properties: bounded } })).toThrow(
      'PermissionsBoundary',
    )
  })
})
