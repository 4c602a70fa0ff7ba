/** What a template says of an event source mapping: how a function is given the records of a Kinesis stream. */
import { Failure } from '../failure.ts'
import type { CheckedResource } from './checked-resources.ts'
import { afterLast, uuidOf } from './resource-names.ts'

export type EventSourceMapping = {
  /** `<stack>-<logical id>`: names its checkpoint. */
  name: string
  uuid: string
  streamArn: string
  functionName: string
  batchSize: number
  windowSeconds: number
  /** -1 stands for no limit. */
  retries: number
  /** -1 stands for no limit. */
  maxAgeSeconds: number
  bisect: boolean
  partialFailures: boolean
  startingPosition: 'TRIM_HORIZON' | 'LATEST'
  failureBucket?: string
  /** Of the records' data: each of these attributes has one of these texts, or the function never sees the record. */
  only?: { [attribute: string]: string[] }
}

const BUCKET_ARN = 'arn:aws:s3:::'

export function toEventSourceMapping(mapping: CheckedResource): EventSourceMapping {
  const { resolver, id, properties, path } = mapping
  const streamArn = String(properties.EventSourceArn)
  if (!streamArn.startsWith('arn:aws:kinesis:')) {
    throw new Failure(`${path}.Properties.EventSourceArn: the local runner knows only Kinesis streams as event sources`)
  }
  const onFailure = (properties.DestinationConfig as { OnFailure?: { Destination?: string } } | undefined)?.OnFailure
  const destination = onFailure?.Destination
  if (destination !== undefined && !destination.startsWith(BUCKET_ARN)) {
    throw new Failure(
      `${path}.Properties.DestinationConfig.OnFailure.Destination: the local runner knows only S3 buckets here`,
    )
  }
  return {
    name: `${resolver.stack.name}-${id}`,
    uuid: uuidOf(mapping),
    streamArn,
    functionName: afterLast(String(properties.FunctionName), ':'),
    batchSize: Number(properties.BatchSize ?? 100),
    windowSeconds: Number(properties.MaximumBatchingWindowInSeconds ?? 0),
    retries: Number(properties.MaximumRetryAttempts ?? -1),
    maxAgeSeconds: Number(properties.MaximumRecordAgeInSeconds ?? -1),
    bisect: String(properties.BisectBatchOnFunctionError ?? false) === 'true',
    partialFailures: ((properties.FunctionResponseTypes ?? []) as string[]).includes('ReportBatchItemFailures'),
    startingPosition: properties.StartingPosition as 'TRIM_HORIZON' | 'LATEST',
    ...(destination !== undefined && { failureBucket: destination.slice(BUCKET_ARN.length) }),
    ...onlyOf(mapping),
  }
}

type FilterCriteria = { Filters?: { Pattern?: string }[] }

/** @throws Failure for more than the runner knows of Lambda's patterns: one filter of texts at the top of the data */
function onlyOf({ properties, path }: CheckedResource): Pick<EventSourceMapping, 'only'> {
  const { Filters: filters = [] } = (properties.FilterCriteria ?? {}) as FilterCriteria
  if (filters.length === 0) return {}
  const { data, ...others } = JSON.parse(filters[0]?.Pattern ?? '{}')
  const isKnown = Object.values(data ?? {}).every(
    (texts) => Array.isArray(texts) && texts.every((text) => typeof text === 'string'),
  )
  if (filters.length > 1 || data === undefined || Object.keys(others).length > 0 || !isKnown) {
    throw new Failure(`${path}.Properties.FilterCriteria: the local runner knows only one filter, of texts in the data`)
  }
  return { only: data }
}
