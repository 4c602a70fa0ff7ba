/** The item of one run of a question: whose it is, and how far the lake had come when it began. */
import type { Item, Key } from '../database/tables.ts'
import { ITEM_EXPIRY, RUN_PARTITION } from '../runtime/names.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'

/** Athena forgets its runs after 45 days, and their results are removed after 30. */
const KEPT_MS = 30 * 24 * 3_600_000

/** `started` and `through` in milliseconds. */
export type Run = { run: string; query: string; started: number; through?: number }

export const runKey = (tenant: TenantId, run: string): Key => ({ pk: `${tenant}|${RUN_PARTITION}`, sk: run })

/** DynamoDB removes it some time after that. */
export const toRunItem = (tenant: TenantId, { run, query, started, through }: Run): Item => ({
  ...runKey(tenant, run),
  query,
  started,
  [ITEM_EXPIRY]: Math.ceil((started + KEPT_MS) / 1000),
  ...(through !== undefined && { through }),
})

export function fromRunItem({ sk, query, started, through }: Item): Run {
  const run = { run: sk, query: String(query), started: Number(started) }
  return typeof through === 'number' ? { ...run, through } : run
}
