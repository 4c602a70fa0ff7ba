/** Reads single statements out of batches, and decodes each block once however many are read from it. */
import type { Batch } from './batches.ts'
import { decodeBlock, locate } from './blocks.ts'

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
