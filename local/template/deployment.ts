import { Failure } from '../failure.ts'
import type { Json, JsonObject, Stack } from './assembly.ts'
import { createResolvers, exists } from './intrinsics.ts'
import { read } from './property-schema.ts'
import { apiIdOf, arnOf, nameOf, type Owned, type Resolver, uuidOf } from './resource-names.ts'
import { KNOWN } from './supported-resources.ts'

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
export type Route = { key: string; functionArn: string; timeoutMs: number }
export type Api = { id: string; name: string; stageVariables?: Record<string, string>; routes: Route[] }
export type EventSource = {
  /** `<stack>-<logical id>`: names its checkpoint. */
  name: string
  uuid: string
  streamArn: string
  functionName: string
  batchSize: number
  windowSeconds: number
  /** -1 stands for no limit. */
  retries: number
  maxAgeSeconds: number
  bisect: boolean
  partialFailures: boolean
  startingPosition: 'TRIM_HORIZON' | 'LATEST'
  failureBucket?: string
}
export type Deployment = {
  tables: Table[]
  streams: Stream[]
  buckets: string[]
  functions: LambdaFunction[]
  apis: Api[]
  eventSources: EventSource[]
}

type Part = Owned & { properties: JsonObject; path: string }

const RESOURCE_ATTRIBUTES = new Set([
  'Type',
  'Properties',
  'Condition',
  'DependsOn',
  'Metadata',
  'DeletionPolicy',
  'UpdateReplacePolicy',
])

/** Reads what there is to run out of the templates; throws one Failure that names everything the runner does not know. */
export function readDeployment(stacks: readonly Stack[]): Deployment {
  const problems: string[] = []
  const parts = createResolvers(stacks).flatMap((resolver) => readParts(resolver, problems))
  if (problems.length > 0) throw new Failure(problems.join('\n'))
  const of = (...types: string[]) => parts.filter(({ resource }) => types.includes(resource.Type))
  return {
    tables: of('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable').map(toTable),
    streams: of('AWS::Kinesis::Stream').map(toStream),
    buckets: of('AWS::S3::Bucket').map(nameOf),
    functions: of('AWS::Lambda::Function').map(toFunction),
    apis: of('AWS::ApiGatewayV2::Api').map((api) => toApi(api, parts)),
    eventSources: of('AWS::Lambda::EventSourceMapping')
      .filter(({ properties }) => String(properties.Enabled ?? true) === 'true')
      .map(toEventSource),
  }
}

function readParts(resolver: Resolver, problems: string[]): Part[] {
  const parts: Part[] = []
  for (const [id, resource] of Object.entries(resolver.stack.template.Resources ?? {})) {
    const path = `${resolver.stack.name}.${id}`
    if (!exists(resolver, resource)) continue
    for (const attribute of Object.keys(resource)) {
      if (!RESOURCE_ATTRIBUTES.has(attribute))
        problems.push(`${path}.${attribute}: the local runner does not know this attribute`)
    }
    const shape = KNOWN[resource.Type]
    if (!shape) {
      problems.push(`${path}: the local runner does not know the resource type ${resource.Type}`)
      continue
    }
    if (shape.kind === 'ignored') continue
    const properties = read(shape, resource.Properties ?? {}, `${path}.Properties`, {
      resolver,
      problems,
    }) as JsonObject
    parts.push({ id, resource, resolver, properties, path })
  }
  return parts
}

function toTable(part: Part): Table {
  const { properties } = part
  const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, LocalSecondaryIndexes } = properties
  const replicas = (properties.Replicas ?? []) as JsonObject[]
  const destination = (properties.KinesisStreamSpecification ?? replicas[0]?.KinesisStreamSpecification) as
    | { StreamArn: string; ApproximateCreationDateTimePrecision?: 'MILLISECOND' | 'MICROSECOND' }
    | undefined
  return {
    name: nameOf(part),
    arn: arnOf(part),
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

function toStream(part: Part): Stream {
  const { properties } = part
  return {
    name: nameOf(part),
    // An on-demand stream begins with four shards.
    shards: Number(properties.ShardCount ?? 4),
    retentionHours: Number(properties.RetentionPeriodHours ?? 24),
  }
}

function toFunction(part: Part): LambdaFunction {
  const { resolver, properties, path } = part
  const key = String((properties.Code as JsonObject | undefined)?.S3Key)
  const code = resolver.stack.assets.get(key)
  if (!code) throw new Failure(`${path}.Properties.Code: the assembly has no asset ${key}`)
  const variables = ((properties.Environment as JsonObject | undefined)?.Variables ?? {}) as JsonObject
  const logging = (properties.LoggingConfig ?? {}) as JsonObject
  return {
    name: nameOf(part),
    arn: arnOf(part),
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

function toApi(api: Part, parts: readonly Part[]): Api {
  const apiId = apiIdOf(api)
  const own = parts.filter(({ properties }) => properties.ApiId === apiId)
  const stage = own.find(({ resource }) => resource.Type === 'AWS::ApiGatewayV2::Stage')
  if (!stage) throw new Failure(`${api.path}: the API has no stage, so nothing would be served`)
  const routes = own.filter(({ resource }) => resource.Type === 'AWS::ApiGatewayV2::Route')
  return {
    id: apiId,
    name: String(api.properties.Name ?? api.id),
    ...(stage.properties.StageVariables !== undefined && {
      stageVariables: stage.properties.StageVariables as Record<string, string>,
    }),
    routes: routes.map((route) => toRoute(route, own)),
  }
}

function toRoute(route: Part, own: readonly Part[]): Route {
  // "integrations/<name>", where the name is what `Ref` gives of the integration.
  const target = afterLast(String(route.properties.Target), '/')
  const integration = own.find(
    (part) => part.resource.Type === 'AWS::ApiGatewayV2::Integration' && nameOf(part) === target,
  )
  if (!integration) throw new Failure(`${route.path}.Properties.Target: the API has no such integration`)
  return {
    key: String(route.properties.RouteKey),
    functionArn: functionArnIn(String(integration.properties.IntegrationUri)),
    // An HTTP API waits 30 s at most, and that long when nothing is said.
    timeoutMs: Number(integration.properties.TimeoutInMillis ?? 30_000),
  }
}

/** The URI is the function's ARN, or the older form that wraps it: `.../functions/<arn>/invocations`. */
function functionArnIn(uri: string): string {
  return /\/functions\/(.+)\/invocations$/.exec(uri)?.[1] ?? uri
}

function toEventSource(part: Part): EventSource {
  const { resolver, id, properties, path } = part
  const streamArn = String(properties.EventSourceArn)
  if (!streamArn.startsWith('arn:aws:kinesis:')) {
    throw new Failure(`${path}.Properties.EventSourceArn: the local runner knows only Kinesis streams as event sources`)
  }
  const onFailure = (properties.DestinationConfig as { OnFailure?: { Destination?: string } } | undefined)?.OnFailure
  const destination = onFailure?.Destination
  if (destination !== undefined && !destination.startsWith('arn:aws:s3:::')) {
    throw new Failure(
      `${path}.Properties.DestinationConfig.OnFailure.Destination: the local runner knows only S3 buckets here`,
    )
  }
  return {
    name: `${resolver.stack.name}-${id}`,
    uuid: uuidOf(part),
    streamArn,
    functionName: afterLast(String(properties.FunctionName), ':'),
    batchSize: Number(properties.BatchSize ?? 100),
    windowSeconds: Number(properties.MaximumBatchingWindowInSeconds ?? 0),
    retries: Number(properties.MaximumRetryAttempts ?? -1),
    maxAgeSeconds: Number(properties.MaximumRecordAgeInSeconds ?? -1),
    bisect: String(properties.BisectBatchOnFunctionError ?? false) === 'true',
    partialFailures: ((properties.FunctionResponseTypes ?? []) as string[]).includes('ReportBatchItemFailures'),
    startingPosition: properties.StartingPosition as 'TRIM_HORIZON' | 'LATEST',
    ...(destination !== undefined && { failureBucket: destination.slice('arn:aws:s3:::'.length) }),
  }
}

function afterLast(text: string, separator: string): string {
  return text.slice(text.lastIndexOf(separator) + 1)
}
