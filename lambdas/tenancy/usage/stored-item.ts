/** The item that sums up what a tenant has stored until some day, so that nobody adds up years of days. */
import type { Change, Item, Key } from '../../database/tables.ts'
import { USAGE_PARTITION } from '../../runtime/names.ts'
import type { TenantId } from '../tenant-id.ts'

/** The bytes of all days up to this one. */
export type StoredItem = { bytes: number; through: string }

/** Before the first day, as text. */
export const storedKey = (tenant: TenantId): Key => ({ pk: `${tenant}|${USAGE_PARTITION}`, sk: '-stored' })

/** @param before what it was when the days were added; undefined for none */
export const summedUp = (tenant: TenantId, { bytes, through }: StoredItem, before: StoredItem | undefined): Change => ({
  key: storedKey(tenant),
  set: { bytes, through },
  expected: { through: before?.through },
})

export const fromStoredItem = (item: Item): StoredItem => ({ bytes: Number(item.bytes), through: String(item.through) })
