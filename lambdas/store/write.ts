/**
 * The write protocol. Claims and postings go out together; the batch item, put only if its key is free, commits.
 * A crash before the commit leaves things nobody can see; nothing ever leaves half a batch or one id twice.
 */

import type { PreparedStatement } from '../xapi/statement.ts'
import type { Batches } from './batches.ts'
import { type Claims, claimRow } from './claims.ts'
import { listPartition } from './keys.ts'
import { placesOf, postingsOf } from './postings.ts'
import { type BatchSq, msOf, type Sequence, storedOf } from './sequence.ts'
import type { AddOutcome } from './statements.ts'
import type { Clock, Submission } from './submission.ts'
import { type Item, type Tables, Unavailable } from './tables.ts'
import { STAMP_LIFE_MS } from './timing.ts'

/** Each attempt ends within seconds; a writer that is fenced this often meets a store that can't keep its pace. */
const ATTEMPTS = 5

export type WriterParts = { tables: Tables; batches: Batches; claims: Claims; sequence: Sequence; clock: Clock }

/** @throws Unavailable when the store can't be reached or stays contended: sent again with the same ids, it is safe. */
export async function add(parts: WriterParts, submission: Omit<Submission, 'places'>): Promise<AddOutcome> {
  const places = placesOf(submission.statements.map(({ features }) => features))
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const outcome = await tryOnce(parts, { ...submission, places })
    if (outcome !== 'fenced') return outcome
  }
  throw new Unavailable(new Error(`fenced ${ATTEMPTS} times`))
}

/** What one attempt has written so far, so that it can be taken back. */
type Attempt = Submission & { sq: BatchSq; postings: Item[] }

async function tryOnce(parts: WriterParts, submission: Submission): Promise<AddOutcome | 'fenced'> {
  const { tenant, statements, places } = submission
  const sq = parts.sequence.next()
  const postings = postingsOf(sq, places).map(({ list, sk, entries }) => ({
    pk: listPartition(tenant, list),
    sk,
    entries,
  }))
  const claims = statements.map((statement, position) => claimRow(tenant, statement, { batch: sq, position }))
  const existing = await parts.tables.insert('index', [...claims, ...postings])

  const attempt: Attempt = { ...submission, sq, postings }
  const holders = existing.slice(0, statements.length)
  if (holders.every((holder) => holder === undefined)) return commit(parts, attempt, statements)
  const verdicts = await parts.claims.settle(attempt, holders)
  const conflicts = statements.filter((_, position) => verdicts[position] === 'different')
  if (conflicts.length > 0) {
    await abandon(parts, attempt)
    return { kind: 'conflict', ids: conflicts.map(({ id }) => id) }
  }
  const ours = statements.map((statement, position) => (verdicts[position] === 'ours' ? statement : undefined))
  if (ours.some((statement) => statement !== undefined)) return commit(parts, attempt, ours)
  await withdraw(parts, attempt)
  return { kind: 'stored' }
}

/** `undefined` stands for a statement that is already stored, so that positions stay what the postings say. */
async function commit(
  parts: WriterParts,
  attempt: Attempt,
  statements: (PreparedStatement | undefined)[],
): Promise<AddOutcome | 'fenced'> {
  const { batches, clock } = parts
  const { tenant, sq } = attempt
  const stored = storedOf(sq)
  const texts = statements.map((statement) => statement?.pieces.join(stored) ?? '')
  for (let pause = 20; clock.now() - msOf(sq) <= STAMP_LIFE_MS; pause *= 2) {
    try {
      if (await batches.commit(tenant, sq, texts)) return { kind: 'stored' }
      return await fenced(parts, attempt)
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error
      await clock.pause(pause)
    }
  }
  // Too late to promise its place in time. If an unanswered attempt did land, the fence finds it committed.
  return (await batches.fence(tenant, sq)) ? { kind: 'stored' } : fenced(parts, attempt)
}

async function fenced(parts: WriterParts, attempt: Attempt): Promise<'fenced'> {
  await withdraw(parts, attempt)
  return 'fenced'
}

/** Gives up all the attempt claimed, at once, so that the next writer of these ids needs not wait for it. */
async function abandon(parts: WriterParts, attempt: Attempt) {
  await Promise.all([parts.batches.fence(attempt.tenant, attempt.sq), withdraw(parts, attempt)])
}

/** Postings of a batch that never commits are invisible, but readers would pay for them: a repeated send leaves none. */
async function withdraw({ tables }: WriterParts, { postings }: Attempt) {
  await tables.remove(
    'index',
    postings.map(({ pk, sk }) => ({ pk, sk })),
  )
}
