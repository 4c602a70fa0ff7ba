/** From the terms of one request's statements to what `Index` holds of them: postings in lists, and claims' terms. */
import { createPacker } from './entries.ts'
import { type EntryTerms, kindOfTerm, LISTS, type List, type ListKind, listOf } from './lists.ts'
import { FEATURE, featureOf, valueIndexOf } from './term-number.ts'
import { type StatementTerms, type TermTable, termValue } from './terms.ts'

/** All entries of one request for one list. `first` is the first one's position: it keeps the list in the order of `stored`. */
export type Posting = { list: List; first: number; entries: Uint8Array }

/** 17 bytes at most each: a posting item stays far below DynamoDB's 400 KB, whatever its statements name. */
const TERMS_PER_POSTING = 6_000

/** A list, and which of the statements are in it. */
type ListMembers = { kind: ListKind; list: List; statements: StatementTerms[] }

/** Every list that these statements are posted under. */
function membersOfLists(table: TermTable): ListMembers[] {
  const { values, statements } = table
  const lists: ListMembers[] = [{ kind: LISTS.all, list: listOf(LISTS.all), statements }]
  /** `null`: the term leads to no list. */
  const byTerm: (ListMembers | null)[] = []
  const byPair = new Map<number, ListMembers>()
  const open = (kind: ListKind, ...terms: number[]) => {
    const list = listOf(kind, ...terms.map((term) => termValue(table, term)))
    const opened: ListMembers = { kind, list, statements: [] }
    lists.push(opened)
    return opened
  }
  const openFor = (term: number) => {
    const kind = kindOfTerm(featureOf(term), termValue(table, term))
    const opened = kind === undefined ? null : open(kind, term)
    byTerm[term] = opened
    return opened
  }
  const openPair = (name: number, verb: number, activity: number) => {
    const opened = open(LISTS.verbAndActivity, verb, activity)
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
  for (const { kind, list, statements } of membersOfLists(table)) {
    for (const part of partsOf(statements, kind.entries)) {
      postings.push({ list, first: part[0]?.position ?? 0, entries: pack(part, kind.entries) })
    }
  }
  return { terms: table.statements.map((one) => pack([one], 'all')), postings }
}

/** The lists that statements with these terms are in. */
export const listsOf = (table: TermTable): List[] => membersOfLists(table).map(({ list }) => list)

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
