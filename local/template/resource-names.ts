/** The names, ARNs and ids that CloudFormation would give the resources; the same at every start. */
import { createHash } from 'node:crypto'
import { Failure } from '../failure.ts'
import { ACCOUNT, REGION } from './account.ts'
import type { Json, Resource, Stack } from './assembly.ts'

/** Gives the value that CloudFormation would put in place of an expression of one stack's template. */
export type Resolver = {
  stack: Stack
  /** `undefined` stands for `AWS::NoValue`: the property is left out. */
  resolve(value: Json | undefined, path: string): Json | undefined
}
/** A resource with its logical id, which is unique within its stack. */
export type LogicalResource = { resolver: Resolver; id: string; resource: Resource }

/** The property that names a resource of one type, and the form of its ARN. */
type NamingRule = {
  nameProperty: string
  service: string
  /** What comes before the name in the ARN, as in `table/` or `function:`. */
  prefix: string
}

const NAMING_RULES: Record<string, NamingRule> = {
  'AWS::Athena::WorkGroup': { nameProperty: 'Name', service: 'athena', prefix: 'workgroup/' },
  'AWS::Cognito::UserPool': { nameProperty: 'UserPoolName', service: 'cognito-idp', prefix: 'userpool/' },
  'AWS::Cognito::UserPoolResourceServer': { nameProperty: 'Identifier', service: 'cognito-idp', prefix: 'server/' },
  'AWS::Cognito::UserPoolClient': { nameProperty: 'ClientName', service: 'cognito-idp', prefix: 'client/' },
  'AWS::DynamoDB::Table': { nameProperty: 'TableName', service: 'dynamodb', prefix: 'table/' },
  'AWS::DynamoDB::GlobalTable': { nameProperty: 'TableName', service: 'dynamodb', prefix: 'table/' },
  'AWS::Events::Rule': { nameProperty: 'Name', service: 'events', prefix: 'rule/' },
  'AWS::IAM::ManagedPolicy': { nameProperty: 'ManagedPolicyName', service: 'iam', prefix: 'policy/' },
  'AWS::IAM::Role': { nameProperty: 'RoleName', service: 'iam', prefix: 'role/' },
  'AWS::Kinesis::Stream': { nameProperty: 'Name', service: 'kinesis', prefix: 'stream/' },
  // It has no name: an id stands for it.
  'AWS::KMS::Key': { nameProperty: '', service: 'kms', prefix: 'key/' },
  'AWS::Lambda::Function': { nameProperty: 'FunctionName', service: 'lambda', prefix: 'function:' },
  'AWS::Logs::LogGroup': { nameProperty: 'LogGroupName', service: 'logs', prefix: 'log-group:' },
  'AWS::S3::Bucket': { nameProperty: 'BucketName', service: 's3', prefix: '' },
}

/** Names of at most 64 characters. */
const SHORT_NAMES = new Set(['AWS::Lambda::Function', 'AWS::IAM::Role'])

/** The physical name: the one in the template, else `<stack>-<logical id>`. */
export function nameOf(logical: LogicalResource): string {
  const { resolver, id, resource } = logical
  if (resource.Type === 'AWS::KMS::Key') return uuidOf(logical)
  const rule = NAMING_RULES[resource.Type]
  const path = `${resolver.stack.name}.${id}.Properties.${rule?.nameProperty}`
  const ownName = rule && resolver.resolve(resource.Properties?.[rule.nameProperty], path)
  if (ownName !== undefined) return String(ownName)
  const name = `${resolver.stack.name}-${id}`
  // Bucket names are lower-case and at most 63 long; CloudFormation cuts and lowers its generated ones as well.
  if (resource.Type === 'AWS::S3::Bucket') return name.toLowerCase().slice(0, 63).replace(/-$/, '')
  return SHORT_NAMES.has(resource.Type) ? name.slice(0, 64) : name
}

export function arnOf(logical: LogicalResource): string {
  const rule = NAMING_RULES[logical.resource.Type]
  const name = nameOf(logical)
  if (rule?.service === 's3') return `arn:aws:s3:::${name}`
  const region = rule?.service === 'iam' ? '' : REGION
  return `arn:aws:${rule?.service ?? 'local'}:${region}:${ACCOUNT}:${rule?.prefix ?? ''}${name}`
}

/** What `Ref` gives: the name, except where AWS hands out an id. */
export function referenceOf(logical: LogicalResource): string {
  const { resolver, id, resource } = logical
  if (resource.Type === 'AWS::ApiGatewayV2::Api') return apiIdOf(logical)
  if (resource.Type === 'AWS::Lambda::EventSourceMapping') return uuidOf(logical)
  if (resource.Type === 'AWS::IAM::ManagedPolicy') return arnOf(logical)
  if (resource.Type === 'AWS::Glue::Database') {
    const { Name } = resolver.resolve(resource.Properties?.DatabaseInput, `${resolver.stack.name}.${id}`) as {
      Name: string
    }
    return Name
  }
  if (resource.Type === 'AWS::ApiGatewayV2::Stage') {
    const path = `${resolver.stack.name}.${id}.Properties.StageName`
    return String(resolver.resolve(resource.Properties?.StageName, path))
  }
  return nameOf(logical)
}

export function attributeOf(logical: LogicalResource, attribute: string, path: string): Json {
  const { resolver, id, resource } = logical
  const { [resource.Type]: attributes = {} } = ATTRIBUTES
  const found = attributes[attribute]?.(logical)
  if (found !== undefined) return found
  if (attribute === 'Arn') return arnOf(logical)
  if (resource.Type in NAMING_RULES) throw new Failure(`${path}: the local runner does not know ${id}.${attribute}`)
  // A resource without local meaning (a key, a workgroup): its attributes only ever reach properties without local meaning.
  return `local:${resolver.stack.name}-${id}.${attribute}`
}

const ATTRIBUTES: { [type: string]: { [attribute: string]: (logical: LogicalResource) => string } } = {
  'AWS::Cognito::UserPool': {
    ProviderURL: (logical) => `https://cognito-idp.${REGION}.amazonaws.com/${nameOf(logical)}`,
  },
  'AWS::CloudFront::Distribution': {
    DomainName: (logical) => `d${digest(logical).slice(0, 13)}.cloudfront.net`,
  },
  'AWS::DynamoDB::Table': { StreamArn: (logical) => `${arnOf(logical)}/stream/local` },
  'AWS::DynamoDB::GlobalTable': { StreamArn: (logical) => `${arnOf(logical)}/stream/local` },
  'AWS::Logs::LogGroup': { Arn: (logical) => `${arnOf(logical)}:*` },
  'AWS::S3::Bucket': {
    DomainName: (logical) => `${nameOf(logical)}.s3.amazonaws.com`,
    RegionalDomainName: (logical) => `${nameOf(logical)}.s3.${REGION}.amazonaws.com`,
  },
  'AWS::ApiGatewayV2::Api': {
    ApiId: apiIdOf,
    ApiEndpoint: (logical) => `https://${apiIdOf(logical)}.execute-api.${REGION}.amazonaws.com`,
  },
}

/** The last part of an ARN or of a path. */
export function afterLast(text: string, separator: string): string {
  return text.slice(text.lastIndexOf(separator) + 1)
}

export function apiIdOf(logical: LogicalResource): string {
  return digest(logical).slice(0, 10)
}

/** A UUID that stays the same from start to start. */
export function uuidOf(logical: LogicalResource): string {
  const hex = digest(logical)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

function digest({ resolver, id }: LogicalResource): string {
  return createHash('sha256').update(`${resolver.stack.name}.${id}`).digest('hex')
}
