/** How far a rebuild has come, an item of `Control`, so that another machine can go on. No tenant leads its key. */
import type { Item, Key } from '../../database/tables.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'

/**
 * `after`: where the phase goes on. `duplicates`: statements whose id another batch holds as well; both were stored while
 * there was no claim to tell.
 */
export type RebuildProgress = {
  phase: 'entries' | 'references' | 'activities' | 'done'
  after?: Key
  tenants: string[]
  batches: number
  statements: number
  duplicates: number
}

type ProgressAttributes = Key & { progress: string }

/** @param tenant the only one that is rebuilt; none for all */
export const rebuildProgressKey = (tenant: TenantId | undefined): Key => ({ pk: `|rebuild|${tenant ?? ''}`, sk: '0' })

export const toRebuildProgressItem = (tenant: TenantId | undefined, progress: RebuildProgress): Item => ({
  ...rebuildProgressKey(tenant),
  progress: JSON.stringify(progress),
})

export const fromRebuildProgressItem = (item: Item): RebuildProgress =>
  JSON.parse((item as ProgressAttributes).progress)
