/** What the trail of audit costs: CPU of a read that is told to it, and write units of the entries in its table. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { CreateStreamCommand, KinesisClient, ListShardsCommand } from '@aws-sdk/client-kinesis'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { storeEntries } from '../lambdas/audit/audit-store.ts'
import type { Entry } from '../lambdas/audit/entry.ts'
import { createAuditStream } from '../lambdas/audit/kinesis-audit.ts'
import { createTrail, type Trail } from '../lambdas/audit/trail.ts'
import type { Tables } from '../lambdas/database/tables.ts'
import { createSequence } from '../lambdas/statements/batch/sequence.ts'
import { tenantId } from '../lambdas/tenancy/tenant-id.ts'
import type { Figure } from './figures.ts'
import type { Meter } from './meter.ts'

const SERVER = join(import.meta.dirname, '../local/engines/kinesis-server.ts')
const STREAM = 'bench'
const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local', sessionToken: 'x'.repeat(900) }

/** A trail whose stream is an engine in a process of its own: what is measured here is what a function spends. */
export async function openTrail(): Promise<{ trail: Trail; stop(): Promise<void> }> {
  const child = fork(SERVER, ['', '0'], { stdio: 'ignore', execArgv: [] })
  const ended = once(child, 'exit')
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  const endpoint = `http://127.0.0.1:${port}`
  const client = new KinesisClient({ endpoint, requestHandler: new NodeHttpHandler() })
  await client.send(new CreateStreamCommand({ StreamName: STREAM, ShardCount: 1 }))
  const shards = async () => (await client.send(new ListShardsCommand({ StreamName: STREAM }))).Shards ?? []
  while ((await shards()).length === 0) await pause(20)
  client.destroy()
  const stream = createAuditStream({ stream: STREAM, region: 'us-east-1', credentials: CREDENTIALS, endpoint })
  const stop = async () => {
    child.kill()
    await ended
  }
  return { trail: createTrail(stream), stop }
}

const READS = 1_000

/** Of a tenant's reads in the writer's window, each with its own person. */
export async function auditUnits(meter: Meter, tables: Tables): Promise<Figure[]> {
  const tenant = tenantId('bench')
  const now = Date.now()
  const entries = Array.from({ length: READS }, (_, n): Entry => {
    const filter = { agent: crypto.randomUUID().slice(0, 16), verb: 'http://adlnet.gov/expapi/verbs/passed' }
    return {
      ...{ id: crypto.randomUUID(), tenant, who: { kind: 'credential', id: 'bench' }, act: 'records.read' },
      ...{ outcome: 'done', at: now + n, requestId: crypto.randomUUID().slice(0, 16) },
      what: { resource: 'statements', filter, count: n % 50 },
    }
  })
  meter.reset()
  await storeEntries(
    { tables, sequence: createSequence('0000000a', Date.now), begun: new Set([tenant]) },
    tenant,
    entries,
  )
  return [{ name: 'write-units/audit-read', unit: 'units/read', value: meter.read().writeUnits / READS, budget: 0.2 }]
}
