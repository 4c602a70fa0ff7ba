/** What the steps of a drill work with. */
import { isTenant, scanTenants } from '../../../lambdas/tenancy/registry.ts'
import { tenantId } from '../../../lambdas/tenancy/tenant-id.ts'
import type { Deployment } from '../deployment.ts'
import type { Backups } from './backups.ts'
import type { DrillProgress } from './drill-progress.ts'
import type { Restored } from './restored.ts'

export type DrillParts = {
  /** What goes on meanwhile: it is read alone. */
  live: Deployment
  restored: Restored
  backups: Backups
  progress(): DrillProgress
  keep(change: Partial<DrillProgress>): void
}

/** Whoever left after the moment is there again: after a real restore they must be removed once more. */
export async function removedSince({ live, restored }: Pick<DrillParts, 'live' | 'restored'>): Promise<string[]> {
  const gone: string[] = []
  for (const { id } of await scanTenants(restored.tables, restored.scanner))
    if (!(await isTenant(live.tables, tenantId(id)))) gone.push(id)
  return gone
}
