/** The tenants in `Control`: listed page by page, read and changed one by one. */
import { randomUUID } from 'node:crypto'
import { queryAll, type Tables } from '../database/tables.ts'
import { type TenantId, tenantId } from './tenant-id.ts'
import {
  fromTenantItem,
  fromTenantRow,
  isStill,
  type RemovedTenant,
  type TenantItem,
  tenantKey,
  tenantRowKey,
  tenantRows,
  toTenantItem,
} from './tenant-item.ts'

/** How many days a tenant that is marked for deletion can be taken back, unless its owner says another number. */
export const REMOVAL_WAIT_DAYS = 30

const PAGE = 1_000

/** `after` is where the next page goes on; there is none when nothing can follow. */
export type TenantPage = { tenants: TenantItem[]; after?: string }

/** By id. A page may have fewer than `limit`: a row stays for a moment when its tenant goes. */
export async function listTenantPage(
  { query, getAll }: Pick<Tables, 'query' | 'getAll'>,
  { after, limit }: { after?: string; limit: number },
): Promise<TenantPage> {
  const { items, last } = await query('control', { ...tenantRows(limit), ...(after !== undefined && { after }) })
  const found = await getAll(
    'control',
    items.map(({ sk }) => tenantKey(tenantId(sk))),
    true,
  )
  const tenants = found.map(fromTenantItem).sort((a, b) => (a.id < b.id ? -1 : 1))
  return { tenants, ...(last !== undefined && { after: last }) }
}

/** All of them, by their rows alone. */
export async function listTenantIds(tables: Pick<Tables, 'query'>): Promise<TenantId[]> {
  const ids: TenantId[] = []
  for await (const { sk } of queryAll(tables, 'control', tenantRows(PAGE))) ids.push(tenantId(sk))
  return ids
}

export async function readTenant({ get }: Pick<Tables, 'get'>, tenant: TenantId): Promise<TenantItem | undefined> {
  const item = await get('control', tenantKey(tenant), true)
  return item && fromTenantItem(item)
}

/** What stays of a tenant that was removed; undefined where none of this id was. */
export async function readRemovedTenant(
  { get }: Pick<Tables, 'get'>,
  tenant: TenantId,
): Promise<RemovedTenant | undefined> {
  const row = await get('control', tenantRowKey(tenant), true)
  return row && fromTenantRow(row)
}

/** @returns the tenant as it is now; undefined where somebody else has changed it since it was read */
export async function replaceTenant(
  { putIf }: Pick<Tables, 'putIf'>,
  before: TenantItem,
  after: TenantItem,
): Promise<TenantItem | undefined> {
  const changed = { ...after, version: randomUUID() }
  return (await putIf('control', toTenantItem(changed), isStill(before))).done ? changed : undefined
}

/** How many items a partition has that belongs to a tenant; reads all of them. */
export async function countItems(tables: Pick<Tables, 'query'>, tenant: TenantId, kind: string): Promise<number> {
  let count = 0
  const range = { pk: `${tenant}|${kind}`, from: '-', to: '~', ascending: true, limit: PAGE, attributes: ['pk'] }
  for await (const _ of queryAll(tables, 'control', range)) count++
  return count
}
