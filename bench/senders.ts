/** Endless statements as five kinds of real senders write them; the same seed gives the same statements. */
import type { Statement } from '../lambdas/xapi/statement.ts'
import { createRandom, type Random } from './random.ts'
import { checklist } from './sender-checklist.ts'
import { cmi5 } from './sender-cmi5.ts'
import { course } from './sender-course.ts'
import { lms } from './sender-lms.ts'
import { simulator } from './sender-simulator.ts'
import { learnerOf, type Session } from './session.ts'

const SENDERS = { lms, course, simulator, cmi5, checklist }
export type SenderName = keyof typeof SENDERS
export const SENDER_NAMES = ['lms', 'course', 'simulator', 'cmi5', 'checklist'] as const satisfies readonly SenderName[]

export type SenderStatement = { sender: SenderName; learner: number; statement: Statement }

/** How many learners there are, and when the first session begins. */
const LEARNERS = 500
const START_MS = Date.UTC(2026, 2, 2, 8)

/** `turns`: in which order they send, as often as they stand there. */
export type Mix = { learners: number; turns: readonly SenderName[] }

/** Session after session: the senders take turns, the learner is random, the statements of a session are in order. */
export function* senders(
  seed: number,
  { learners, turns }: Mix = { learners: LEARNERS, turns: SENDER_NAMES },
): Generator<SenderStatement, never> {
  const random = createRandom(seed)
  const later = clock(random)
  for (;;) for (const sender of turns) yield* sessionOf(sender, { random, later, number: random.int(learners) })
}

/** What one learner sends, with the senders in turn: the queue of a device that was offline. */
export function* senderOfLearner(seed: number, number: number): Generator<SenderStatement, never> {
  const random = createRandom(seed)
  const later = clock(random)
  for (;;) for (const sender of SENDER_NAMES) yield* sessionOf(sender, { random, later, number })
}

/** One request with `size` statements of one learner. */
export const batchOfOneLearner = (seed: number, size: number): Statement[] =>
  take(senderOfLearner(seed, seed % LEARNERS), size)

/** One request with `size` statements of random learners, as a forwarding LRS or a log store sends it. */
export function batchOfManyLearners(seed: number, size: number): Statement[] {
  const random = createRandom(seed)
  const later = clock(random)
  return Array.from({ length: size }, (_, index) => {
    const sender = SENDER_NAMES[index % SENDER_NAMES.length] ?? 'lms'
    const session = sessionOf(sender, { random, later, number: random.int(LEARNERS) })
    return random.pick(session.map(({ statement }) => statement) as [Statement, ...Statement[]])
  })
}

function sessionOf(
  sender: SenderName,
  { number, ...rest }: Omit<Session, 'learner'> & { number: number },
): SenderStatement[] {
  return SENDERS[sender]({ ...rest, learner: learnerOf(number) }).map((statement) => ({
    sender,
    learner: number,
    statement,
  }))
}

function clock(random: Random): Session['later'] {
  let ms = START_MS
  return (seconds) => {
    ms += 1 + random.int(seconds * 1000)
    return new Date(ms).toISOString()
  }
}

const take = (source: Generator<SenderStatement, never>, size: number): Statement[] =>
  Array.from({ length: size }, () => source.next().value.statement)
