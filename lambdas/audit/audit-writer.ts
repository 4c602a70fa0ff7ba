/**
 * From the stream into the table and the lake: the entries of a run, tenant by tenant. Kinesis delivers at least once,
 * so an entry may be stored twice; its id is the same, and readers see it once. Other records of the stream are passed over.
 */
import type { KinesisStreamBatchResponse, KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda'
import type { TenantId } from '../tenancy/tenant-id.ts'
import { type Entry, fromRecord, UnreadableEntry } from './entry.ts'

/** Every failure counts as temporary. */
export type AuditWriterParts = {
  store(tenant: TenantId | undefined, entries: Entry[]): Promise<void>
  /** Puts the entries of one tenant and day of acting into the lake; the same name again replaces the file. */
  putFile(file: { tenant: TenantId | undefined; day: string; name: string; entries: Entry[] }): Promise<void>
  /** Keeps a record that cannot be read. */
  quarantine(record: KinesisStreamRecord, reason: string): Promise<void>
  log: AuditWriterLog
}
export type AuditWriterLog = {
  written(counts: { entries: number; tenants: number }): void
  interrupted(sequenceNumber: string, error: unknown): void
}

/** All of a run or none of it: the next one puts the same files again, and what it stores twice is known by its ids. */
export function createAuditWriter(parts: AuditWriterParts) {
  const stored = new Set<string>()
  return async ({ Records: records }: KinesisStreamEvent): Promise<KinesisStreamBatchResponse> => {
    const [first] = records
    if (first === undefined) return { batchItemFailures: [] }
    try {
      await writeAll(parts, records, stored)
      return { batchItemFailures: [] }
    } catch (error) {
      parts.log.interrupted(first.kinesis.sequenceNumber, error)
      return { batchItemFailures: [{ itemIdentifier: first.kinesis.sequenceNumber }] }
    }
  }
}

/** Of the last runs: while a table fails that is half stored, each try would store the other half once more. */
const MOST_REMEMBERED = 20_000

async function writeAll(parts: AuditWriterParts, records: KinesisStreamRecord[], stored: Set<string>): Promise<void> {
  const entries: Entry[] = []
  for (const record of records) {
    try {
      entries.push(...(fromRecord(record.kinesis.data) ?? []))
    } catch (error) {
      if (!(error instanceof UnreadableEntry)) throw error
      await parts.quarantine(record, error.message)
    }
  }
  // A put that got no answer was made again a moment later: both records are here.
  const once = [...new Map(entries.map((entry) => [entry.id, entry])).values()]
  const byTenant = Map.groupBy(once, ({ tenant }) => tenant)
  for (const [tenant, own] of byTenant)
    for (const [day, those] of Map.groupBy(own, dayOf))
      await parts.putFile({ tenant, day, name: nameOf(records), entries: those })
  if (stored.size > MOST_REMEMBERED) stored.clear()
  for (const [tenant, own] of byTenant) {
    const fresh = own.filter(({ id }) => !stored.has(id))
    if (fresh.length > 0) await parts.store(tenant, fresh)
    for (const { id } of fresh) stored.add(id)
  }
  parts.log.written({ entries: once.length, tenants: byTenant.size })
}

const dayOf = ({ at }: Entry) => new Date(at).toISOString().slice(0, 10)

/** An event's id is `shardId-000000000000:<sequence number>`. */
function nameOf(records: KinesisStreamRecord[]): string {
  const [first, last] = [records[0], records.at(-1)]
  const shard = first?.eventID.slice(0, first.eventID.indexOf(':'))
  return `${shard}-${first?.kinesis.sequenceNumber}-${last?.kinesis.sequenceNumber}`
}
