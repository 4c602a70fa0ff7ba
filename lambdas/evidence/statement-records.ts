/** The statements as what is digested: read from the partitions of an hour, which hold them for good. */
import { inAnyOrder, readAhead } from '../database/concurrency.ts'
import type { Item, Tables } from '../database/tables.ts'
import { BATCHES_OF_PARTITION, isTombstone, partitionsOfHour } from '../statements/batch/batch-item.ts'
import type { Batches } from '../statements/batch/batches.ts'
import { decodeBlock } from '../statements/batch/blocks.ts'
import { batchIdOf, hourOf, statementSequence } from '../statements/batch/sequence.ts'
import { LISTS, listOf } from '../statements/index/lists.ts'
import { epochRangesOf, readShards } from '../statements/index/shards.ts'
import { type TenantId, tenantId } from '../tenancy/tenant-id.ts'
import { NO_TENANT, type RecordSource, type StoredRecord } from './records.ts'

export const STATEMENTS = 'statements'

const BATCHES_PER_PAGE = 100
/** Before and behind every sequence, which is hex digits. */
const ALL_SEQUENCES = { from: '0', to: 'g' }

export type StatementRecordsParts = { tables: Pick<Tables, 'query' | 'get'>; batches: Pick<Batches, 'read'> }

export const createStatementRecords = ({ tables, batches }: StatementRecordsParts): RecordSource => ({
  name: STATEMENTS,
  idOf: (text) => statementIdOf(text),
  firstHour: async (tenant) => (tenant === NO_TENANT ? undefined : firstHourOf(tables, tenantId(tenant))),
  async *recordsOf(tenant, hour) {
    if (tenant === NO_TENANT) return
    const owner = tenantId(tenant)
    const partitions = partitionsOfHour(owner, hour)
    for await (const items of inAnyOrder(partitions.map((pk) => () => pagesOf(tables, pk)))) {
      const committed = items.filter((item) => !isTombstone(item)).map((item) => batches.read(owner, item))
      for await (const [, records] of readAhead(committed, recordsIn)) yield* records
    }
  },
})

/** By the list of all statements: what was never committed stands there too, and is an hour too early at worst. */
export async function firstHourOf(
  tables: StatementRecordsParts['tables'],
  tenant: TenantId,
): Promise<string | undefined> {
  const ranges = epochRangesOf(tenant, await readShards(tables, tenant), listOf(LISTS.all), ALL_SEQUENCES)
  for (const { partitions, from, to } of ranges) {
    const firsts = await Promise.all(
      partitions.map((pk) => tables.query('index', { pk, from, to, ascending: true, limit: 1 })),
    )
    const [first] = firsts.flatMap(({ items }) => items.map(({ sk }) => sk)).toSorted()
    if (first !== undefined) return hourOf(batchIdOf(first))
  }
  return undefined
}

async function* pagesOf(tables: StatementRecordsParts['tables'], pk: string): AsyncGenerator<Item[]> {
  let after: string | undefined
  do {
    const range = { pk, ...BATCHES_OF_PARTITION, limit: BATCHES_PER_PAGE, ...(after !== undefined && { after }) }
    const { items, last } = await tables.query('statements', range)
    if (items.length > 0) yield items
    after = last
  } while (after !== undefined)
}

/** By its blocks. An empty text is the place of a statement that an earlier batch holds. */
async function recordsIn(batch: ReturnType<Batches['read']>): Promise<StoredRecord[][]> {
  const records: StoredRecord[][] = []
  for (const [index, start] of batch.starts.entries()) {
    const texts = decodeBlock(await batch.block(index))
    records.push(
      texts.flatMap((text, offset) =>
        text === '' ? [] : [{ text, sequence: statementSequence(batch.id, start + offset) }],
      ),
    )
  }
  return records
}

/** A stored statement has an id: the store gave it one if its sender did not. */
function statementIdOf(text: string): string {
  const { id }: { id?: unknown } = JSON.parse(text)
  return typeof id === 'string' ? id.toLowerCase() : ''
}
