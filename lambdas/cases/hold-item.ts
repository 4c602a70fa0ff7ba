/** The item of one hold: what may not be removed as long as it stands. The hold of a whole tenant is the tenant's own. */
import type { Item, Key, Range } from '../database/tables.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import type { Deed } from './by.ts'
import type { PersonIdentifiers } from './identifiers.ts'

/** A statement must have all that is named. The activity may stand anywhere in it. */
export type HoldSelection = { person?: PersonIdentifiers; activity?: string; registration?: string }

export type Hold = {
  id: string
  meets: HoldSelection
  /** Who set it, when and why. */
  set: Deed
  /** Its ETag. */
  version: string
}

const HOLDS = 'holds'

export const holdKey = (tenant: TenantId, id: string): Key => ({ pk: `${tenant}|${HOLDS}`, sk: id })

export const holdsOf = (tenant: TenantId, limit: number): Range => ({
  pk: `${tenant}|${HOLDS}`,
  from: '-',
  to: '~',
  ascending: true,
  limit,
})

export const toHoldItem = (tenant: TenantId, { id, meets, set, version }: Hold): Item => ({
  ...holdKey(tenant, id),
  meets: JSON.stringify(meets),
  set: JSON.stringify(set),
  version,
})

export function fromHoldItem({ sk, meets, set, version }: Item): Hold {
  return { id: sk, meets: JSON.parse(String(meets)), set: JSON.parse(String(set)), version: String(version) }
}
