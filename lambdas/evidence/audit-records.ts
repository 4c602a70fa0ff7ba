/** The trail of audit as what is digested: each entry is a record, at the place where it was stored. */
import { hash } from 'node:crypto'
import { beginKey, earliestIn, firstHourOf, linesOf, pagePartition } from '../audit/audit-item.ts'
import { fromLine } from '../audit/entry.ts'
import { queryAll, type Tables } from '../database/tables.ts'
import { afterMs, type BatchId, fromMs, statementSequence } from '../statements/batch/sequence.ts'
import { type TenantId, tenantId } from '../tenancy/tenant-id.ts'
import { NO_TENANT, type RecordSource, type StoredRecord } from './records.ts'

export const AUDIT = 'audit'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const PAGES_PER_QUERY = 50

const ownerOf = (tenant: string): TenantId | undefined => (tenant === NO_TENANT ? undefined : tenantId(tenant))

type TrailTables = Pick<Tables, 'query' | 'get'>

/** @param ofNoTenant reads the trail that belongs to no tenant */
export const createAuditRecords = (ofTenant: TrailTables, ofNoTenant = ofTenant): RecordSource => ({
  name: AUDIT,
  idOf: (text) => fromLine(text).id,
  async firstHour(tenant) {
    const tables = tenant === NO_TENANT ? ofNoTenant : ofTenant
    const item = await tables.get('audit', beginKey(ownerOf(tenant)), true)
    return item && firstHourOf(item)
  },
  async *recordsOf(tenant, hour) {
    const tables = tenant === NO_TENANT ? ofNoTenant : ofTenant
    const start = Date.parse(`${hour}:00:00Z`)
    const before = createLookBack(tables, tenant, start)
    for await (const item of pagesOf(tables, tenant, { from: start, to: start + HOUR_MS })) {
      await before.lookTo(earliestIn(item))
      yield linesOf(item).map((text, at): StoredRecord => {
        const record = { text, sequence: statementSequence(item.sk as BatchId, at) }
        return before.isNew(text) ? record : { ...record, isRepeat: true }
      })
    }
  },
})

/** Stored in these milliseconds, the end excluded. */
async function* pagesOf(tables: TrailTables, tenant: string, { from, to }: { from: number; to: number }) {
  for (let day = Math.floor(from / DAY_MS) * DAY_MS; day < to; day += DAY_MS) {
    const pk = pagePartition(ownerOf(tenant), new Date(day).toISOString().slice(0, 10))
    const range = { pk, from: fromMs(from), to: afterMs(to - 1), ascending: true, limit: PAGES_PER_QUERY }
    yield* queryAll(tables, 'audit', range)
  }
}

/** Clocks differ by less, and nothing is stored before it happened. */
const SKEW_MS = 60_000
/** A week in the stream, and a day. What comes again later than that, or is dated so by a wrong clock, has two leaves. */
const LONGEST_MS = 8 * DAY_MS

/**
 * What the stream has brought twice, to two containers, stands in two pages, to the letter. The first one cannot be older
 * than what it tells: nearly always that is the minute before the page.
 */
function createLookBack(tables: TrailTables, tenant: string, start: number) {
  const seen = new Set<string>()
  let reached = start
  const isNew = (text: string) => {
    const { size } = seen
    return seen.add(hash('sha256', text, 'base64')).size > size
  }
  return {
    isNew,
    async lookTo(happened: number): Promise<void> {
      const from = Math.max(happened - SKEW_MS, start - LONGEST_MS)
      if (from >= reached) return
      for await (const item of pagesOf(tables, tenant, { from, to: reached }))
        for (const text of linesOf(item)) isNew(text)
      reached = from
    },
  }
}
