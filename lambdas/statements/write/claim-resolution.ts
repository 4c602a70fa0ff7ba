/**
 * Claims: the item per statement id that makes ids unique. Where one is taken already, its batch decides: committed
 * means compare; dead means take over; in flight means wait, then fence it. Of two writers that want each other's ids
 * the senior wins: the one whose first attempt is older. It is fenced by nobody while its stamp lives, and however often
 * it begins anew it stays as old; so there is no deadlock, one of them gets through, and each wait is bounded.
 */

import type { Clock } from '../../database/clock.ts'
import { forEachConcurrently } from '../../database/concurrency.ts'
import type { Change, Item, Tables } from '../../database/tables.ts'
import { sameStatement } from '../../xapi/comparison.ts'
import type { PreparedStatement } from '../../xapi/statement.ts'
import { type Batch, type Batches, createStatementReader } from '../batch/batches.ts'
import { awaitDecision } from '../batch/decision.ts'
import { type BatchId, msOf, storedOf } from '../batch/sequence.ts'
import { STAMP_LIFE_MS } from '../batch/timing.ts'
import { claimAttributes, claimKey, firstAttemptOf, toRival } from '../index/claim-item.ts'
import type { Submission } from './submission.ts'

/**
 * `awaited`: ours, and statements that refer to it were there before it. `late`: the stamp is too old to be committed,
 * so the claim was left to others.
 */
export type Verdict = 'ours' | 'awaited' | 'same' | 'different' | 'late'
type Attempt = Submission & { sq: BatchId; seniority?: BatchId | undefined }

export type Claims = {
  /** Decides for each taken claim whose it is now. `undefined` = the insert made it ours. */
  settle(contest: Attempt, holders: (Item | undefined)[]): Promise<Settlement>
  /** The claims of a request that was fenced, once no senior writer of them is in flight. It begins anew after that. */
  standing(contest: Attempt): Promise<Item[]>
}
/** `waited`: how long (ms) for senior writers. */
type Settlement = { verdicts: Verdict[]; waited: number }

type Parts = { tables: Tables; batches: Batches; clock: Clock }

export function createClaims(parts: Parts): Claims {
  return {
    async settle(contest, holders) {
      const court = openCourt(parts, contest)
      const started = parts.clock.now()
      const standing = await awaitSeniors(court, holders)
      const waited = parts.clock.now() - started
      const verdicts = standing.map((): Verdict => 'ours')
      let open = standing.flatMap((claim, position) => (claim === undefined ? [] : [{ claim, position }]))
      while (open.length > 0) open = await readAnew(court, await judge(court, open, verdicts))
      return { verdicts, waited }
    },
    async standing(contest) {
      const court = openCourt(parts, contest)
      return awaitSeniors(court, await readAll(court))
    },
  }
}

type Court = ReturnType<typeof openCourt>

function openCourt(parts: Parts, contest: Attempt) {
  const settled = new Map<BatchId, ReturnType<typeof awaitDecision>>()
  return {
    parts,
    contest,
    seniority: contest.seniority ?? contest.sq,
    isKnown: (rival: BatchId) => settled.has(rival),
    cut: createStatementReader(),
    outcome(claim: Item) {
      const rival = claim.b as BatchId
      const known = settled.get(rival) ?? awaitDecision(parts, toRival(contest, claim))
      settled.set(rival, known)
      return known
    },
  }
}

/**
 * Waits for the senior writers before anything is taken from a dead one: they want it too, and to take it from each
 * other, claim by claim, would use up their stamps. Who waited reads the claims anew, its own as well.
 */
async function awaitSeniors<Claim extends Item | undefined>(court: Court, holders: Claim[]): Promise<(Claim | Item)[]> {
  const { seniority, isKnown, outcome } = court
  for (let standing: (Claim | Item)[] = holders; ; standing = await readAll(court)) {
    const claims = new Map(standing.flatMap((claim) => (claim?.b === undefined ? [] : [[claim.b, claim]])))
    const seniors = [...claims.values()].filter((claim) => (firstAttemptOf(claim) ?? '') < seniority)
    const outcomes = await Promise.all(seniors.filter(({ b }) => !isKnown(b as BatchId)).map(outcome))
    if (!outcomes.some(({ waited }) => waited)) return standing
  }
}

type Taken = { claim: Item; position: number }

/** Takes what the dead held. @returns the positions of claims that others were quicker to take */
async function judge(court: Court, taken: Taken[], verdicts: Verdict[]): Promise<number[]> {
  const { parts, contest, outcome } = court
  const free: Taken[] = []
  await forEachConcurrently(taken, async ({ claim, position }) => {
    const batch = claim.b === undefined || claim.b === contest.sq ? undefined : (await outcome(claim)).batch
    if (batch) verdicts[position] = await compare(court, { batch, claim, position })
    else if (claim.b === contest.sq) verdicts[position] = oursFrom(claim)
    else free.push({ claim, position })
  })
  const isLate = parts.clock.now() - msOf(contest.sq) > STAMP_LIFE_MS
  for (const { claim, position } of free) verdicts[position] = isLate ? 'late' : oursFrom(claim)
  if (isLate || free.length === 0) return []
  const done = await parts.tables.updateEach(
    'index',
    free.map((one) => takeOver(court, one)),
  )
  return free.flatMap(({ position }, at) => (done[at] ? [] : [position]))
}

/** Not if it was marked meanwhile: whoever refers to it saw that its holder was dead, and leaves the joining to us. */
function takeOver({ contest, seniority }: Court, { claim, position }: Taken): Change {
  const statement = contest.statements[position] as PreparedStatement
  const marks = contest.terms[position] as Uint8Array
  return {
    key: claimKey(contest.tenant, statement.id),
    set: claimAttributes(statement, { batchId: contest.sq, position, firstAttempt: seniority }, marks),
    expected: { b: claim.b, r: claim.r },
  }
}

const readAll = async (court: Court) =>
  (await readAnew(court, [...court.contest.statements.keys()])).map(({ claim }) => claim)

async function readAnew({ parts, contest }: Court, positions: number[]): Promise<Taken[]> {
  const { tenant, statements } = contest
  const keys = positions.map((position) => claimKey(tenant, statements[position]?.id ?? ''))
  const found = new Map((await parts.tables.getAll('index', keys, true)).map((claim) => [claim.pk, claim]))
  return positions.map((position, at) => {
    const claim = found.get(keys[at]?.pk ?? '')
    if (claim === undefined) throw new Error('A claim vanished.')
    return { claim, position }
  })
}

/** Also where the answer to the first of two attempts was lost, and the second finds our own claim. */
const oursFrom = (claim: Item): Verdict => (claim.r === true ? 'awaited' : 'ours')

async function compare(
  { contest, cut }: Court,
  { batch, claim, position }: Taken & { batch: Batch },
): Promise<Verdict> {
  const statement = contest.statements[position] as PreparedStatement
  const text = await cut(batch, claim.p as number)
  if (text === undefined) throw new Error(`Statement ${claim.pk} is claimed by batch ${batch.id}, which lacks it.`)
  // Nearly always it is the same text sent once more, and values need not be looked at.
  if (text === statement.pieces.join(storedOf(batch.id))) return 'same'
  return sameStatement(text, statement.pieces.join(''), contest.version) ? 'same' : 'different'
}
