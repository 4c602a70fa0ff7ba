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
/** A resource and the logical id that its stack knows it by. */
export type Owned = { resolver: Resolver; id: string; resource: Resource }

/** How a resource is called: the property that names it, and the forms of its name and ARN. */
type Identity = {
  nameProperty: string
  service: string
  /** What stands before the name in the ARN, as in `table/` or `function:`. */
  prefix: string
}

const IDENTITIES: Record<string, Identity> = {
  'AWS::DynamoDB::Table': { nameProperty: 'TableName', service: 'dynamodb', prefix: 'table/' },
  'AWS::DynamoDB::GlobalTable': { nameProperty: 'TableName', service: 'dynamodb', prefix: 'table/' },
  'AWS::Kinesis::Stream': { nameProperty: 'Name', service: 'kinesis', prefix: 'stream/' },
  'AWS::Lambda::Function': { nameProperty: 'FunctionName', service: 'lambda', prefix: 'function:' },
  'AWS::S3::Bucket': { nameProperty: 'BucketName', service: 's3', prefix: '' },
}

/** The physical name: what the template says, else `<stack>-<logical id>`. */
export function nameOf({ resolver, id, resource }: Owned): string {
  const identity = IDENTITIES[resource.Type]
  const path = `${resolver.stack.name}.${id}.Properties.${identity?.nameProperty}`
  const given = identity && resolver.resolve(resource.Properties?.[identity.nameProperty], path)
  if (given !== undefined) return String(given)
  const name = `${resolver.stack.name}-${id}`
  // Bucket names are lower-case and at most 63 long; CloudFormation cuts and lowers its generated ones as well.
  if (resource.Type === 'AWS::S3::Bucket') return name.toLowerCase().slice(0, 63).replace(/-$/, '')
  return resource.Type === 'AWS::Lambda::Function' ? name.slice(0, 64) : name
}

export function arnOf(owned: Owned): string {
  const identity = IDENTITIES[owned.resource.Type]
  const name = nameOf(owned)
  if (identity?.service === 's3') return `arn:aws:s3:::${name}`
  return `arn:aws:${identity?.service ?? 'local'}:${REGION}:${ACCOUNT}:${identity?.prefix ?? ''}${name}`
}

/** What `Ref` gives: the name, except where AWS hands out an id. */
export function referenceOf(owned: Owned): string {
  const { resolver, id, resource } = owned
  if (resource.Type === 'AWS::ApiGatewayV2::Api') return apiIdOf(owned)
  if (resource.Type === 'AWS::Lambda::EventSourceMapping') return uuidOf(owned)
  if (resource.Type === 'AWS::ApiGatewayV2::Stage') {
    const path = `${resolver.stack.name}.${id}.Properties.StageName`
    return String(resolver.resolve(resource.Properties?.StageName, path))
  }
  return nameOf(owned)
}

export function attributeOf(owned: Owned, attribute: string, path: string): Json {
  const { resolver, id, resource } = owned
  const { [resource.Type]: attributes = {} } = ATTRIBUTES
  const found = attributes[attribute]?.(owned)
  if (found !== undefined) return found
  if (attribute === 'Arn') return arnOf(owned)
  if (resource.Type in IDENTITIES) throw new Failure(`${path}: the local runner does not know ${id}.${attribute}`)
  // A resource without local meaning (a role, a key): its attributes only ever reach properties without local meaning.
  return `local:${resolver.stack.name}-${id}.${attribute}`
}

const ATTRIBUTES: { [type: string]: { [attribute: string]: (owned: Owned) => string } } = {
  'AWS::DynamoDB::Table': { StreamArn: (owned) => `${arnOf(owned)}/stream/local` },
  'AWS::DynamoDB::GlobalTable': { StreamArn: (owned) => `${arnOf(owned)}/stream/local` },
  'AWS::S3::Bucket': {
    DomainName: (owned) => `${nameOf(owned)}.s3.amazonaws.com`,
    RegionalDomainName: (owned) => `${nameOf(owned)}.s3.${REGION}.amazonaws.com`,
  },
  'AWS::ApiGatewayV2::Api': {
    ApiId: apiIdOf,
    ApiEndpoint: (owned) => `https://${apiIdOf(owned)}.execute-api.${REGION}.amazonaws.com`,
  },
}

export function apiIdOf(owned: Owned): string {
  return digest(owned).slice(0, 10)
}

/** A UUID that stays the same from start to start. */
export function uuidOf(owned: Owned): string {
  const hex = digest(owned)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

function digest({ resolver, id }: Owned): string {
  return createHash('sha256').update(`${resolver.stack.name}.${id}`).digest('hex')
}
