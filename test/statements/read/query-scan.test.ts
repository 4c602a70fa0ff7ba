/** What a scan reads, and in which bites: each read is a call and costs units. */
import { describe, expect, it } from '@jest/globals'
import type { Item, QueryPage, Range } from '../../../lambdas/database/tables.ts'
import type { BatchId } from '../../../lambdas/statements/batch/sequence.ts'
import { LISTS, listOf } from '../../../lambdas/statements/index/lists.ts'
import { toPostingItem } from '../../../lambdas/statements/index/posting-item.ts'
import { toIndexContents } from '../../../lambdas/statements/index/postings.ts'
import { planQuery } from '../../../lambdas/statements/index/query-plan.ts'
import type { Shards } from '../../../lambdas/statements/index/shards-item.ts'
import { termsOfEntries } from '../../../lambdas/statements/index/terms.ts'
import { openScan, type ScanOptions } from '../../../lambdas/statements/read/query-scan.ts'
import { tenantId } from '../../../lambdas/tenancy/tenant-id.ts'

const tenant = tenantId('acme')
const ONE_SHARD: Shards = new Map()
const THREE_SHARDS: Shards = new Map([[listOf(LISTS.all), { name: 'all', epochs: [{ from: 1, shards: 3 }] }]])

const batchOf = (ms: number) => `${ms.toString(16).padStart(12, '0')}000000000001` as BatchId

/** Postings of `ALL`, of so many batches of two statements each. */
function postingsOf(count: number, shards: Shards): Item[] {
  const entries = [0, 1].map((position) => ({ position, terms: [] }))
  const [posting] = toIndexContents(termsOfEntries(entries)).postings
  if (posting === undefined) throw new Error('Every statement is in the list of all.')
  return Array.from({ length: count }, (_, at) => toPostingItem({ tenant, shards, batchId: batchOf(at + 1) }, posting))
}

/** Answers from these items, and remembers what was asked for. */
function tablesOf(items: Item[]) {
  const ranges: Range[] = []
  return {
    ranges,
    async query(_: string, range: Range): Promise<QueryPage> {
      ranges.push(range)
      const { pk, ascending, limit, after } = range
      const own = items.filter((item) => item.pk === pk && range.from <= item.sk && item.sk <= range.to)
      const inOrder = own.toSorted((a, b) => (a.sk < b.sk === ascending ? -1 : 1))
      const start = after === undefined ? 0 : inOrder.findIndex(({ sk }) => sk === after) + 1
      const slice = inOrder.slice(start, start + limit)
      const last = slice.at(-1)
      return start + limit < inOrder.length && last !== undefined ? { items: slice, last: last.sk } : { items: slice }
    },
  }
}

const optionsOf = (ascending: boolean, shards = ONE_SHARD): ScanOptions => ({
  plan: planQuery({ relatedAgents: false, relatedActivities: false, ascending }, false),
  shards,
  ascending,
  postingsPerRead: 15,
})

async function scanAll(tables: ReturnType<typeof tablesOf>, options: ScanOptions) {
  const scan = openScan(tables, tenant, options)
  const found: string[] = []
  let reads = 0
  for (let step = await scan.next(); step !== 'end'; step = await scan.next()) {
    if (step === 'unread') reads++
    else found.push(`${Number.parseInt(step.batchId.slice(0, 12), 16)}:${step.positions.join()}`)
  }
  return { found, reads, counts: scan.counts, scannedTo: scan.scannedTo() }
}

const upTo = (count: number) => Array.from({ length: count }, (_, at) => `${at + 1}:0,1`)

describe('a scan', () => {
  it('asks for twice as many postings at each further read, but never for more than 200', async () => {
    const tables = tablesOf(postingsOf(700, ONE_SHARD))
    const { found, reads } = await scanAll(tables, optionsOf(true))
    expect(found).toEqual(upTo(700))
    expect(tables.ranges.map(({ limit }) => limit)).toEqual([15, 30, 60, 120, 200, 200, 200])
    expect(reads).toBe(7)
  })

  it('reads the shards of a list in small bites, and counts a read of all of them as one', async () => {
    const tables = tablesOf(postingsOf(60, THREE_SHARDS))
    const { found, reads, counts } = await scanAll(tables, optionsOf(true, THREE_SHARDS))
    expect(found).toEqual(upTo(60))
    expect(counts).toEqual({ postings: 60, matches: 120 })
    const first = tables.ranges.filter(({ after }) => after === undefined)
    // What was stored before the list had shards is a read of its own.
    expect(first.map(({ pk, limit }) => [pk, limit])).toEqual([
      ['acme|ALL|', 15],
      ['acme|ALL|', 10],
      ['acme|ALL||1', 10],
      ['acme|ALL||2', 10],
    ])
    expect(reads).toBe(1 + Math.floor((tables.ranges.length - 1) / 3))
  })

  it('goes on in the middle of a batch, downwards too, without repeating a statement', async () => {
    const tables = tablesOf(postingsOf(3, ONE_SHARD))
    const up = await scanAll(tables, { ...optionsOf(true), after: `${batchOf(2)}0000` })
    expect(up.found).toEqual(['2:1', '3:0,1'])
    expect(up.scannedTo).toBe(`${batchOf(3)}ffff`)
    const down = await scanAll(tables, { ...optionsOf(false), after: `${batchOf(2)}0001` })
    expect(down.found).toEqual(['2:0', '1:1,0'])
    expect(down.scannedTo).toBe(`${batchOf(1)}0000`)
  })

  it('reads nothing of what follows before it is asked to', async () => {
    const tables = tablesOf(postingsOf(100, ONE_SHARD))
    const scan = openScan(tables, tenant, optionsOf(false))
    for (let batches = 0; batches < 14; batches++) await scan.next()
    expect(tables.ranges).toHaveLength(1)
  })
})
