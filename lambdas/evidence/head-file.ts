/**
 * The heads: one for each hour, without a gap. A head is stored with its signature and with what the next one needs of
 * the tree over all heads; the hashes of older heads lie together in tiles, so that a path through that tree costs a few
 * reads after years.
 */
import { forEachConcurrently } from '../database/concurrency.ts'
import type { EvidenceObjects } from './evidence-objects.ts'
import { HOUR_MS, hourAt, startOfHour } from './hours.ts'
import { HASH_BYTES, type Hashes, leafHash, packedHashes } from './merkle.ts'
import { fromHeadText, type Head } from './texts.ts'

/** `frontier`: of the tree over the heads before this one. */
export type SignedHead = { head: Head; text: string; signature: Buffer; frontier: Buffer[] }

type HeadFile = { head: string; signature: string; frontier: string[] }

const HEADS = 'heads/'
export const headKey = (hour: string) => `${HEADS}${hour}.json`
export const tileKey = (tile: number) => `history/${String(tile).padStart(8, '0')}`

/** Heads in a tile of the history. */
export const TILE = 64

export const toHeadFile = ({ text, signature, frontier }: Omit<SignedHead, 'head'>): Buffer => {
  const file: HeadFile = {
    head: text,
    signature: signature.toString('base64'),
    frontier: frontier.map((node) => node.toString('hex')),
  }
  return Buffer.from(`${JSON.stringify(file)}\n`)
}

/** @throws when it is none */
export function fromHeadFile(bytes: Uint8Array): SignedHead {
  const { head, signature, frontier }: HeadFile = JSON.parse(Buffer.from(bytes).toString('utf8'))
  const nodes = frontier.map((node) => Buffer.from(node, 'hex'))
  return { head: fromHeadText(head), text: head, signature: Buffer.from(signature, 'base64'), frontier: nodes }
}

export async function readHead(vault: EvidenceObjects, hour: string): Promise<SignedHead | undefined> {
  const bytes = await vault.get(headKey(hour))
  return bytes && fromHeadFile(bytes)
}

/** A deployment is rarely so far behind: then all heads are listed, a thousand a call. */
const RECENT_MS = 10 * 24 * HOUR_MS

export async function newestHead(vault: EvidenceObjects, now: number): Promise<SignedHead | undefined> {
  const recent = headKey(hourAt(now - RECENT_MS))
  const key = (await lastOf(vault.list(HEADS, recent))) ?? (await lastOf(vault.list(HEADS)))
  const bytes = key === undefined ? undefined : await vault.get(key)
  return bytes && fromHeadFile(bytes)
}

export async function firstHead(vault: EvidenceObjects): Promise<SignedHead | undefined> {
  for await (const key of vault.list(HEADS)) {
    const bytes = await vault.get(key)
    return bytes && fromHeadFile(bytes)
  }
  return undefined
}

export async function lastOf(keys: AsyncIterable<string>): Promise<string | undefined> {
  let last: string | undefined
  for await (const key of keys) last = key
  return last
}

/** Fewer heads than a tile has are read, however many there are. */
export async function readHistory(vault: EvidenceObjects, newest: SignedHead): Promise<Hashes> {
  const { size } = newest.head.history
  const bytes = Buffer.alloc(size * HASH_BYTES)
  const tiles = Math.floor(size / TILE)
  await forEachConcurrently(numbers(0, tiles), async (tile) => {
    const hashes = await vault.get(tileKey(tile))
    if (hashes?.length !== TILE * HASH_BYTES) throw new Error(`${tileKey(tile)} is missing or cut off.`)
    bytes.set(hashes, tile * TILE * HASH_BYTES)
  })
  await forEachConcurrently(numbers(tiles * TILE, size), async (number) => {
    const hour = hourAt(startOfHour(newest.head.hour) - (size - number) * HOUR_MS)
    const head = await readHead(vault, hour)
    if (head === undefined) throw new Error(`${headKey(hour)} is missing.`)
    bytes.set(leafHash(head.text), number * HASH_BYTES)
  })
  return packedHashes(bytes)
}

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at)
