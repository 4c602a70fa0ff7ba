/** Reads single statements out of batches, and decodes each block once however many are read from it. */
import { readAhead } from '../../database/concurrency.ts'
import type { Batch } from './batches.ts'
import { decodeBlock, locate, pickTexts } from './blocks.ts'

/** @returns undefined where the batch has no statement at the position: it was stored before */
export type StatementReader = (batch: Batch, position: number) => Promise<string | undefined>

export function createStatementReader(): StatementReader {
  const decoded = new Map<string, Promise<string[]>>()
  return async (batch, position) => {
    const { block, offset } = locate(batch.starts, position)
    const name = `${batch.id}|${block}`
    let texts = decoded.get(name)
    if (texts === undefined) {
      texts = batch.block(block).then(decodeBlock)
      decoded.set(name, texts)
    }
    return (await texts)[offset] || undefined
  }
}

/** The text of one statement: nothing else of its block is decoded. */
export async function readText(batch: Batch, position: number): Promise<string | undefined> {
  const { block, offset } = locate(batch.starts, position)
  return pickTexts(await batch.block(block), [offset])[0] || undefined
}

/** Where a statement is. */
export type Place = { batch: Batch; position: number }

/** Places that stand one after the other and are in one block. */
type BlockPlaces<P extends Place> = { batch: Batch; block: number; places: P[]; offsets: number[] }

/** The texts of many places in their order, for one who knows all of them beforehand: nothing else is decoded. */
export async function* readTexts<P extends Place>(places: P[]): AsyncGenerator<[P, string | undefined]> {
  // Blocks may be in the bucket, where each takes its time.
  const read = async ({ batch, block, offsets }: BlockPlaces<P>) => pickTexts(await batch.block(block), offsets)
  for await (const [{ places: together }, texts] of readAhead(groupByBlock(places), read)) {
    for (const [at, place] of together.entries()) yield [place, texts[at] || undefined]
  }
}

function groupByBlock<P extends Place>(places: P[]): BlockPlaces<P>[] {
  const groups: BlockPlaces<P>[] = []
  for (const place of places) {
    const { batch, position } = place
    const { block, offset } = locate(batch.starts, position)
    let group = groups.at(-1)
    if (group?.batch !== batch || group.block !== block) {
      group = { batch, block, places: [], offsets: [] }
      groups.push(group)
    }
    group.places.push(place)
    group.offsets.push(offset)
  }
  return groups
}
