/** Walks posting lists in the order of `sq`, several at once as one, without ever repeating a statement. */

import type { Range, Tables } from '../../database/tables.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import { type BatchId, batchIdOf, statementSequence } from '../batch/sequence.ts'
import { type Condition, positionsOf } from '../index/entries.ts'
import type { ListScan, QueryPlan } from '../index/query-plan.ts'
import { type EpochRange, epochRangesOf } from '../index/shards.ts'
import type { Shards } from '../index/shards-item.ts'

const LEAST_PER_SHARD = 10
const MOST_PER_READ = 200

/** Of one request's statements in a list those that match. */
type Group = { batch: BatchId; positions: number[] }

export type WalkOptions = {
  plan: QueryPlan
  shards: Shards
  ascending: boolean
  after?: string
  /** Of the first read; each that must follow it asks for twice as many. */
  postingsPerRead: number
  /** Told at the end, however early it comes. */
  onEnd?: (seen: Seen) => void
}

/** How much of the lists was walked: several lists' postings of one request count as one. */
export type Seen = { postings: number; matches: number }

/** The place of one statement that matches. */
export type Match = { sequence: string; batchId: BatchId; position: number }

/** A match, or after each read how far the walk has come, so that it can be cut and gone on with from there. */
export type Step = Match | { scanned: string | undefined }

/** `undefined` after each read. */
type Source = AsyncGenerator<Group | undefined>

/** A list, epoch by epoch. */
async function* groups(tables: Tables, tenant: TenantId, { list, conditions }: ListScan, course: WalkOptions): Source {
  const { plan: selection, shards, ascending, after } = course
  // Whole batches at the edge: entries of the cursor's own batch may still be to come.
  const from = ascending && after !== undefined ? batchIdOf(after) : selection.from
  const to = !ascending && after !== undefined ? `${batchIdOf(after)}g` : selection.to
  const stretches = epochRangesOf(tenant, shards, list, { from, to })
  for (const stretch of ascending ? stretches : stretches.reverse()) {
    yield* stretchGroups(tables, { ...stretch, conditions }, course)
  }
}

type Part = EpochRange & { conditions: Condition[] }

/** Each shard holds its part of what a page wants, so all of them are read in small bites, and count as one read. */
async function* stretchGroups(tables: Tables, part: Part, course: WalkOptions): Source {
  const { partitions, from, to, conditions } = part
  const { ascending, postingsPerRead } = course
  const limit = Math.max(Math.ceil(postingsPerRead / partitions.length), LEAST_PER_SHARD)
  const sources = partitions.map((pk) => partitionGroups(tables, { pk, from, to, ascending, limit }, conditions))
  const [only] = sources
  if (only !== undefined && sources.length === 1) return yield* only
  let reads = 0
  for await (const group of merged(sources, ascending)) {
    if (group !== undefined || ++reads % partitions.length === 0) yield group
  }
}

async function* partitionGroups(tables: Tables, range: Range, conditions: Condition[]): Source {
  let open: Group | undefined
  let last: string | undefined
  let { limit } = range
  do {
    const slice = await tables.query('index', last === undefined ? range : { ...range, limit, after: last })
    limit = Math.max(range.limit, Math.min(2 * limit, MOST_PER_READ))
    for (const item of slice.items) {
      const batch = batchIdOf(item.sk)
      if (open && open.batch !== batch) yield open
      if (open?.batch !== batch) open = { batch, positions: [] }
      open.positions.push(...positionsOf(item.entries as Uint8Array, conditions))
    }
    last = slice.last
    yield undefined
  } while (last !== undefined)
  if (open) yield open
}

/** The next group of several lists in order; the same batch from two lists comes as one. */
async function* merged(sources: Source[], ascending: boolean): Source {
  const heads = await Promise.all(sources.map((source) => source.next()))
  for (;;) {
    let first: BatchId | undefined
    for (const { value, done } of heads) {
      if (done || value === undefined) continue
      if (first === undefined || (ascending ? value.batch < first : value.batch > first)) first = value.batch
    }
    const waiting = heads.findIndex(({ done, value }) => !done && value === undefined)
    if (waiting >= 0) {
      heads[waiting] = await (sources[waiting] as (typeof sources)[number]).next()
      yield undefined
      continue
    }
    if (first === undefined) return
    const group: Group = { batch: first, positions: [] }
    for (const [index, { value, done }] of heads.entries()) {
      if (done || value?.batch !== first) continue
      group.positions.push(...value.positions)
      heads[index] = await (sources[index] as (typeof sources)[number]).next()
    }
    yield group
  }
}

/** @param course `after` is the `sq` to go on from, itself not included. */
export async function* walk(tables: Tables, tenant: TenantId, course: WalkOptions): AsyncGenerator<Step> {
  const { plan: selection, ascending, after } = course
  const sources = selection.scans.map((path) => groups(tables, tenant, path, course))
  const passed = (sq: string) => after !== undefined && (ascending ? sq <= after : sq >= after)
  const seen = { postings: 0, matches: 0 }
  let scanned = after
  try {
    for await (const group of merged(sources, ascending)) {
      if (group === undefined) {
        yield { scanned }
        continue
      }
      const positions = [...new Set(group.positions)].sort((a, b) => (ascending ? a - b : b - a))
      seen.postings++
      seen.matches += positions.length
      for (const position of positions) {
        const sq = statementSequence(group.batch, position)
        if (!passed(sq)) yield { sequence: sq, batchId: group.batch, position }
      }
      scanned = `${group.batch}${ascending ? 'ffff' : '0000'}`
    }
  } finally {
    course.onEnd?.(seen)
  }
}
