/**
 * What is hashed and signed, as texts: JSON whose members stand in one order, without a space. Only the bytes count, so
 * whoever reads one back looks whether it is written so.
 */
import { hash } from 'node:crypto'
import type { Ledger } from './records.ts'

/** Of nothing: the digest before the first one. */
export const NO_HASH = '0'.repeat(64)

/** All records of a ledger that were stored in an hour. */
export type Digest = Ledger & {
  hour: string
  /** Nothing stored before this instant is missing: the end of the hour, which Consistent-Through has passed. */
  through: string
  count: number
  /** Of the tree over the leaves, in the order of their sequences; hex, as all hashes here. */
  root: string
  /** The hash of the openings, as they were made: salts and ids that lie beside the records. */
  openings: string
  /** Of this and all digests before it. */
  total: number
  /** The hash of the ledger's digest before this one. */
  previous: string
}

/** What a head says of one ledger: its newest digest. An hour without records has none, and the entry says so. */
export type Entry = Ledger & {
  hour: string
  /** The hash and hour of the newest digest, in this hour or before; of no digest yet, zeros and null. */
  digest: string
  digestHour: string | null
  total: number
}

/** What is signed, once an hour for all tenants. */
export type Head = {
  hour: string
  through: string
  /** The tree over the entries, each behind a blind. */
  entries: { size: number; root: string }
  /** The tree over all heads before this one: its size is the number of this head. */
  history: { size: number; root: string }
  /** The hash of the head before. */
  previous: string
  /** When it was made, by the clock of the function. */
  made: string
  /** The SHA-256 of the public key (DER, SubjectPublicKeyInfo). */
  key: string
}

export const toDigestText = ({
  source,
  tenant,
  hour,
  through,
  count,
  root,
  openings,
  total,
  previous,
}: Digest): string =>
  JSON.stringify({ cairn: 'digest-1', source, tenant, hour, through, count, root, openings, total, previous })

export const toEntryText = ({ source, tenant, hour, digest, digestHour, total }: Entry): string =>
  JSON.stringify({ cairn: 'entry-1', source, tenant, hour, digest, digestHour, total })

export const toHeadText = ({ hour, through, entries, history, previous, made, key }: Head): string =>
  JSON.stringify({
    cairn: 'head-1',
    hour,
    through,
    entries: { size: entries.size, root: entries.root },
    history: { size: history.size, root: history.root },
    previous,
    made,
    key,
  })

/** The hash by which one text names another. */
export const hashOf = (text: string): string => hash('sha256', text, 'hex')

/** It is not written as it would have been: something changed it. */
export class AlteredText extends Error {
  override readonly name = 'AlteredText'
}

/** @throws AlteredText */
export const fromDigestText = (text: string): Digest => read(text, toDigestText)
/** @throws AlteredText */
export const fromEntryText = (text: string): Entry => read(text, toEntryText)
/** @throws AlteredText */
export const fromHeadText = (text: string): Head => read(text, toHeadText)

function read<Value>(text: string, write: (value: Value) => string): Value {
  try {
    const value: Value = JSON.parse(text)
    if (write(value) === text) return value
  } catch {
    // What is no JSON, or has no such members, is as altered as what is written otherwise.
  }
  throw new AlteredText('The text is not written as it was made.')
}
