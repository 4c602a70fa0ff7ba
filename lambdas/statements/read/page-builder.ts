/** A page being filled: collects matches, fetches their texts, and leaves out what is voided or not committed. */
import type { Clock } from '../../database/clock.ts'
import { forEachConcurrently } from '../../database/concurrency.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import type { Batch, Batches } from '../batch/batches.ts'
import { SETTLED_MS } from '../batch/consistent-through.ts'
import { type BatchId, msOf } from '../batch/sequence.ts'
import { readTexts } from '../batch/statement-reader.ts'
import type { Page, StoredStatement } from '../store.ts'
import type { Match } from './query-scan.ts'

type PageDependencies = { batches: Batches; clock: Clock }

/** `consistentThrough`: nothing may appear at or before this instant (ms) once the page has been read. */
export type PageLimits = { limit: number; maxBytes: number; consistentThrough: number }

export function createPageBuilder(
  dependencies: PageDependencies,
  tenant: TenantId,
  { limit, maxBytes, consistentThrough }: PageLimits,
) {
  const statements: StoredStatement[] = []
  const readBatches = createBatchReader(dependencies, tenant, consistentThrough)
  let waiting: Match[] = []
  let bytes = 0
  let isFull = false

  async function fetchTexts() {
    const matches = waiting
    waiting = []
    const batches = await readBatches(matches.map(({ batchId }) => batchId))
    const shown = matches.flatMap(({ batchId, position, sequence }) => {
      const batch = batches.get(batchId)
      return batch === undefined || batch === 'dead' || batch.voided.has(position)
        ? []
        : [{ batch, position, sequence }]
    })
    for await (const [{ sequence, batch }, text] of readTexts(shown)) {
      if (text === undefined) continue
      const size = Buffer.byteLength(text)
      isFull = statements.length > 0 && bytes + size > maxBytes
      if (isFull) return
      bytes += size
      statements.push({ sequence, text, voided: false, mayHaveData: batch.mayHaveData })
    }
  }

  return {
    /** @returns false when the page is full without this match */
    async add(match: Match): Promise<boolean> {
      if (statements.length + waiting.length >= limit) {
        await fetchTexts()
        isFull ||= statements.length >= limit
      }
      if (!isFull) waiting.push(match)
      return !isFull
    },
    /** @param next where the next page goes on; if this one is full, after its last statement */
    async finish(next?: string): Promise<Page> {
      await fetchTexts()
      const from = isFull ? statements.at(-1)?.sequence : next
      return from === undefined ? { statements } : { statements, next: from }
    },
  }
}

/**
 * Reads each batch once. Whoever follows Consistent-Through never comes back to what is before it, so what is not
 * committed by then must never be: its writer was held up or died, maybe after it had sent the commit. It is fenced.
 */
function createBatchReader({ batches, clock }: PageDependencies, tenant: TenantId, consistentThrough: number) {
  const decided = new Map<BatchId, Batch | 'dead'>()
  return async (batchIds: BatchId[]): Promise<ReadonlyMap<BatchId, Batch | 'dead'>> => {
    const missing = [...new Set(batchIds)].filter((batchId) => !decided.has(batchId))
    const isSettled = (batchId: BatchId) => msOf(batchId) < clock.now() - SETTLED_MS
    const { settled = [], young = [] } = Object.groupBy(missing, (one) => (isSettled(one) ? 'settled' : 'young'))
    const found = await Promise.all([batches.decided(tenant, settled, false), batches.decided(tenant, young, true)])
    for (const [batchId, batch] of found.flatMap((states) => [...states])) decided.set(batchId, batch)
    const late = missing.filter((batchId) => !decided.has(batchId) && msOf(batchId) <= consistentThrough)
    await forEachConcurrently(late, async (batchId) => {
      decided.set(batchId, (await batches.fence(tenant, batchId)) ?? 'dead')
    })
    return decided
  }
}
