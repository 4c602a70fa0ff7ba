/**
 * The entries of an hour, one line for each leaf of the tree that the head signs: leaf, blind and entry; or a leaf alone,
 * which stands for nothing. The order is that of the leaves, which is as random as the blinds, and there are as many as
 * the next power of two: so a path of one tenant tells nobody which other tenants there are, nor how many.
 */
import { randomBytes } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { HASH_BYTES, leafHash, listedHashes, treeRoot } from './merkle.ts'
import type { Ledger } from './records.ts'
import { type Entry, fromEntryText, toEntryText } from './texts.ts'

const BLIND_BYTES = 16
const LEAST_LEAVES = 16

export type BlindedEntry = { text: string; entry: Entry; blind: string; index: number }
export type Entries = {
  leaves: Buffer[]
  of(ledger: Ledger): BlindedEntry | undefined
  all(): Iterable<BlindedEntry>
}

export const entriesKey = (hour: string) => `entries/${hour}.gz`

export const entryLeaf = (blind: string, text: string): Buffer => leafHash(`${blind}\n${text}`)

/** Begun anew it comes out otherwise: the first one that is put is the one that counts. */
export function toEntriesFile(entries: readonly Entry[]): Buffer {
  const lines = entries.map((entry) => {
    const [blind, text] = [randomBytes(BLIND_BYTES).toString('hex'), toEntryText(entry)]
    return `${entryLeaf(blind, text).toString('hex')} ${blind} ${text}`
  })
  let size = LEAST_LEAVES
  while (size < lines.length) size *= 2
  while (lines.length < size) lines.push(randomBytes(HASH_BYTES).toString('hex'))
  return gzipSync(
    lines
      .toSorted()
      .map((line) => `${line}\n`)
      .join(''),
  )
}

/** @throws Error when a line is not as it was made */
export function fromEntriesFile(bytes: Uint8Array): Entries {
  const lines = gunzipSync(bytes).toString('utf8').split('\n').slice(0, -1)
  const entries = new Map<string, BlindedEntry>()
  const leaves = lines.map((line, index) => {
    const [, leaf = '', blind, text] = /^([0-9a-f]{64})(?: ([0-9a-f]{32}) (.*))?$/.exec(line) ?? []
    if (leaf === '') throw new Error(`Line ${index + 1} of the entries is none.`)
    if (blind !== undefined && text !== undefined) {
      const entry = fromEntryText(text)
      entries.set(nameOf(entry), { text, entry, blind, index })
    }
    return Buffer.from(leaf, 'hex')
  })
  return { leaves, of: (ledger) => entries.get(nameOf(ledger)), all: () => entries.values() }
}

const nameOf = ({ source, tenant }: Ledger) => `${source}/${tenant}`

export const entriesRoot = ({ leaves }: Entries): string => treeRoot(listedHashes(leaves)).toString('hex')
