/**
 * Starts all that moves records: a publisher for each table with a Kinesis destination, and an event source for each
 * mapping of the deployment.
 */
import type { AwsCalls } from '../engines/aws-calls.ts'
import { Failure } from '../failure.ts'
import type { FunctionPool } from '../functions/function-pool.ts'
import type { Home } from '../home/home.ts'
import type { Deployment } from '../template/deployment.ts'
import { createDisorder } from './disorder.ts'
import { startEventSource } from './event-source.ts'
import { startShardSplit } from './shard-split.ts'
import { createSignal, type Signal } from './signal.ts'
import type { StreamReader } from './stream-reader.ts'
import { startTablePublisher } from './table-publisher.ts'

export type StreamsOptions = {
  deployment: Deployment
  home: Home
  calls: AwsCalls
  s3Endpoint: string
  poolNamed(functionName: string): FunctionPool | undefined
  /** Notified after anything that may have changed a table. */
  changed: Signal
  /** As AWS delivers: records in disorder, on a stream whose shards are split. `chance` gives numbers from 0 to 1. */
  likeAws?: { chance(): number } | undefined
  /** How late it is, in milliseconds: records grow old by it. */
  now?: () => number
  log(line: string): void
}

export function startStreams(options: StreamsOptions): StreamReader[] {
  const { deployment, home, calls, s3Endpoint, poolNamed, changed, likeAws, now = Date.now, log } = options
  const published = createSignal()
  const publishers = deployment.tables.flatMap((table) => {
    const { destination } = table
    if (!destination) return []
    const checkpoint = home.checkpoint(`table-${table.name}`)
    const disorder = likeAws && createDisorder(likeAws.chance)
    return [
      startTablePublisher({ table: { ...table, destination }, calls, checkpoint, changed, published, disorder, log }),
    ]
  })
  const eventSources = deployment.eventSourceMappings.map((mapping) => {
    const pool = poolNamed(mapping.functionName)
    if (!pool) throw new Failure(`${mapping.name}: the templates have no function ${mapping.functionName}`)
    const checkpoint = home.checkpoint(`source-${mapping.name}`)
    return startEventSource({ mapping, kinesis: calls.kinesis, s3Endpoint, pool, checkpoint, now, published, log })
  })
  const splits = deployment.streams.flatMap(({ name: streamName }) =>
    likeAws ? [startShardSplit({ streamName, kinesis: calls.kinesis, published, log })] : [],
  )
  return [...publishers, ...eventSources, ...splits]
}
