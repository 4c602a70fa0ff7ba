/** What the templates say there is to run: tables, streams, buckets, functions, HTTP APIs, event source mappings, schedules, Athena. */
import { Failure } from '../failure.ts'
import type { Json, JsonObject, Stack } from './assembly.ts'
import { type AthenaTemplate, toAthenaTemplate } from './athena-template.ts'
import { type CheckedResource, checkResources } from './checked-resources.ts'
import { type EventSourceMapping, toEventSourceMapping } from './event-source-mapping.ts'
import { type HttpApi, toHttpApi } from './http-api.ts'
import { type IssuerTemplate, toIssuerTemplate } from './issuer-template.ts'
import { afterLast, arnOf, nameOf, referenceOf } from './resource-names.ts'
import {
  type Policy,
  type ResourcePolicies,
  type Role,
  toResourcePolicies,
  toRoles,
  toTaggedPolicies,
} from './roles.ts'
import { type Schedule, toSchedules } from './schedule.ts'
import { type Site, toSites } from './site.ts'

export type Table = {
  name: string
  arn: string
  /** The part of DynamoDB's CreateTable input that the template decides. */
  schema: JsonObject
  timeToLive?: JsonObject
  /** The Kinesis stream that the table feeds. */
  destination?: { streamName: string; precision: 'MILLISECOND' | 'MICROSECOND' }
}
export type StreamedTable = Table & { destination: NonNullable<Table['destination']> }
export type Stream = { name: string; shards: number; retentionHours: number }
export type LambdaFunction = {
  name: string
  arn: string
  roleArn: string
  handler: string
  runtime: string
  /** The folder that becomes the function's task root. */
  code: string
  environment: Record<string, string>
  timeoutSeconds: number
  memoryMb: number
  logFormat: string
  logLevel?: string
  concurrency?: number
  /** Where a debugger can attach to it: the developer asks for it, no template. */
  inspectPort?: number
}
export type Deployment = {
  tables: Table[]
  streams: Stream[]
  buckets: string[]
  /** Those whose objects are locked as they are put. */
  lockedBuckets: string[]
  /** The ids of the keys of KMS. */
  keys: string[]
  functions: LambdaFunction[]
  apis: HttpApi[]
  eventSourceMappings: EventSourceMapping[]
  schedules: Schedule[]
  athena: AthenaTemplate
  /** There where the templates have a user pool. */
  issuer?: IssuerTemplate
  /** The web sites: distributions with their files. */
  sites: Site[]
  roles: Role[]
  taggedPolicies: Policy[]
  resourcePolicies: ResourcePolicies
}

/** Throws one Failure that names everything in the templates that the runner does not support. */
export function readDeployment(stacks: readonly Stack[]): Deployment {
  const resources = checkResources(stacks)
  const ofType = (...types: string[]) => resources.filter(({ resource }) => types.includes(resource.Type))
  const issuer = toIssuerTemplate(resources)
  return {
    tables: ofType('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable').map(toTable),
    streams: ofType('AWS::Kinesis::Stream').map(toStream),
    buckets: ofType('AWS::S3::Bucket').map(nameOf),
    lockedBuckets: ofType('AWS::S3::Bucket')
      .filter(({ properties }) => String(properties.ObjectLockEnabled) === 'true')
      .map(nameOf),
    keys: ofType('AWS::KMS::Key').map(referenceOf),
    functions: ofType('AWS::Lambda::Function').map(toFunction),
    apis: ofType('AWS::ApiGatewayV2::Api').map((api) => toHttpApi(api, resources)),
    eventSourceMappings: ofType('AWS::Lambda::EventSourceMapping')
      .filter(({ properties }) => String(properties.Enabled ?? true) === 'true')
      .map(toEventSourceMapping),
    schedules: ofType('AWS::Events::Rule').flatMap(toSchedules),
    athena: toAthenaTemplate(resources),
    ...(issuer && { issuer }),
    sites: toSites(resources),
    roles: toRoles(resources),
    taggedPolicies: toTaggedPolicies(resources),
    resourcePolicies: toResourcePolicies(resources),
  }
}

function toTable(table: CheckedResource): Table {
  const { properties } = table
  const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, LocalSecondaryIndexes } = properties
  const replicas = (properties.Replicas ?? []) as JsonObject[]
  const destination = (properties.KinesisStreamSpecification ?? replicas[0]?.KinesisStreamSpecification) as
    | { StreamArn: string; ApproximateCreationDateTimePrecision?: 'MILLISECOND' | 'MICROSECOND' }
    | undefined
  return {
    name: nameOf(table),
    arn: arnOf(table),
    schema: {
      KeySchema: KeySchema as Json,
      AttributeDefinitions: AttributeDefinitions as Json,
      ...(GlobalSecondaryIndexes !== undefined && { GlobalSecondaryIndexes }),
      ...(LocalSecondaryIndexes !== undefined && { LocalSecondaryIndexes }),
    },
    ...(properties.TimeToLiveSpecification !== undefined && {
      timeToLive: properties.TimeToLiveSpecification as JsonObject,
    }),
    ...(destination && {
      destination: {
        streamName: afterLast(destination.StreamArn, '/'),
        precision: destination.ApproximateCreationDateTimePrecision ?? 'MICROSECOND',
      },
    }),
  }
}

function toStream(stream: CheckedResource): Stream {
  const { properties } = stream
  return {
    name: nameOf(stream),
    // An on-demand stream begins with four shards.
    shards: Number(properties.ShardCount ?? 4),
    retentionHours: Number(properties.RetentionPeriodHours ?? 24),
  }
}

function toFunction(fn: CheckedResource): LambdaFunction {
  const { resolver, properties, path } = fn
  const key = String((properties.Code as JsonObject | undefined)?.S3Key)
  const code = resolver.stack.assets.get(key)
  if (!code) throw new Failure(`${path}.Properties.Code: the assembly has no asset ${key}`)
  const variables = ((properties.Environment as JsonObject | undefined)?.Variables ?? {}) as JsonObject
  const logging = (properties.LoggingConfig ?? {}) as JsonObject
  return {
    name: nameOf(fn),
    arn: arnOf(fn),
    roleArn: String(properties.Role),
    handler: String(properties.Handler),
    runtime: String(properties.Runtime),
    code,
    environment: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)])),
    timeoutSeconds: Number(properties.Timeout ?? 3),
    memoryMb: Number(properties.MemorySize ?? 128),
    logFormat: String(logging.LogFormat ?? 'Text'),
    ...(logging.ApplicationLogLevel !== undefined && { logLevel: String(logging.ApplicationLogLevel) }),
    ...(properties.ReservedConcurrentExecutions !== undefined && {
      concurrency: Number(properties.ReservedConcurrentExecutions),
    }),
  }
}
