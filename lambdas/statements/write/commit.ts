/** The commit of an attempt: its batch item is put while its stamp lives, or its batch is dead. */
import { createBackoff } from '../../database/backoff.ts'
import type { Clock } from '../../database/clock.ts'
import type { Item } from '../../database/tables.ts'
import { ignoreUnavailable } from '../../database/unavailable.ts'
import type { Batches } from '../batch/batches.ts'
import { STAMP_LIFE_MS } from '../batch/consistent-through.ts'
import { msOf, storedOf } from '../batch/sequence.ts'
import type { Attempt } from './attempt.ts'
import type { ClaimOutcome } from './claim-resolution.ts'

type Dependencies = { batches: Batches; clock: Clock }

/**
 * A statement that is already stored leaves an empty text, so that positions stay what the postings say.
 * @returns whether the batch is committed; if not it is dead
 */
export async function commit(dependencies: Dependencies, attempt: Attempt, outcomes: ClaimOutcome[]): Promise<boolean> {
  const { tenant, batchId, statements, hasNewDefinitions, mayDefine, dataHashes } = attempt
  const stored = storedOf(batchId)
  const texts = statements.map(({ prepared }, position) =>
    outcomes[position] === 'duplicate' ? '' : joinPieces(prepared.pieces, stored),
  )
  const referencePositions = statements.flatMap(({ prepared: { features } }, position) => {
    const outcome = outcomes[position]
    const isLinked = outcome === 'won-referenced' || (outcome === 'won' && features.target !== undefined)
    return isLinked ? [position] : []
  })
  const [item] = await Promise.all([
    dependencies.batches.prepare({
      tenant,
      batchId,
      texts,
      referencePositions,
      hasNewDefinitions,
      mayDefine,
      dataHashes,
    }),
    attempt.beforeCommit.run(),
  ])
  return putWhileStampLives(dependencies, attempt, item)
}

/** Added up, not joined: the texts of a block are then copied once, together. */
const joinPieces = (pieces: string[], stored: string) => pieces.reduce((text, piece) => text + stored + piece)

async function putWhileStampLives(
  { batches, clock }: Dependencies,
  { tenant, batchId }: Attempt,
  item: Item,
): Promise<boolean> {
  const stampedAt = msOf(batchId)
  // Nobody is to find, or be told of, a `stored` that is still to come.
  if (stampedAt > clock.now()) await clock.pause(stampedAt - clock.now())
  const backoff = createBackoff(clock, { first: 20, jitter: false, until: stampedAt + STAMP_LIFE_MS })
  while (!backoff.isOver()) {
    try {
      return await batches.commit(item)
    } catch (error) {
      ignoreUnavailable(error)
      await backoff.pause()
    }
  }
  // Too late to promise its place in time. If an unanswered attempt did land, the fence finds it committed.
  return (await batches.fence(tenant, batchId)) !== undefined
}
