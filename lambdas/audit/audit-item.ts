/**
 * The items of the table `Audit`. A page of the trail: entries of one tenant that were stored together, as a compressed
 * block. Where entries are later than their time by more than an hour, a note tells readers of that time where they are.
 */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { Item, Key } from '../database/tables.ts'
import { type BatchId, msOf, storedOf } from '../statements/batch/sequence.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import { type Entry, fromLine, toLine } from './entry.ts'

/** The trail of what belongs to no tenant has an empty name before the bar, as no tenant has. */
const ownerOf = (tenant: TenantId | undefined) => tenant ?? ''

/** @param day of storing, UTC: `2026-11-21` */
export const pagePartition = (tenant: TenantId | undefined, day: string) => `${ownerOf(tenant)}|${day}`

export const pageKey = (tenant: TenantId | undefined, id: BatchId): Key => ({
  pk: pagePartition(tenant, storedOf(id).slice(0, 10)),
  sk: id,
})

/** `from`, `until`: the times of the earliest and the latest entry, in milliseconds. */
export type TrailPage = { id: BatchId; count: number; from: number; until: number; entries: Entry[] }

export function toPageItem(tenant: TenantId | undefined, id: BatchId, entries: Entry[]): Item {
  const times = entries.map(({ at }) => at)
  return {
    ...pageKey(tenant, id),
    n: entries.length,
    from: Math.min(...times),
    until: Math.max(...times),
    block: compress(entries.map(toLine).join('\n')),
  }
}

type Attributes = Key & { sk: BatchId; n: number; from: number; until: number; block: Uint8Array }

/** @throws UnreadableEntry */
export function fromPageItem(item: Item): TrailPage {
  const { sk: id, n: count, from, until } = item as Attributes
  return { id, count, from, until, entries: linesOf(item).map(fromLine) }
}

/** When the earliest of its entries happened. */
export const earliestIn = (item: Item): number => (item as Attributes).from

/** The entries as they were stored: to the letter what is digested. */
export const linesOf = (item: Item): string[] =>
  zstdDecompressSync((item as Attributes).block)
    .toString('utf8')
    .split('\n')

const compress = (text: string): Uint8Array =>
  zstdCompressSync(text, { params: { [constants.ZSTD_c_compressionLevel]: 9 } })

export const latePartition = (tenant: TenantId | undefined) => `${ownerOf(tenant)}|late`

/** Written before its page: a note of a page that never came finds nothing. */
export const toLateItem = (tenant: TenantId | undefined, id: BatchId, entries: Entry[]): Item => {
  const times = entries.map(({ at }) => at)
  return { pk: latePartition(tenant), sk: id, from: Math.min(...times), until: Math.max(...times) }
}

export type LateNote = { id: BatchId; from: number; until: number }

export function fromLateItem(item: Item): LateNote {
  const { sk: id, from, until } = item as Attributes
  return { id, from, until }
}

/** Whether a text is the place of an entry: its page, and its position in that, in hex. */
export const isPlace = (text: string) => /^[0-9a-f]{28}$/.test(text)

/** Tells when a trail begins: inserted before its first page, and never again. */
export const beginKey = (tenant: TenantId | undefined): Key => ({ pk: `${ownerOf(tenant)}|first`, sk: '0' })

/** Of two writers that begin a trail at once the other may be in the hour before. */
export const toBeginItem = (tenant: TenantId | undefined, id: BatchId): Item => ({
  ...beginKey(tenant),
  hour: new Date(msOf(id) - 3_600_000).toISOString().slice(0, 13),
})

export const firstHourOf = (item: Item): string => String(item.hour)
