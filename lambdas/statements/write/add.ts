/**
 * The write protocol. Claims and postings go out together; the batch item, put only if its key is free, commits.
 * A crash before the commit leaves things nobody can see; nothing ever leaves half a batch or one id twice.
 */

import type { Clock } from '../../database/clock.ts'
import type { Item, Tables } from '../../database/tables.ts'
import { Unavailable } from '../../database/unavailable.ts'
import type { Batches } from '../batch/batches.ts'
import { type BatchId, msOf, type Sequence, storedOf } from '../batch/sequence.ts'
import { STAMP_LIFE_MS } from '../batch/timing.ts'
import { follow, referrerOf, referrerRows } from '../follow/references.ts'
import { claimRow } from '../index/claim-item.ts'
import { toPostingItem } from '../index/posting-item.ts'
import { type Posting, toIndexContents } from '../index/postings.ts'
import type { ShardsOf } from '../index/shards.ts'
import { termsOfStatements } from '../index/terms.ts'
import type { AddOutcome } from '../store.ts'
import type { Claims, Verdict } from './claim-resolution.ts'
import type { Submission } from './submission.ts'
import type { WriteTimeEstimate } from './write-time.ts'

/** No attempt begins later than this, so that the last one ends within the function's time. */
const PATIENCE_MS = 12_000
const PAUSE_MS = { first: 20, longest: 500 }

export type WriterParts = {
  tables: Tables
  batches: Batches
  claims: Claims
  sequence: Sequence
  pace: WriteTimeEstimate
  clock: Clock
  shardsOf: ShardsOf
}

/** @throws Unavailable when the store can't be reached or stays contended: sent again with the same ids, it is safe. */
export async function add(parts: WriterParts, submission: Omit<Submission, 'terms'>): Promise<AddOutcome> {
  const { clock } = parts
  const placed = submission.statements.map(({ features }, position) => ({ position, features }))
  const contents = toIndexContents(termsOfStatements(placed))
  const keep = once(submission.beforeCommit)
  const until = clock.now() + PATIENCE_MS
  let history: History = { took: 0 }
  for (let pause = PAUSE_MS.first; ; pause = Math.min(pause * 2, PAUSE_MS.longest)) {
    const started = clock.now()
    const outcome = await tryOnce(parts, { ...submission, ...contents, ...(keep && { beforeCommit: keep }) }, history)
    if (outcome.kind !== 'fenced') return outcome
    if (clock.now() > until) throw new Unavailable(new Error('the statements stay contended'))
    const took = clock.now() - started - outcome.waited
    const seniority = history.seniority ?? outcome.sq
    await clock.pause(pause * (0.5 + Math.random()))
    history = { seniority, took, standing: await parts.claims.standing({ ...submission, ...contents, sq: seniority }) }
  }
}

/** An attempt that took too long over it is followed by another, which finds it done. */
function once(keep: (() => Promise<void>) | undefined) {
  let kept: Promise<void> | undefined
  return (
    keep &&
    (() => {
      kept ??= keep()
      return kept
    })
  )
}

type Indexable = Submission & { postings: Posting[] }

/** What one attempt has written so far, so that it can be taken back. */
type Attempt = Submission & { sq: BatchId; seniority: BatchId | undefined; rows: Item[] }

/** Of the attempts before: the stamp of the first, how long (ms) the last was at work, and the claims it has left. */
type History = { seniority?: BatchId; took: number; standing?: Item[] }
/** `waited`: how long (ms) for others. */
type Fenced = { kind: 'fenced'; sq: BatchId; waited: number }

/** So few statements are written in a fraction of a stamp's life, whatever they name: their rows are not counted. */
const FEW = 100

async function tryOnce(
  parts: WriterParts,
  submission: Indexable,
  { seniority, took, standing }: History,
): Promise<AddOutcome | Fenced> {
  const { tenant, statements, terms: marks, postings } = submission
  const started = parts.clock.now()
  // Before the stamp, each time: it may be of an epoch that the attempt before could not know.
  const shards = await parts.shardsOf(tenant)
  const count = statements.length < FEW ? 0 : statements.length + postings.length
  const sq = parts.sequence.next(parts.pace.ahead(count, took))
  const claims = statements.map((one, position) =>
    claimRow(tenant, one, { batchId: sq, position, firstAttempt: seniority }, marks[position] as Uint8Array),
  )
  const rows = [
    ...postings.map((posting) => toPostingItem({ tenant, shards, batchId: sq }, posting)),
    ...statements.flatMap((one, position) => referrerRows(tenant, { batchId: sq, position }, one)),
  ]
  const existing = await parts.tables.insert('index', standing ? rows : [...claims, ...rows])
  parts.pace.learn(count, parts.clock.now() - started)

  const attempt: Attempt = { ...submission, sq, seniority, rows }
  const holders = standing ?? existing.slice(0, statements.length)
  const isFree = holders.every((holder) => holder === undefined)
  const { verdicts, waited } = isFree
    ? { verdicts: statements.map((): Verdict => 'ours'), waited: 0 }
    : await parts.claims.settle(attempt, holders)
  const conflicts = statements.filter((_, position) => verdicts[position] === 'different')
  if (conflicts.length > 0) {
    await abandon(parts, attempt)
    return { kind: 'conflict', ids: conflicts.map(({ id }) => id) }
  }
  if (verdicts.includes('late')) {
    await abandon(parts, attempt)
    return { kind: 'fenced', sq, waited }
  }
  const isNew = verdicts.some((verdict) => verdict !== 'same')
  const isCommitted = isNew && (await commit(parts, attempt, verdicts))
  if (!isCommitted) await withdraw(parts, attempt)
  if (isNew && !isCommitted) return { kind: 'fenced', sq, waited }
  // Of those stored before, too: they may be sent again because their first writer died on its way to here.
  const followers = statements
    .filter(
      ({ features }, at) => features.target !== undefined || verdicts[at] === 'awaited' || holders[at]?.r === true,
    )
    .map(referrerOf)
  // It is stored: a store that fails from here on makes nothing untrue, and the stream's consumer does this once more.
  await follow(parts, { tenant, sq, followers }).catch(onlyUnavailable)
  return { kind: 'stored' }
}

/** Added up, not joined: the texts of a block are then copied once, together. */
const textOf = (pieces: string[], stored: string) => pieces.reduce((text, piece) => text + stored + piece)

/**
 * A statement that is already stored leaves an empty text, so that positions stay what the postings say.
 * @returns whether the batch is committed; if not it is dead
 */
async function commit(parts: WriterParts, attempt: Attempt, verdicts: Verdict[]): Promise<boolean> {
  const { tenant, sq, statements } = attempt
  const stored = storedOf(sq)
  const texts = statements.map(({ pieces }, position) => (verdicts[position] === 'same' ? '' : textOf(pieces, stored)))
  const positions = statements.flatMap(({ features }, position) => {
    const follows = verdicts[position] === 'awaited' || (verdicts[position] === 'ours' && features.target !== undefined)
    return follows ? [position] : []
  })
  const [item] = await Promise.all([
    parts.batches.prepare({ tenant, batchId: sq, texts, follow: positions, defines: attempt.hasNewDefinitions }),
    attempt.beforeCommit?.(),
  ])
  return persist(parts, attempt, item)
}

function onlyUnavailable(error: unknown) {
  if (!(error instanceof Unavailable)) throw error
}

async function persist({ batches, clock }: WriterParts, { tenant, sq }: Attempt, item: Item): Promise<boolean> {
  // Nobody is to find, or be told of, a `stored` that is still to come.
  if (msOf(sq) > clock.now()) await clock.pause(msOf(sq) - clock.now())
  for (let pause = 20; clock.now() - msOf(sq) <= STAMP_LIFE_MS; pause *= 2) {
    try {
      return await batches.commit(item)
    } catch (error) {
      onlyUnavailable(error)
      await clock.pause(pause)
    }
  }
  // Too late to promise its place in time. If an unanswered attempt did land, the fence finds it committed.
  return (await batches.fence(tenant, sq)) !== undefined
}

/** Gives up all the attempt claimed, at once, so that the next writer of these ids needs not wait for it. */
async function abandon(parts: WriterParts, attempt: Attempt) {
  await Promise.all([parts.batches.fence(attempt.tenant, attempt.sq), withdraw(parts, attempt)])
}

/** Postings of a batch that never commits are invisible, but readers would pay for them: a repeated send leaves none. */
async function withdraw({ tables }: WriterParts, { rows }: Attempt) {
  const keys = rows.map(({ pk, sk }) => ({ pk, sk }))
  await tables.remove('index', keys).catch(onlyUnavailable)
}
