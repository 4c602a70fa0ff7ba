import { createHash } from 'node:crypto'
import type { Json, Resource } from './assembly.ts'
import { Failure } from './failure.ts'
import { ACCOUNT, REGION, type Resolver } from './intrinsics.ts'

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
export function nameOf(resolver: Resolver, id: string, resource: Resource): string {
  const identity = IDENTITIES[resource.Type]
  const path = `${resolver.stack.name}.${id}.Properties.${identity?.nameProperty}`
  const given = identity && resolver.resolve(resource.Properties?.[identity.nameProperty], path)
  if (given !== undefined) return String(given)
  const name = `${resolver.stack.name}-${id}`
  // Bucket names are lower-case and at most 63 long; CloudFormation cuts and lowers its generated ones as well.
  if (resource.Type === 'AWS::S3::Bucket') return name.toLowerCase().slice(0, 63).replace(/-$/, '')
  return resource.Type === 'AWS::Lambda::Function' ? name.slice(0, 64) : name
}

export function arnOf(resolver: Resolver, id: string, resource: Resource): string {
  const identity = IDENTITIES[resource.Type]
  const name = nameOf(resolver, id, resource)
  if (identity?.service === 's3') return `arn:aws:s3:::${name}`
  return `arn:aws:${identity?.service ?? 'local'}:${REGION}:${ACCOUNT}:${identity?.prefix ?? ''}${name}`
}

/** What `Ref` gives: the name, except where AWS hands out an id. */
export function referenceOf(resolver: Resolver, id: string, resource: Resource): string {
  if (resource.Type === 'AWS::ApiGatewayV2::Api') return apiIdOf(resolver.stack.name, id)
  if (resource.Type === 'AWS::ApiGatewayV2::Stage') {
    return String(resolver.resolve(resource.Properties?.StageName, `${resolver.stack.name}.${id}.Properties.StageName`))
  }
  if (resource.Type === 'AWS::Lambda::EventSourceMapping') return uuidOf(resolver.stack.name, id)
  return nameOf(resolver, id, resource)
}

export function attributeOf(resolver: Resolver, id: string, resource: Resource, attribute: string, path: string): Json {
  const name = nameOf(resolver, id, resource)
  if (attribute === 'Arn') return arnOf(resolver, id, resource)
  if (attribute === 'StreamArn') return `${arnOf(resolver, id, resource)}/stream/local`
  if (resource.Type === 'AWS::S3::Bucket') {
    if (attribute === 'DomainName') return `${name}.s3.amazonaws.com`
    if (attribute === 'RegionalDomainName') return `${name}.s3.${REGION}.amazonaws.com`
  }
  if (resource.Type === 'AWS::ApiGatewayV2::Api') {
    const apiId = apiIdOf(resolver.stack.name, id)
    if (attribute === 'ApiId') return apiId
    if (attribute === 'ApiEndpoint') return `https://${apiId}.execute-api.${REGION}.amazonaws.com`
  }
  if (resource.Type in IDENTITIES) throw new Failure(`${path}: the local runner does not know ${id}.${attribute}`)
  // A resource without local meaning (a role, a key): its attributes only ever reach properties without local meaning.
  return `local:${resolver.stack.name}-${id}.${attribute}`
}

export function apiIdOf(stack: string, id: string): string {
  return createHash('sha256').update(`${stack}.${id}`).digest('hex').slice(0, 10)
}

/** A UUID that stays the same from start to start. */
export function uuidOf(stack: string, id: string): string {
  const hex = createHash('sha256').update(`${stack}.${id}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
