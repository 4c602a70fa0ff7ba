/**
 * Claim resolution: whose statement is it, where the claim of its id is taken? The batch that holds the claim decides:
 * if it is committed the statements are compared; if it is dead its claim is taken over; if it is in flight it is waited
 * for, then fenced. Of two writers that want each other's ids the older one wins (wound-wait), by the id of its first
 * attempt: nobody fences it while its stamp lives, and it stays as old however often it begins anew. So there is no
 * deadlock, one of them gets through, and each wait is bounded.
 */
import type { Clock } from '../../database/clock.ts'
import { forEachConcurrently } from '../../database/concurrency.ts'
import type { Tables } from '../../database/tables.ts'
import { sameStatement } from '../../xapi/comparison.ts'
import type { Batch, Batches } from '../batch/batches.ts'
import { STAMP_LIFE_MS } from '../batch/consistent-through.ts'
import { awaitDecision, type Decision } from '../batch/rival-batch.ts'
import { type BatchId, msOf, storedOf } from '../batch/sequence.ts'
import { createStatementReader } from '../batch/statement-reader.ts'
import {
  type Claim,
  type ClaimHolder,
  firstAttemptOf,
  readClaims,
  takeOverChange,
  toRival,
} from '../index/claim-item.ts'
import type { Attempt } from './attempt.ts'

/**
 * `won-referenced`: won, and other statements referred to it before it came. `duplicate`: an equal statement is stored
 * under the id. `expired`: the attempt is too old to be committed, so the claim was left to others.
 */
export type ClaimOutcome = 'won' | 'won-referenced' | 'duplicate' | 'conflict' | 'expired'

/** An outcome for each statement, and how long (ms) older writers were waited for. */
export type Resolution = { outcomes: ClaimOutcome[]; waited: number }

export type ClaimResolution = {
  /** @param claims what was there before, for each statement: nothing where the attempt's own claim was inserted */
  resolve(attempt: Attempt, claims: (Claim | undefined)[]): Promise<Resolution>
  /** The claims of a request that begins anew, once no older writer of them is in flight. */
  readSettled(attempt: Attempt): Promise<Claim[]>
}

type Dependencies = { tables: Tables; batches: Batches; clock: Clock }

export function createClaimResolution(dependencies: Dependencies): ClaimResolution {
  const { clock } = dependencies
  return {
    async resolve(attempt, found) {
      const context = createContext(dependencies, attempt)
      const started = clock.now()
      const claims = await awaitOlderWriters(context, found)
      const waited = clock.now() - started
      const outcomes = claims.map((): ClaimOutcome => 'won')
      let taken = claims.flatMap((claim, position) => (claim === undefined ? [] : [{ claim, position }]))
      while (taken.length > 0) taken = await readAt(context, await decide(context, taken, outcomes))
      return { outcomes, waited }
    },
    async readSettled(attempt) {
      const context = createContext(dependencies, attempt)
      return awaitOlderWriters(context, await readAll(context))
    },
  }
}

type ResolutionContext = ReturnType<typeof createContext>

/** An attempt's dealings with the holders of its claims: each of their batches is decided once. */
function createContext(dependencies: Dependencies, attempt: Attempt) {
  const firstAttempt = firstAttemptOf(attempt)
  const decisions = new Map<BatchId, Promise<Decision>>()
  return {
    ...dependencies,
    attempt,
    firstAttempt,
    readStatement: createStatementReader(),
    isDecided: (batchId: BatchId) => decisions.has(batchId),
    decisionOf(holder: ClaimHolder): Promise<Decision> {
      const decision =
        decisions.get(holder.batchId) ?? awaitDecision(dependencies, toRival(attempt.tenant, holder, firstAttempt))
      decisions.set(holder.batchId, decision)
      return decision
    },
  }
}

/**
 * Older writers are waited for before anything is taken from a dead one: they want it too, and taking it from each other,
 * claim by claim, would use up their stamps. After a wait all claims are read anew, the attempt's own as well.
 */
async function awaitOlderWriters<Found extends Claim | undefined>(
  context: ResolutionContext,
  found: Found[],
): Promise<(Found | Claim)[]> {
  for (let claims: (Found | Claim)[] = found; ; claims = await readAll(context)) {
    const older = new Map<BatchId, ClaimHolder>()
    for (const claim of claims) {
      const holder = claim?.holder
      if (holder && firstAttemptOf(holder) < context.firstAttempt) older.set(holder.batchId, holder)
    }
    const undecided = [...older.values()].filter(({ batchId }) => !context.isDecided(batchId))
    const decisions = await Promise.all(undecided.map(context.decisionOf))
    if (!decisions.some(({ waited }) => waited)) return claims
  }
}

type TakenClaim = { claim: Claim; position: number }

/**
 * Compares with what is committed, and takes over what the dead held.
 * @returns the positions of claims that others were quicker to take over
 */
async function decide(context: ResolutionContext, taken: TakenClaim[], outcomes: ClaimOutcome[]): Promise<number[]> {
  const { attempt, clock, tables } = context
  const free: TakenClaim[] = []
  await forEachConcurrently(taken, async ({ claim, position }) => {
    const { holder } = claim
    // The answer to the first of two inserts was lost, and the second one finds the attempt's own claim.
    const isOwn = holder?.batchId === attempt.batchId
    const batch = holder && !isOwn ? (await context.decisionOf(holder)).batch : undefined
    if (batch && holder) outcomes[position] = await compare(context, { batch, holder, position })
    else if (isOwn) outcomes[position] = wonFrom(claim)
    else free.push({ claim, position })
  })
  const isExpired = clock.now() - msOf(attempt.batchId) > STAMP_LIFE_MS
  for (const { claim, position } of free) outcomes[position] = isExpired ? 'expired' : wonFrom(claim)
  if (isExpired || free.length === 0) return []
  const done = await tables.updateEach(
    'index',
    free.map((one) => takeOver(context, one)),
  )
  return free.flatMap(({ position }, at) => (done[at] ? [] : [position]))
}

const wonFrom = ({ isReferredTo }: Claim): ClaimOutcome => (isReferredTo ? 'won-referenced' : 'won')

function takeOver({ attempt, firstAttempt }: ResolutionContext, { claim, position }: TakenClaim) {
  const { prepared, terms } = statementAt(attempt, position)
  const isVoiding = prepared.features.voiding
  const holder = { batchId: attempt.batchId, position, terms, isVoiding, firstAttempt }
  return takeOverChange(attempt.tenant, prepared.id, claim, holder)
}

const readAll = async (context: ResolutionContext): Promise<Claim[]> =>
  (await readAt(context, [...context.attempt.statements.keys()])).map(({ claim }) => claim)

async function readAt({ attempt, tables }: ResolutionContext, positions: number[]): Promise<TakenClaim[]> {
  const ids = positions.map((position) => statementAt(attempt, position).prepared.id)
  const claims = await readClaims(tables, attempt.tenant, ids)
  return positions.map((position, at) => {
    const claim = claims[at]
    if (claim === undefined) throw new Error('A claim vanished.')
    return { claim, position }
  })
}

type CommittedStatement = { batch: Batch; holder: ClaimHolder; position: number }

async function compare(
  { attempt, readStatement }: ResolutionContext,
  stored: CommittedStatement,
): Promise<ClaimOutcome> {
  const { batch, holder, position } = stored
  const { id, pieces } = statementAt(attempt, position).prepared
  const text = await readStatement(batch, holder.position)
  if (text === undefined) throw new Error(`Statement ${id} is claimed by batch ${batch.id}, which lacks it.`)
  // Nearly always it is the same text sent once more, and values need not be looked at.
  if (text === pieces.join(storedOf(batch.id))) return 'duplicate'
  return sameStatement(text, pieces.join(''), attempt.version) ? 'duplicate' : 'conflict'
}

function statementAt({ statements }: Attempt, position: number) {
  const statement = statements[position]
  if (statement === undefined) throw new Error(`The request has no statement at position ${position}.`)
  return statement
}
