/** How much a tenant has stored, by the list of all its statements: no statement is read. */
import { queryAll, type Tables } from '../../database/tables.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import { batchIdOf, hourOf } from '../batch/sequence.ts'
import { unpackEntries } from '../index/entries.ts'
import { LISTS, listOf } from '../index/lists.ts'
import { fromPostingItem } from '../index/posting-item.ts'
import { epochRangesOf, readShards } from '../index/shards.ts'

/** `requests` that stored statements; `first` and `last` are hours. Not `isComplete` where there are more than were counted. */
export type StatementCount = {
  requests: number
  statements: number
  isComplete: boolean
  first?: string
  last?: string
}

const PAGE = 500
/** Some seconds of reading. */
const MOST_REQUESTS = 50_000
/** Before and behind every sequence, which is hex digits. */
const ALL_SEQUENCES = { from: '0', to: 'g' }

/** Behind those of a request: what its statements inherited later. */
const isInherited = (sequence: string) => sequence.includes('+')

export async function countStatements(
  tables: Pick<Tables, 'query' | 'get'>,
  tenant: TenantId,
  most = MOST_REQUESTS,
): Promise<StatementCount> {
  const count: StatementCount = { requests: 0, statements: 0, isComplete: true }
  const ranges = epochRangesOf(tenant, await readShards(tables, tenant), listOf(LISTS.all), ALL_SEQUENCES)
  const partitions = ranges.flatMap(({ partitions: some, from, to }) => some.map((pk) => ({ pk, from, to })))
  for (const range of partitions) {
    for await (const item of queryAll(tables, 'index', { ...range, ascending: true, limit: PAGE })) {
      if (isInherited(item.sk)) continue
      if (count.requests === most) return { ...count, isComplete: false }
      const hour = hourOf(batchIdOf(item.sk))
      count.requests++
      count.statements += unpackEntries(fromPostingItem(item).entries).length
      if (count.first === undefined || hour < count.first) count.first = hour
      if (count.last === undefined || hour > count.last) count.last = hour
    }
  }
  return count
}
