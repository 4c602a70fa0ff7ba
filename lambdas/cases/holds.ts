/** The holds of a tenant in `Control`: set, listed and lifted. What is lifted is gone: the trail of audit tells of it. */
import { randomUUID } from 'node:crypto'
import { queryAll, type Tables } from '../database/tables.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import type { Deed } from './by.ts'
import { fromHoldItem, type Hold, type HoldSelection, holdKey, holdsOf, toHoldItem } from './hold-item.ts'
import { onVersion } from './retention-rule-item.ts'
import type { OnVersion, Page, Place } from './retention-rules.ts'

/** Each statement of a run is compared with all of them. */
export const MOST_HOLDS = 200
const PAGE = 200

export async function listHolds(
  { query }: Pick<Tables, 'query'>,
  tenant: TenantId,
  { limit, after }: Place,
): Promise<Page<Hold>> {
  const { items, last } = await query('control', { ...holdsOf(tenant, limit), ...(after !== undefined && { after }) })
  return { items: items.map(fromHoldItem), ...(last !== undefined && { after: last }) }
}

export async function allHolds(tables: Pick<Tables, 'query'>, tenant: TenantId): Promise<Hold[]> {
  const holds: Hold[] = []
  for await (const item of queryAll(tables, 'control', holdsOf(tenant, PAGE))) holds.push(fromHoldItem(item))
  return holds
}

export async function readHold({ get }: Pick<Tables, 'get'>, tenant: TenantId, id: string): Promise<Hold | undefined> {
  const item = await get('control', holdKey(tenant, id), true)
  return item && fromHoldItem(item)
}

export async function setHold(
  { insert }: Pick<Tables, 'insert'>,
  tenant: TenantId,
  { meets, set }: { meets: HoldSelection; set: Deed },
): Promise<Hold> {
  const hold = { id: randomUUID(), meets, set, version: randomUUID() }
  await insert('control', [toHoldItem(tenant, hold)])
  return hold
}

/** @returns what became of it: `absent` when there was none; `changed` when the condition does not hold */
export async function liftHold(
  { removeIf }: Pick<Tables, 'removeIf'>,
  tenant: TenantId,
  id: string,
  { oneOf = '*', noneOf }: OnVersion,
): Promise<'lifted' | 'absent' | 'changed'> {
  const condition = onVersion({ oneOf, ...(noneOf !== undefined && { noneOf }) })
  const { done, item } = await removeIf('control', holdKey(tenant, id), condition)
  if (done) return 'lifted'
  return item === undefined ? 'absent' : 'changed'
}
