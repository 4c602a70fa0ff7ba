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
  fromClaimItem,
  readClaims,
  takeOverChange,
  toRival,
} from '../index/claim-item.ts'
import { type Attempt, claimItemOf, holderOf, statementAt } from './attempt.ts'

/**
 * `won-referenced`: won, and other statements referred to it before it came. `duplicate`: an equal statement is stored
 * under the id. `removed`: one was, until it was removed for good. `expired`: the attempt is too old to be committed, so the claim was left to others.
 */
export type ClaimOutcome = 'won' | 'won-referenced' | 'duplicate' | 'conflict' | 'removed' | 'expired'

/** An outcome for each statement, and how long (ms) older writers were waited for. */
export type Resolution = { outcomes: ClaimOutcome[]; waited: number }

export type ClaimResolution = {
  /** @param claims what was there before, for each statement: nothing where the attempt's own claim was inserted */
  resolve(attempt: Attempt, claims: (Claim | undefined)[]): Promise<Resolution>
  /** The claims of a request that begins anew, once no older writer of them is in flight. */
  readSettled(attempt: Attempt): Promise<(Claim | undefined)[]>
}

type Dependencies = { tables: Tables; batches: Batches; clock: Clock }

export function createClaimResolution(dependencies: Dependencies): ClaimResolution {
  const { clock } = dependencies
  return {
    async resolve(attempt, found) {
      const context = createContext(dependencies, attempt)
      const started = clock.now()
      const all = [...attempt.statements.keys()]
      const claims = await awaitOlderWriters(context, found, () => claimMissing(context, all))
      const waited = clock.now() - started
      const outcomes = claims.map((): ClaimOutcome => 'won')
      let taken = claims.flatMap((claim, position) => (claim === undefined ? [] : [{ claim, position }]))
      while (taken.length > 0) taken = await claimAgain(context, await decide(context, taken, outcomes), outcomes)
      return { outcomes, waited }
    },
    async readSettled(attempt) {
      const context = createContext(dependencies, attempt)
      return awaitOlderWriters(context, await readAll(context), () => readAll(context))
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
    decisionOf(holder: ClaimHolder, position: number): Promise<Decision> {
      const { id } = statementAt(attempt, position).prepared
      const decision =
        decisions.get(holder.batchId) ??
        awaitDecision(dependencies, toRival(dependencies.tables, attempt.tenant, { id, holder }, firstAttempt))
      decisions.set(holder.batchId, decision)
      return decision
    },
  }
}

/**
 * Older writers are waited for before anything is taken from a dead one: they want it too, and taking it from each other,
 * claim by claim, would use up their stamps. After a wait all claims are read anew, the attempt's own as well.
 */
async function awaitOlderWriters(
  context: ResolutionContext,
  found: (Claim | undefined)[],
  readAnew: () => Promise<(Claim | undefined)[]>,
): Promise<(Claim | undefined)[]> {
  for (let claims = found; ; claims = await readAnew()) {
    const older = new Map<BatchId, { holder: ClaimHolder; position: number }>()
    for (const [position, claim] of claims.entries()) {
      const holder = claim?.holder
      if (holder && firstAttemptOf(holder) < context.firstAttempt) older.set(holder.batchId, { holder, position })
    }
    const undecided = [...older.values()].filter(({ holder }) => !context.isDecided(holder.batchId))
    const decisions = await Promise.all(undecided.map(({ holder, position }) => context.decisionOf(holder, position)))
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
    const batch = holder && !isOwn ? (await context.decisionOf(holder, position)).batch : undefined
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
  const holder = { ...holderOf(attempt, position), firstAttempt }
  return takeOverChange(attempt.tenant, statementAt(attempt, position).prepared.id, claim, holder)
}

const readAll = (context: ResolutionContext) => readAt(context, [...context.attempt.statements.keys()])

async function readAt({ attempt, tables }: ResolutionContext, positions: number[]): Promise<(Claim | undefined)[]> {
  const ids = positions.map((position) => statementAt(attempt, position).prepared.id)
  return readClaims(tables, attempt.tenant, ids)
}

/**
 * Reads claims anew, and inserts those that their writer took back meanwhile.
 * @returns what others hold, or the attempt itself since before; nothing where the attempt's own claim was inserted
 */
async function claimMissing(context: ResolutionContext, positions: number[]): Promise<(Claim | undefined)[]> {
  const { attempt, tables } = context
  const claims = await readAt(context, positions)
  const missing = [...positions.keys()].filter((at) => claims[at] === undefined)
  if (missing.length === 0) return claims
  const items = missing.map((at) => claimItemOf(attempt, positions[at] ?? 0))
  for (const [nth, item] of (await tables.insert('index', items)).entries()) {
    const at = missing[nth]
    if (item !== undefined && at !== undefined) claims[at] = fromClaimItem(item)
  }
  return claims
}

/** Of claims that others were quicker to take: whose they are now. Those that they gave back are won. */
async function claimAgain(
  context: ResolutionContext,
  positions: number[],
  outcomes: ClaimOutcome[],
): Promise<TakenClaim[]> {
  if (positions.length === 0) return []
  const claims = await claimMissing(context, positions)
  return positions.flatMap((position, at) => {
    const claim = claims[at]
    if (claim !== undefined) return [{ claim, position }]
    outcomes[position] = 'won'
    return []
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
  if (batch.removed.some((one) => one.position === holder.position)) return 'removed'
  if (text === undefined) throw new Error(`Statement ${id} is claimed by batch ${batch.id}, which lacks it.`)
  // Nearly always it is the same text sent once more, and values need not be looked at.
  if (text === pieces.join(storedOf(batch.id))) return 'duplicate'
  return sameStatement(text, pieces.join(''), attempt.version) ? 'duplicate' : 'conflict'
}
