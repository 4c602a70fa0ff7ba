/**
 * Claims: the item per statement id that makes ids unique. Where one is taken already, its batch decides: committed
 * means compare; dead means take over; in flight means wait a little, then fence it. Of two writers that want each
 * other's ids the older wins, so there is no deadlock; and each wait is bounded by a stamp's life.
 */

import { sameStatement } from '../xapi/comparison.ts'
import type { PreparedStatement } from '../xapi/statement.ts'
import { type Batch, type Batches, createCutter } from './batches.ts'
import { type Mark, packEntries } from './entries.ts'
import { claimKey } from './keys.ts'
import { type BatchSq, msOf } from './sequence.ts'
import type { Clock, Submission } from './submission.ts'
import type { Item, Tables } from './tables.ts'
import type { TenantId } from './tenant.ts'
import { CALL_TIMEOUT_MS, STAMP_LIFE_MS } from './timing.ts'
import { inTurns } from './turns.ts'

/** What a younger writer is given to finish by itself before an older one fences it. */
const GRACE_MS = 40
const POLL_MS = 15

export type Holder = { batch: BatchSq; position: number }
/** `awaited`: ours, and statements that refer to it were there before it. */
export type Verdict = 'ours' | 'awaited' | 'same' | 'different'
type Contest = Submission & { sq: BatchSq }

export type Claims = {
  /** Decides for each taken claim whose it is now. `undefined` = the insert made it ours. */
  settle(contest: Contest, holders: (Item | undefined)[]): Promise<Verdict[]>
}

/** Attributes: batch, position, hash, marks (packed, what referrers inherit), and whether it is a voiding statement. */
export const claimRow = (tenant: TenantId, statement: PreparedStatement, holder: Holder, marks: Uint8Array): Item => ({
  ...claimKey(tenant, statement.id),
  ...claimAttributes(statement, holder, marks),
})

const claimAttributes = ({ hash, features }: PreparedStatement, { batch, position }: Holder, marks: Uint8Array) => ({
  b: batch,
  p: position,
  h: hash,
  m: marks,
  v: features.voiding,
})

export function createClaims(parts: { tables: Tables; batches: Batches; clock: Clock }): Claims {
  return {
    async settle(contest, holders) {
      const settled = new Map<BatchSq, Promise<Batch | undefined>>()
      const outcome = (rival: BatchSq) => {
        const known = settled.get(rival) ?? settleBatch(parts, contest, rival)
        settled.set(rival, known)
        return known
      }
      const cut = createCutter()
      const verdicts = holders.map((): Verdict => 'ours')
      await inTurns(holders, async (holder, position) => {
        if (holder === undefined) return
        verdicts[position] = await settleClaim({ parts, contest, outcome, cut }, position, holder)
      })
      return verdicts
    },
  }
}

type Court = {
  parts: { tables: Tables }
  contest: Contest
  outcome: (rival: BatchSq) => Promise<Batch | undefined>
  cut: ReturnType<typeof createCutter>
}

async function settleClaim(court: Court, position: number, first: Item): Promise<Verdict> {
  const { contest } = court
  const statement = contest.statements[position] as PreparedStatement
  for (let holder = first; ; ) {
    const rival = holder.b as BatchSq | undefined
    if (rival === contest.sq) return oursFrom(holder)
    const batch = rival === undefined ? undefined : await court.outcome(rival)
    if (batch) return compare(court, { batch, holder, statement })
    const marks = packEntries([{ position, marks: contest.marks[position] as Mark[] }])
    const set = claimAttributes(statement, { batch: contest.sq, position }, marks)
    const taken = await court.parts.tables.updateIf('index', claimKey(contest.tenant, statement.id), set, { b: rival })
    if (taken.done) return oursFrom(taken.item)
    if (taken.item === undefined) throw new Error('A claim vanished.')
    holder = taken.item
  }
}

/** Also where the answer to the first of two attempts was lost, and the second finds our own claim. */
const oursFrom = (claim: Item): Verdict => (claim.r === true ? 'awaited' : 'ours')

async function compare(
  { contest, cut }: Court,
  { batch, holder, statement }: { batch: Batch; holder: Item; statement: PreparedStatement },
): Promise<Verdict> {
  if (holder.h === statement.hash) return 'same'
  const text = await cut(batch, holder.p as number)
  if (text === undefined) throw new Error(`Statement ${holder.pk} is claimed by batch ${batch.sq}, which lacks it.`)
  return sameStatement(text, statement.pieces.join(''), contest.version) ? 'same' : 'different'
}

/** The rival's batch if it committed; `undefined` once it is certain that it never will. */
export async function settleBatch(
  { batches, clock }: { batches: Batches; clock: Clock },
  { tenant, sq }: Pick<Contest, 'tenant' | 'sq'>,
  rival: BatchSq,
): Promise<Batch | undefined> {
  const patience = rival < sq ? msOf(rival) + STAMP_LIFE_MS + CALL_TIMEOUT_MS : clock.now() + GRACE_MS
  for (;;) {
    const state = await batches.state(tenant, rival)
    if (state === 'dead') return undefined
    if (state !== 'in flight') return state
    if (clock.now() >= patience) return batches.fence(tenant, rival)
    await clock.pause(POLL_MS)
  }
}
