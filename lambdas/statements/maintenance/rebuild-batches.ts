/** Goes through the batches of `Statements` page by page, some at once, and counts what was done. */

import { forEachConcurrently } from '../../database/concurrency.ts'
import type { ScanFilter, Scanner } from '../../database/scan.ts'
import type { Item } from '../../database/tables.ts'
import { type TenantId, tenantOfKey } from '../../tenancy/tenant-id.ts'
import { isTombstone } from '../batch/batch-item.ts'
import type { RebuildProgress } from './rebuild-progress-item.ts'

export type ScannedBatch = { tenant: TenantId; item: Item }
type Counts = Pick<RebuildProgress, 'statements' | 'duplicates'>

/** Yields the progress after each page; after the last one it is that of the next phase. */
export async function* overBatches(
  scanner: Scanner,
  filter: ScanFilter,
  from: RebuildProgress,
  work: (scanned: ScannedBatch) => Promise<Counts>,
): AsyncGenerator<RebuildProgress> {
  const { after: _, ...counts } = from
  const tenants = new Set(from.tenants)
  const isFirstPhase = from.phase === 'entries'
  for await (const { items, last } of scanner.scan('statements', filter, from.after)) {
    const batches = items.filter((item) => !isTombstone(item))
    if (isFirstPhase) counts.batches += batches.length
    await forEachConcurrently(batches, async (item) => {
      const tenant = tenantOfKey(item.pk)
      tenants.add(tenant)
      const { statements, duplicates } = await work({ tenant, item })
      counts.statements += statements
      counts.duplicates += duplicates
    })
    const phase = isFirstPhase ? 'references' : 'activities'
    yield { ...counts, tenants: [...tenants].sort(), ...(last ? { after: last } : { phase }) }
  }
}
