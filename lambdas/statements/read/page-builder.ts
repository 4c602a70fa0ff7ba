/** A page being filled: collects matches, fetches their texts, and leaves out what is voided or not committed. */
import type { Clock } from '../../database/clock.ts'
import { forEachConcurrently } from '../../database/concurrency.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import { isVisible, type Visibility } from '../../xapi/visibility.ts'
import type { Batch, Batches } from '../batch/batches.ts'
import { SETTLED_MS } from '../batch/consistent-through.ts'
import { type BatchId, msOf } from '../batch/sequence.ts'
import { readTexts } from '../batch/statement-reader.ts'
import type { Page, StoredStatement } from '../store.ts'
import type { Match } from './query-scan.ts'

type PageDependencies = { batches: Batches; clock: Clock }

/** `consistentThrough`: nothing may appear at or before this instant (ms) once the page has been read. */
export type PageLimits = {
  limit: number
  maxBytes: number
  consistentThrough: number
  visibility?: Visibility | undefined
}

/** Of a reader who may not see everything: so many matches are read together, and so many for one page at most. */
const READ_TOGETHER = 50
const MOST_EXAMINED = 1_000

export function createPageBuilder(
  dependencies: PageDependencies,
  tenant: TenantId,
  { limit, maxBytes, consistentThrough, visibility }: PageLimits,
) {
  const statements: StoredStatement[] = []
  const readBatches = createBatchReader(dependencies, tenant, consistentThrough)
  let waiting: Match[] = []
  let bytes = 0
  let isFull = false
  let examined = 0
  let lastExamined: string | undefined

  async function fetchTexts() {
    const matches = waiting
    waiting = []
    examined += matches.length
    lastExamined = matches.at(-1)?.sequence ?? lastExamined
    const batches = await readBatches(matches.map(({ batchId }) => batchId))
    const shown = matches.flatMap(({ batchId, position, sequence }) => {
      const batch = batches.get(batchId)
      return batch === undefined || batch === 'dead' || batch.voided.has(position)
        ? []
        : [{ batch, position, sequence }]
    })
    for await (const [{ sequence, batch }, text] of readTexts(shown)) {
      if (text === undefined || (visibility !== undefined && !isVisible(text, visibility))) continue
      const size = Buffer.byteLength(text)
      isFull = statements.length >= limit || (statements.length > 0 && bytes + size > maxBytes)
      if (isFull) return
      bytes += size
      statements.push({ sequence, text, voided: false, mayHaveData: batch.mayHaveData })
    }
  }

  const isSpent = () => visibility !== undefined && examined >= MOST_EXAMINED

  return {
    /** @returns false when the page ends before this match */
    async add(match: Match): Promise<boolean> {
      if (waiting.length >= Math.max(limit - statements.length, visibility === undefined ? 0 : READ_TOGETHER)) {
        await fetchTexts()
        isFull ||= statements.length >= limit
      }
      if (isFull || isSpent()) return false
      waiting.push(match)
      return true
    },
    /** @param next where the next page goes on; if this one is full, after its last statement */
    async finish(next?: string): Promise<Page> {
      await fetchTexts()
      const from = isFull ? statements.at(-1)?.sequence : isSpent() ? lastExamined : next
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
