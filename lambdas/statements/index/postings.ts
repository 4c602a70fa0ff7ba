/** From the terms of one request's statements to what `Index` holds of them: postings in lists, and claims' terms. */
import type { Fingerprint } from '../../database/fingerprint.ts'
import type { Item } from '../../database/tables.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import { type BatchId, statementSequence } from '../batch/sequence.ts'
import { createPacker } from './entries.ts'
import { type List, type ListKind, list, verbActivity } from './lists.ts'
import { partitionOf, type Shards } from './shards.ts'
import { FEATURE, featureOf, valueIndexOf } from './term-number.ts'
import { ENTRY_TERMS, type EntryTerms, isListed, type StatementTerms, type TermTable, termValue } from './terms.ts'

/** All entries of one request for one list. `first` is the first one's position: it keeps the list in the order of `stored`. */
export type Posting = { list: List; first: number; entries: Uint8Array }

/** 17 bytes at most each: a posting item stays far below DynamoDB's 400 KB, whatever its statements name. */
const TERMS_PER_POSTING = 6_000

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
function listed(table: TermTable): Listed[] {
  const { values, statements } = table
  const lists: Listed[] = [{ kind: 'ALL', value: '', statements }]
  const byTerm: (Listed | null)[] = []
  const byPair = new Map<number, Listed>()
  const open = (kind: Listed['kind'], value: Fingerprint) => {
    const opened: Listed = { kind, value, statements: [] }
    lists.push(opened)
    return opened
  }
  const openFor = (term: number) => {
    const feature = featureOf(term)
    const value = termValue(table, term)
    const isOpen = feature !== FEATURE.authority && (feature !== FEATURE.relatedActivity || isListed(value))
    const opened = isOpen ? open(KIND[feature], value) : null
    byTerm[term] = opened
    return opened
  }
  const openPair = (name: number, verb: number, activity: number) => {
    const opened = open('VC', verbActivity(termValue(table, verb), termValue(table, activity)))
    byPair.set(name, opened)
    return opened
  }
  for (const one of statements) {
    for (const term of one.all) {
      const own = byTerm[term] ?? (byTerm[term] === null ? null : openFor(term))
      own?.statements.push(one)
      if (featureOf(term) !== FEATURE.activity) continue
      for (const verb of one.all) {
        if (featureOf(verb) !== FEATURE.verb) continue
        const name = term * values.length + valueIndexOf(verb)
        const pair = byPair.get(name) ?? openPair(name, verb, term)
        pair.statements.push(one)
      }
    }
  }
  return lists
}

/** Index rows of one request before it has a sequence: its postings, and the packed terms of each statement for its claim. */
export type IndexContents = { terms: Uint8Array[]; postings: Posting[] }

export function toIndexContents(table: TermTable): IndexContents {
  const pack = createPacker(table)
  const postings: Posting[] = []
  for (const { kind, value, statements } of listed(table)) {
    const carried = ENTRY_TERMS[kind]
    for (const part of partsOf(statements, carried)) {
      postings.push({ list: list(kind, value), first: part[0]?.position ?? 0, entries: pack(part, carried) })
    }
  }
  return { terms: table.statements.map((one) => pack([one], 'all')), postings }
}

/** The lists that statements with these terms are in. */
export const listsOf = (table: TermTable): List[] => listed(table).map(({ kind, value }) => list(kind, value))

type Place = { tenant: TenantId; shards: Shards; sq: BatchId }

export const postingRow = ({ tenant, shards, sq }: Place, { list, first, entries }: Posting): Item => ({
  pk: partitionOf(tenant, shards, list, sq),
  sk: statementSequence(sq, first),
  entries,
})

/** The statements of one list, in as many postings as their terms need. */
function partsOf(statements: StatementTerms[], carried: EntryTerms): StatementTerms[][] {
  let sum = 0
  for (const one of statements) sum += one[carried].length
  if (sum <= TERMS_PER_POSTING) return statements.length === 0 ? [] : [statements]
  const parts: StatementTerms[][] = []
  let room = 0
  for (const one of statements) {
    room -= one[carried].length
    if (room < 0) {
      parts.push([])
      room = TERMS_PER_POSTING - one[carried].length
    }
    parts.at(-1)?.push(one)
  }
  return parts
}
