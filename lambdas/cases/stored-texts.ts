/** Everything that a tenant has stored, by the list of all its statements: page by page, so that a count can go on later. */
import type { Tables } from '../database/tables.ts'
import type { Batch, Batches } from '../statements/batch/batches.ts'
import { decodeBlock, UnreadableBatch } from '../statements/batch/blocks.ts'
import { batchIdOf, statementSequence } from '../statements/batch/sequence.ts'
import { LISTS, listOf } from '../statements/index/lists.ts'
import { epochRangesOf, readShards } from '../statements/index/shards.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'

export type StoredTextsParts = { tables: Pick<Tables, 'query' | 'get'>; batches: Pick<Batches, 'load'> }

/** `text`: undefined for some that are lost or damaged. */
export type StoredText = { sequence: string; text: string | undefined }
/** `after`: where to go on; there is none at the end. */
export type StoredTextsPage = { texts: AsyncIterable<StoredText>; after?: string }
export type StoredTexts = (tenant: TenantId, after?: string) => AsyncIterable<StoredTextsPage>

const BATCHES_PER_PAGE = 50
/** Before and behind every sequence, which is hex digits. */
const ALL_SEQUENCES = { from: '0', to: 'g' }

export const createStoredTexts = ({ tables, batches }: StoredTextsParts): StoredTexts =>
  async function* pages(tenant, after) {
    const ranges = epochRangesOf(tenant, await readShards(tables, tenant), listOf(LISTS.all), ALL_SEQUENCES)
    const partitions = ranges.flatMap(({ partitions: some, from, to }) => some.map((pk) => ({ pk, from, to })))
    let place: Place | undefined = after === undefined ? { at: 0 } : fromPlace(after)
    while (place !== undefined) {
      const { at, last }: Place = place
      const range = partitions[at]
      if (range === undefined) return
      const asked = { ...range, ascending: true, limit: BATCHES_PER_PAGE, ...(last !== undefined && { after: last }) }
      const page = await tables.query('index', asked)
      // What was never committed stands in the list too, and what a statement inherited stands behind it.
      const ids = [...new Set(page.items.map(({ sk }) => batchIdOf(sk)))]
      place = placeBehind({ at, ...(page.last !== undefined && { last: page.last }) }, partitions.length)
      yield { texts: textsOf(batches, tenant, ids), ...(place && { after: toPlace(place) }) }
    }
  }

/** Epochs are only ever added behind, so that the number of a partition stays. */
type Place = { at: number; last?: string }
const toPlace = ({ at, last }: Place) => (last === undefined ? String(at) : `${at} ${last}`)
function placeBehind(place: Place, partitions: number): Place | undefined {
  if (place.last !== undefined) return place
  return place.at + 1 < partitions ? { at: place.at + 1 } : undefined
}
function fromPlace(text: string): Place {
  const [at = '0', last] = text.split(' ')
  return { at: Number(at), ...(last !== undefined && { last }) }
}

async function* textsOf(
  batches: StoredTextsParts['batches'],
  tenant: TenantId,
  ids: ReturnType<typeof batchIdOf>[],
): AsyncGenerator<StoredText> {
  for (const batch of await batches.load(tenant, ids, false)) {
    for (const [index, start] of batch.starts.entries()) {
      const texts = await readBlock(batch, index)
      if (texts === undefined) yield { text: undefined, sequence: statementSequence(batch.id, start) }
      for (const [offset, text] of (texts ?? []).entries())
        if (text !== '') yield { text, sequence: statementSequence(batch.id, start + offset) }
    }
  }
}

async function readBlock(batch: Batch, index: number): Promise<string[] | undefined> {
  try {
    return decodeBlock(await batch.block(index))
  } catch (error) {
    if (error instanceof UnreadableBatch) return undefined
    throw error
  }
}
