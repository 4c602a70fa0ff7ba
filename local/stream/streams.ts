/**
 * Starts all that moves records: a publisher for each table with a Kinesis destination, and an event source for each
 * mapping of the deployment.
 */
import type { AwsCalls } from '../engines/aws-calls.ts'
import { Failure } from '../failure.ts'
import type { FunctionPool } from '../functions/function-pool.ts'
import type { Home } from '../home/home.ts'
import type { Deployment } from '../template/deployment.ts'
import { startEventSource } from './event-source.ts'
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
  log(line: string): void
}

export function startStreams(options: StreamsOptions): StreamReader[] {
  const { deployment, home, calls, s3Endpoint, poolNamed, changed, log } = options
  const published = createSignal()
  const publishers = deployment.tables.flatMap((table) => {
    const { destination } = table
    if (!destination) return []
    const checkpoint = home.checkpoint(`table-${table.name}`)
    return [startTablePublisher({ table: { ...table, destination }, calls, checkpoint, changed, published, log })]
  })
  const eventSources = deployment.eventSourceMappings.map((mapping) => {
    const pool = poolNamed(mapping.functionName)
    if (!pool) throw new Failure(`${mapping.name}: the templates have no function ${mapping.functionName}`)
    const checkpoint = home.checkpoint(`source-${mapping.name}`)
    return startEventSource({ mapping, kinesis: calls.kinesis, s3Endpoint, pool, checkpoint, published, log })
  })
  return [...publishers, ...eventSources]
}
