/** What the store holds of a tenant's day, read by the keys of its batches: no scan, no index. */
import { readAhead } from '../../database/concurrency.ts'
import type { Item, QueryPage, Tables } from '../../database/tables.ts'
import { BATCHES_OF_PARTITION, isTombstone, partitionsOfDay } from '../../statements/batch/batch-item.ts'
import type { Batch } from '../../statements/batch/batches.ts'
import { decodeBlock } from '../../statements/batch/blocks.ts'
import { statementSequence } from '../../statements/batch/sequence.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'

/** A tenant's day. */
export type TenantDay = { tenant: TenantId; day: string }
/** Where a reader of a day goes on: after this batch. */
export type After = { pk: string; sk: string }

/** A page is at most 1 MB, whatever the limit says; a dozen are read ahead. */
const BATCHES_PER_PAGE = 100

/** The committed batches of a day, partition by partition and in their order there. */
export async function* batchItemsOf(
  tables: Pick<Tables, 'query'>,
  { tenant, day }: TenantDay,
  after?: After,
): AsyncGenerator<Item> {
  const all = partitionsOfDay(tenant, day)
  const partitions = after === undefined ? all : all.slice(Math.max(0, all.indexOf(after.pk)))
  const pageOf = (pk: string, sk?: string): Promise<QueryPage> =>
    tables.query('statements', {
      pk,
      ...BATCHES_OF_PARTITION,
      limit: BATCHES_PER_PAGE,
      ...(sk !== undefined && { after: sk }),
    })
  const firstPage = (pk: string) => pageOf(pk, pk === after?.pk ? after.sk : undefined)
  for await (const [pk, first] of readAhead(partitions, firstPage)) {
    for (let page = first; ; page = await pageOf(pk, page.last)) {
      for (const item of page.items) if (!isTombstone(item)) yield item
      if (page.last === undefined) break
    }
  }
}

/** A statement and its place in the store's order, which is the lake's `sq`. */
export type PlacedText = { text: string; sequence: string }

/** The places of a batch, block by block. An empty text is that of a statement that an earlier batch holds, or was removed. */
export async function* placesOf(batch: Batch): AsyncGenerator<PlacedText> {
  for (const [index, start] of batch.starts.entries()) {
    for (const [offset, text] of decodeBlock(await batch.block(index)).entries())
      yield { text, sequence: statementSequence(batch.id, start + offset) }
  }
}
