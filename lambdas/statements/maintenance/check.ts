/**
 * Compares what `Statements` implies with what `Index` holds, both ways. What requests left that never committed is
 * counted apart: nobody can see it, and it is no difference.
 */
import { type TenantId, tenantOfKey } from '../../tenancy/tenant-id.ts'
import { checkBatches } from './check-batches.ts'
import { checkIndexItems } from './check-index-items.ts'
import { type Check, type CheckDependencies, type Finding, nameOfKey, type Seen } from './findings.ts'
import { createTermFinder } from './indexed-statements.ts'

/** What a page of a table has shown. */
export type PageFindings = { findings: Finding[] }

export const NOTHING_SEEN: Seen = { table: 'statements', batches: 0, statements: 0, entries: 0 }

/**
 * @param tenant the only one to check; all of them without it. Yields after each page.
 * @param seen is counted up as the check goes on: one page may be long work
 */
export async function* checkIndex(
  dependencies: CheckDependencies,
  tenant?: TenantId,
  seen: Seen = { ...NOTHING_SEEN },
): AsyncGenerator<PageFindings> {
  const finder = createTermFinder(dependencies)
  const filter = tenant === undefined ? {} : { prefix: `${tenant}|` }
  for (const [table, check] of [
    ['statements', checkBatches],
    ['index', checkIndexItems],
  ] as const) {
    seen.table = table
    for await (const { items } of dependencies.scanner.scan(table, filter)) {
      const findings: Finding[] = []
      const report: Check['report'] = (problem, kind, key) => findings.push({ problem, kind, key: nameOfKey(key) })
      for (const [id, own] of Map.groupBy(items, ({ pk }) => tenantOfKey(pk))) {
        const shards = await dependencies.shardsOf(id)
        await check({ ...dependencies, finder, seen, tenant: id, shards, report }, own)
      }
      yield { findings }
    }
  }
}
