/** What a table of statements holds, tenant by tenant, so that two of them can be compared without holding either. */
import { crc32 } from 'node:zlib'
import type { Scanner } from '../../../lambdas/database/scan.ts'
import { fromBatchItem, isTombstone } from '../../../lambdas/statements/batch/batch-item.ts'
import { msOf } from '../../../lambdas/statements/batch/sequence.ts'
import { tenantOfKey } from '../../../lambdas/tenancy/tenant-id.ts'

/**
 * `sum`: of the keys and counts of the requests stored until the moment, in any order. `first`, `last`: days.
 * `after`: statements that were stored later.
 */
export type TenantStatements = {
  requests: number
  statements: number
  sum: number
  after: number
  newest: number
  first: string
  last: string
}
export type StatementCounts = { [tenant: string]: TenantStatements }

const NOTHING: TenantStatements = { requests: 0, statements: 0, sum: 0, after: 0, newest: 0, first: '9', last: '' }

/** A commit comes at most so long after the time in its id; what came later may be in the one table and not in the other. */
const COMMITTED_MS = 4_000

/** @param asked what was stored later than that is of no interest */
export async function countStatements(
  scanner: Scanner,
  { moment, asked }: { moment: number; asked: number },
): Promise<StatementCounts> {
  const counts: StatementCounts = {}
  for await (const { items } of scanner.scan('statements', {})) {
    for (const item of items) {
      if (isTombstone(item)) continue
      const { id, count } = fromBatchItem(item)
      const ms = msOf(id)
      if (ms > asked) continue
      const tenant = tenantOfKey(item.pk)
      const seen = counts[tenant] ?? NOTHING
      const day = new Date(ms).toISOString().slice(0, 10)
      const isUntil = ms <= moment - COMMITTED_MS
      counts[tenant] = {
        requests: seen.requests + Number(isUntil),
        statements: seen.statements + (isUntil ? count : 0),
        sum: isUntil ? (seen.sum + crc32(`${item.pk} ${item.sk} ${count}`)) % 2 ** 32 : seen.sum,
        after: seen.after + (isUntil ? 0 : count),
        newest: Math.max(seen.newest, ms),
        first: day < seen.first ? day : seen.first,
        last: day > seen.last ? day : seen.last,
      }
    }
  }
  return counts
}

/** Tenants whose requests until the moment are not the same in both. */
export function differingTenants(restored: StatementCounts, live: StatementCounts): string[] {
  const tenants = new Set([...Object.keys(restored), ...Object.keys(live)])
  const contentsOf = ({ requests, statements, sum }: TenantStatements) => `${requests} ${statements} ${sum}`
  return [...tenants].filter((tenant) => {
    return contentsOf(restored[tenant] ?? NOTHING) !== contentsOf(live[tenant] ?? NOTHING)
  })
}

export const totalOf = (counts: StatementCounts, of: (one: TenantStatements) => number): number =>
  Object.values(counts).reduce((sum, one) => sum + of(one), 0)

export const newestOf = (counts: StatementCounts): number =>
  Object.values(counts).reduce((newest, one) => Math.max(newest, one.newest), 0)
