/** Scans the lists of a query plan as one, in the order of sequences, without ever repeating a statement. */
import type { Tables } from '../../database/tables.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import { type BatchId, batchIdOf, statementSequence } from '../batch/sequence.ts'
import type { QueryPlan } from '../index/query-plan.ts'
import type { Shards } from '../index/shards-item.ts'
import { merge, openList } from './list-cursor.ts'
import type { BatchMatches } from './partition-cursor.ts'

/** `after`: the sequence to go on from, itself not included. `postingsPerRead`: of the first read of each list. */
export type ScanOptions = {
  plan: QueryPlan
  shards: Shards
  ascending: boolean
  after?: string | undefined
  postingsPerRead: number
}

export type QueryScan = {
  /** The next batch, its matches in order; `unread` after each read, so that the scan can end there. */
  next(): Promise<BatchMatches | 'unread' | 'end'>
  /** The sequence up to which everything was scanned, so that another scan can go on after it. */
  scannedTo(): string | undefined
  /** How much was scanned: several lists' postings of one batch count as one. */
  counts: { postings: number; matches: number }
}

export function openScan(tables: Pick<Tables, 'query'>, tenant: TenantId, options: ScanOptions): QueryScan {
  const { plan, shards, ascending, after, postingsPerRead } = options
  const range = { ...rangeOf(options), ascending, postingsPerRead }
  const cursor = merge(
    plan.scans.map((scan) => openList({ tables, tenant, shards }, scan, range)),
    ascending,
  )
  const isPassed = (sequence: string) => after !== undefined && (ascending ? sequence <= after : sequence >= after)
  const counts = { postings: 0, matches: 0 }
  let scannedTo = after

  function scanned({ batchId, positions }: BatchMatches): BatchMatches {
    const inOrder = [...new Set(positions)].sort((a, b) => (ascending ? a - b : b - a))
    counts.postings++
    counts.matches += inOrder.length
    scannedTo = statementSequence(batchId, ascending ? LAST_POSITION : 0)
    const first = inOrder.findIndex((position) => !isPassed(statementSequence(batchId, position)))
    return { batchId, positions: first < 0 ? [] : inOrder.slice(first) }
  }

  return {
    async next() {
      await cursor.advance()
      return typeof cursor.head === 'string' ? cursor.head : scanned(cursor.head)
    },
    scannedTo: () => scannedTo,
    counts,
  }
}

const LAST_POSITION = 0xffff

/** The whole batch of `after` again: statements of it may still be to come. */
function rangeOf({ plan: { from, to }, ascending, after }: ScanOptions) {
  if (after === undefined) return { from, to }
  return ascending ? { from: batchIdOf(after), to } : { from, to: `${batchIdOf(after)}g` }
}

/** The place of one statement that matches. */
export type Match = { sequence: string; batchId: BatchId; position: number }

export const toMatch = (batchId: BatchId, position: number): Match => ({
  sequence: statementSequence(batchId, position),
  batchId,
  position,
})

/** All matches to the end, for those who need no pages. */
export async function* matchesOf(
  tables: Pick<Tables, 'query'>,
  tenant: TenantId,
  options: ScanOptions,
): AsyncGenerator<Match> {
  const scan = openScan(tables, tenant, options)
  for (let found = await scan.next(); found !== 'end'; found = await scan.next()) {
    if (found === 'unread') continue
    for (const position of found.positions) yield toMatch(found.batchId, position)
  }
}
