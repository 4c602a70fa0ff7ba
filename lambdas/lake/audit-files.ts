/** The trail of audit as files of the lake. */

import type { Entry, Fact } from '../audit/entry.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import { AUDIT_COLUMNS, type Row } from './columns.ts'
import { rowsToParquet } from './parquet.ts'

/** Stands for the deployment where an entry belongs to no tenant: no tenant's id has such a letter. */
export const DEPLOYMENT = '_deployment'

export type AuditFile = { tenant: TenantId | undefined; day: string; name: string; entries: Entry[] }

export const toAuditObject = ({ tenant = DEPLOYMENT as TenantId, day, name, entries }: AuditFile) => ({
  key: `audit/tenant=${tenant}/dt=${day}/${name}.parquet`,
  body: rowsToParquet(entries.map(toRow), AUDIT_COLUMNS),
})

export function toRow(entry: Entry): Row {
  const { what = {}, who } = entry
  const filter =
    typeof what.filter === 'object' && what.filter !== null && !Array.isArray(what.filter) ? what.filter : {}
  return {
    entry_id: entry.id,
    happened: BigInt(Math.trunc(entry.at)) * 1_000n,
    act: entry.act,
    outcome: entry.outcome,
    who_kind: who.kind,
    who_id: who.id,
    request_id: entry.requestId ?? null,
    resource: textOf(what.resource),
    agent: textOf(filter.agent),
    amount: typeof what.count === 'number' ? BigInt(Math.trunc(what.count)) : null,
    what: jsonOf(entry.what),
    before: jsonOf(entry.before),
    after: jsonOf(entry.after),
    reason: entry.reason ?? null,
  }
}

const textOf = (fact: Fact | undefined) => (typeof fact === 'string' ? fact : null)
const jsonOf = (fact: Fact | undefined) => (fact === undefined ? null : JSON.stringify(fact))
