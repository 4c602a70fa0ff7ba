/** The trail of audit as what is digested: each entry is a record, at the place where it was stored. */
import { beginKey, firstHourOf, linesOf, pagePartition } from '../audit/audit-item.ts'
import { fromLine } from '../audit/entry.ts'
import { queryAll, type Tables } from '../database/tables.ts'
import { afterMs, type BatchId, fromMs, statementSequence } from '../statements/batch/sequence.ts'
import { type TenantId, tenantId } from '../tenancy/tenant-id.ts'
import { NO_TENANT, type RecordSource, type StoredRecord } from './records.ts'

export const AUDIT = 'audit'

const HOUR_MS = 3_600_000
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
    const pk = pagePartition(ownerOf(tenant), hour.slice(0, 10))
    const range = { pk, from: fromMs(start), to: afterMs(start + HOUR_MS - 1), ascending: true, limit: PAGES_PER_QUERY }
    for await (const item of queryAll(tables, 'audit', range)) {
      yield linesOf(item).map(
        (text, at): StoredRecord => ({ text, sequence: statementSequence(item.sk as BatchId, at) }),
      )
    }
  },
})
