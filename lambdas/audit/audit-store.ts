/** The trail in the table `Audit`: pages are inserted, and read in the order in which they were stored. Nothing changes one. */
import { queryAll, type Tables } from '../database/tables.ts'
import { Unavailable } from '../database/unavailable.ts'
import { afterMs, batchIdOf, fromMs, msOf, type Sequence, statementSequence } from '../statements/batch/sequence.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import {
  fromLateItem,
  fromPageItem,
  latePartition,
  pageKey,
  pagePartition,
  toBeginItem,
  toLateItem,
  toPageItem,
} from './audit-item.ts'
import type { Entry } from './entry.ts'

/** An entry is in the table a minute or two after its time; one that is later than this has a note. */
export const LATE_MS = 3_600_000
const DAY_MS = 86_400_000
/** An item may have 400 KB; entries become a fourth of it and less. */
const PAGE_CHARACTERS = 250_000
const ATTEMPTS = 4

/** `begun`: the trails that are known to have begun. */
type StoreParts = { tables: Pick<Tables, 'putNew'>; sequence: Sequence; begun: Set<TenantId | undefined> }

/** What gets no answer is inserted once more under another name: readers know an entry by its id. @throws Unavailable */
export async function storeEntries(
  { tables, sequence, begun }: StoreParts,
  tenant: TenantId | undefined,
  entries: Entry[],
) {
  for (const page of pagesOf(entries)) {
    for (let attempt = 1; ; attempt++) {
      const id = sequence.next()
      const isLate = page.some(({ at }) => msOf(id) - at > LATE_MS)
      try {
        if (!begun.has(tenant)) await tables.putNew('audit', toBeginItem(tenant, id))
        begun.add(tenant)
        if (isLate) await tables.putNew('audit', toLateItem(tenant, id, page))
        if ((await tables.putNew('audit', toPageItem(tenant, id, page))) === undefined) break
      } catch (error) {
        if (!(error instanceof Unavailable) || attempt === ATTEMPTS) throw error
      }
    }
  }
}

function pagesOf(entries: Entry[]): Entry[][] {
  const pages: Entry[][] = []
  let room = 0
  for (const entry of entries) {
    const { length } = JSON.stringify(entry)
    if (pages.length === 0 || room < length) {
      pages.push([])
      room = PAGE_CHARACTERS
    }
    pages.at(-1)?.push(entry)
    room -= length
  }
  return pages
}

/** `from` and `to`: when it happened, in milliseconds, the end excluded. `descending`: what was stored last comes first. */
export type TrailRange = { tenant: TenantId | undefined; from: number; to: number; descending?: boolean }
/** An entry and its place: the page it was stored with, and its position there. `stored` is when. */
export type StoredEntry = { entry: Entry; place: string; stored: number }

/**
 * The entries of a range, each once, in the order of storing or against it.
 * @param after the place to go on after
 */
export async function* readEntries(
  tables: Pick<Tables, 'query'>,
  range: TrailRange,
  after = '',
): AsyncGenerator<StoredEntry> {
  const { from, to, descending = false } = range
  const seen = new Set<string>()
  for await (const item of pageItems(tables, range, after === '' ? '' : batchIdOf(after))) {
    const page = fromPageItem(item)
    const entries = [...page.entries.entries()]
    for (const [position, entry] of descending ? entries.reverse() : entries) {
      const place = statementSequence(page.id, position)
      const isWanted = entry.at >= from && entry.at < to && !seen.has(entry.id)
      seen.add(entry.id)
      if (isWanted && (after === '' || (descending ? place < after : place > after)))
        yield { entry, place, stored: msOf(page.id) }
    }
  }
}

/** @param edge the page to begin with; the first in the range's order where it is empty */
async function* pageItems(tables: Pick<Tables, 'query'>, range: TrailRange, edge: string) {
  if (range.descending) yield* latePages(tables, range, edge)
  yield* timelyPages(tables, range, edge)
  if (!range.descending) yield* latePages(tables, range, edge)
}

/** Stored from the beginning to an hour after the end, day by day. */
async function* timelyPages(tables: Pick<Tables, 'query'>, range: TrailRange, edge: string) {
  const { tenant, descending = false } = range
  const [start, end] = [fromMs(range.from), afterMs(range.to + LATE_MS)]
  const lowest = !descending && edge > start ? edge : start
  const highest = descending && edge !== '' && edge < end ? edge : end
  for (const day of daysOf(msOf(lowest), msOf(highest), descending)) {
    const pk = pagePartition(tenant, day)
    yield* queryAll(tables, 'audit', { pk, from: lowest, to: highest, ascending: !descending, limit: 50 })
  }
}

function* daysOf(first: number, last: number, descending: boolean): Generator<string> {
  const [start, count] = [Math.floor(first / DAY_MS), Math.floor(last / DAY_MS) - Math.floor(first / DAY_MS) + 1]
  for (let at = 0; at < count; at++) {
    const day = start + (descending ? count - 1 - at : at)
    yield new Date(day * DAY_MS).toISOString().slice(0, 10)
  }
}

/** What came later than that, by its notes. */
async function* latePages(tables: Pick<Tables, 'query'>, range: TrailRange, edge: string) {
  const { tenant, from, to, descending = false } = range
  const notes = {
    pk: latePartition(tenant),
    from: afterMs(to + LATE_MS),
    to: 'g',
    ascending: !descending,
    limit: 1_000,
  }
  for await (const item of queryAll(tables, 'audit', notes)) {
    const late = fromLateItem(item)
    const isBefore = edge !== '' && (descending ? late.id > edge : late.id < edge)
    if (late.until < from || late.from >= to || isBefore) continue
    const { pk, sk } = pageKey(tenant, late.id)
    yield* queryAll(tables, 'audit', { pk, from: sk, to: sk, ascending: true, limit: 1 })
  }
}
