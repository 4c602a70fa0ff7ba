/** The postings of some statements of one batch, put right: out of the lists that they are found by no more, into those they are. */
import { forEachConcurrently } from '../database/concurrency.ts'
import { type Item, keyOf, queryAll, type Tables } from '../database/tables.ts'
import { Unavailable } from '../database/unavailable.ts'
import type { BatchId } from '../statements/batch/sequence.ts'
import { createPacker, type Entry, unpackEntries } from '../statements/index/entries.ts'
import { keyOfKind, LISTS, type List } from '../statements/index/lists.ts'
import { fromPostingItem, type PostingPlace, toPostingItem } from '../statements/index/posting-item.ts'
import { listsOf } from '../statements/index/postings.ts'
import { partitionOf } from '../statements/index/shards.ts'
import { featureOf } from '../statements/index/term-number.ts'
import { nameOfTerm, type Term, termsOfEntries, termValue } from '../statements/index/terms.ts'

/** `before`: all terms that it may be posted by. `after`: those it is found by; none where it was removed. */
export type PlacedTerms = { position: number; before: Term[]; after: Term[] | undefined }

const TRIES = 8

export async function repost(tables: Tables, place: PostingPlace, placed: PlacedTerms[]): Promise<void> {
  const lists = new Set<List>()
  for (const { position, before, after = [] } of placed)
    for (const list of listsOf(termsOfEntries([{ position, terms: [...before, ...after] }]))) lists.add(list)
  const wanted = wantedEntries(placed)
  const positions = new Set(placed.map(({ position }) => position))
  await forEachConcurrently([...lists], (list) =>
    repostInList(tables, place, { list, positions, wanted: wanted.get(list) ?? new Map() }),
  )
}

type Wanted = ReadonlyMap<number, Entry>

/** What each list is to say of the statements, by list and position. */
function wantedEntries(placed: PlacedTerms[]): Map<List, Map<number, Entry>> {
  const wanted = new Map<List, Map<number, Entry>>()
  for (const { position, after } of placed) {
    if (after === undefined) continue
    const table = termsOfEntries([{ position, terms: after }])
    for (const list of listsOf(table)) {
      const kind = Object.values(LISTS).find(({ key }) => key === keyOfKind(list)) ?? LISTS.all
      const numbers = table.statements[0]?.[kind.entries] ?? []
      const terms = numbers.map((term) => ({ feature: featureOf(term), value: termValue(table, term) }))
      const own = wanted.get(list) ?? new Map<number, Entry>()
      wanted.set(list, own.set(position, { position, terms }))
    }
  }
  return wanted
}

type ListChange = { list: List; positions: ReadonlySet<number>; wanted: Wanted }

async function repostInList(tables: Tables, place: PostingPlace, change: ListChange): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    const items = await postingsOf(
      tables,
      partitionOf(place.tenant, place.shards, change.list, place.batchId),
      place.batchId,
    )
    if (await putRight(tables, place, change, items)) return
  }
  throw new Unavailable(new Error('a posting stays contended'))
}

async function postingsOf(tables: Tables, pk: string, batchId: BatchId): Promise<Item[]> {
  const range = { pk, from: batchId, to: `${batchId}g`, ascending: true, limit: 1_000 }
  const items: Item[] = []
  for await (const item of queryAll(tables, 'index', range)) items.push(item)
  return items
}

/** @returns whether nobody else wrote one of them meanwhile */
async function putRight(tables: Tables, place: PostingPlace, { list, positions, wanted }: ListChange, items: Item[]) {
  const there = new Set<number>()
  const done: boolean[] = []
  for (const item of items) {
    const { entries } = fromPostingItem(item)
    const before = unpackEntries(entries)
    // One of what was inherited has a hash of all terms in its key: what is still true is posted with the others.
    const isInherited = item.sk.includes('+')
    const after = before.flatMap((entry) => {
      if (!positions.has(entry.position)) return [entry]
      const right = wanted.get(entry.position)
      if (right === undefined || there.has(entry.position) || (isInherited && !isSame(entry, right))) return []
      there.add(entry.position)
      return [right]
    })
    if (before.length === after.length && before.every((entry, at) => isSame(entry, after[at]))) continue
    const expected = { entries }
    if (after.length === 0) done.push(...(await tables.removeEach('index', [{ key: keyOf(item), expected }])))
    else
      done.push(
        (await tables.updateIf('index', { key: keyOf(item), set: { entries: packTerms(after) }, expected })).done,
      )
  }
  const missing = [...wanted.values()].filter(({ position }) => !there.has(position))
  if (!done.every(Boolean)) return false
  for (const some of partsOf(missing)) if (!(await addEntries(tables, place, list, some))) return false
  return true
}

/** So many terms fit into an item, however long they are. */
const TERMS_PER_POSTING = 6_000

function partsOf(entries: Entry[]): Entry[][] {
  const parts: Entry[][] = []
  let room = 0
  for (const entry of entries) {
    room -= entry.terms.length
    if (room < 0 || parts.length === 0) {
      parts.push([])
      room = TERMS_PER_POSTING - entry.terms.length
    }
    parts.at(-1)?.push(entry)
  }
  return parts
}

/** @returns false where an item has the place already: it is to be added to */
async function addEntries(tables: Tables, place: PostingPlace, list: List, missing: Entry[]): Promise<boolean> {
  const [first] = missing.map(({ position }) => position).sort((a, b) => a - b)
  const entries = packTerms(missing.toSorted((a, b) => a.position - b.position))
  const item = toPostingItem(place, { list, first: first ?? 0, entries })
  const [there] = await tables.insert('index', [item])
  if (there === undefined) return true
  const before = fromPostingItem(there).entries
  const both = packTerms([...unpackEntries(before), ...missing].sort((a, b) => a.position - b.position))
  return (await tables.updateIf('index', { key: keyOf(item), set: { entries: both }, expected: { entries: before } }))
    .done
}

function isSame(one: Entry, other: Entry | undefined): boolean {
  if (other?.position !== one.position) return false
  const names = new Set(other.terms.map(nameOfTerm))
  return (
    names.size === new Set(one.terms.map(nameOfTerm)).size && one.terms.every((term) => names.has(nameOfTerm(term)))
  )
}

/** As entries of a claim or posting are packed. */
export function packTerms(entries: { position: number; terms: Term[] }[]): Uint8Array {
  const table = termsOfEntries(entries)
  return createPacker(table)(table.statements, 'all')
}
