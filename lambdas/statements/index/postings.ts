import type { Fingerprint } from '../../database/fingerprint.ts'
import type { Item } from '../../database/tables.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import { type BatchId, statementSequence } from '../batch/sequence.ts'
import { createPacker } from './entries.ts'
import { type List, type ListKind, list, verbActivity } from './lists.ts'
import { partitionOf, type Shards } from './shards.ts'
import {
  FEATURE,
  FEATURE_BITS,
  featureOf,
  isListed,
  SHARE,
  type Share,
  type StatementTerms,
  type TermTable,
} from './terms.ts'

/** All entries of one request for one list. `first` is the first one's position: it keeps the list in the order of `stored`. */
export type Posting = { list: List; first: number; entries: Uint8Array }

/** 17 bytes at most each: a posting item stays far below DynamoDB's 400 KB, whatever its statements name. */
const MARKS_PER_POSTING = 6_000

const KIND = {
  [FEATURE.verb]: 'V',
  [FEATURE.agent]: 'A',
  [FEATURE.relatedAgent]: 'AR',
  [FEATURE.activity]: 'C',
  [FEATURE.relatedActivity]: 'CR',
  [FEATURE.registration]: 'R',
} as const

type Listed = { kind: Exclude<ListKind, 'REF'>; value: Fingerprint | ''; statements: StatementTerms[] }

/** Every list that these statements are posted under. */
function listed({ values, statements }: TermTable): Listed[] {
  const lists: Listed[] = [{ kind: 'ALL', value: '', statements }]
  const byMark: (Listed | null)[] = []
  const byPair = new Map<number, Listed>()
  const meant = (mark: number) => values[mark >>> FEATURE_BITS] as Fingerprint
  const open = (kind: Listed['kind'], value: Fingerprint) => {
    const opened: Listed = { kind, value, statements: [] }
    lists.push(opened)
    return opened
  }
  const openFor = (mark: number) => {
    const feature = featureOf(mark)
    const isOpen = feature !== FEATURE.authority && (feature !== FEATURE.relatedActivity || isListed(meant(mark)))
    const opened = isOpen ? open(KIND[feature], meant(mark)) : null
    byMark[mark] = opened
    return opened
  }
  const openPair = (name: number, verb: number, activity: number) => {
    const opened = open('VC', verbActivity(meant(verb), meant(activity)))
    byPair.set(name, opened)
    return opened
  }
  for (const one of statements) {
    for (const mark of one.all) {
      const own = byMark[mark] ?? (byMark[mark] === null ? null : openFor(mark))
      own?.statements.push(one)
      if (featureOf(mark) !== FEATURE.activity) continue
      for (const verb of one.all) {
        if (featureOf(verb) !== FEATURE.verb) continue
        const name = mark * values.length + (verb >>> FEATURE_BITS)
        const pair = byPair.get(name) ?? openPair(name, verb, mark)
        pair.statements.push(one)
      }
    }
  }
  return lists
}

/** What `Index` is to hold of a request's statements: the marks of each for its claim, and postings. Of no stamp yet. */
export type IndexContents = { terms: Uint8Array[]; postings: Posting[] }

export function toIndexContents(marking: TermTable): IndexContents {
  const pack = createPacker(marking)
  const postings: Posting[] = []
  for (const { kind, value, statements } of listed(marking)) {
    for (const part of partsOf(statements, SHARE[kind])) {
      postings.push({ list: list(kind, value), first: part[0]?.position ?? 0, entries: pack(part, SHARE[kind]) })
    }
  }
  return { terms: marking.statements.map((one) => pack([one], 'all')), postings }
}

/** The lists that statements with these marks are in. */
export const listsOf = (marking: TermTable): List[] => listed(marking).map(({ kind, value }) => list(kind, value))

type Place = { tenant: TenantId; shards: Shards; sq: BatchId }

export const postingRow = ({ tenant, shards, sq }: Place, { list, first, entries }: Posting): Item => ({
  pk: partitionOf(tenant, shards, list, sq),
  sk: statementSequence(sq, first),
  entries,
})

function partsOf(statements: StatementTerms[], share: Share): StatementTerms[][] {
  let sum = 0
  for (const one of statements) sum += one[share].length
  if (sum <= MARKS_PER_POSTING) return statements.length === 0 ? [] : [statements]
  const parts: StatementTerms[][] = []
  let room = 0
  for (const one of statements) {
    room -= one[share].length
    if (room < 0) {
      parts.push([])
      room = MARKS_PER_POSTING - one[share].length
    }
    parts.at(-1)?.push(one)
  }
  return parts
}
