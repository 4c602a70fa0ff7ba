/** Statements as five kinds of real senders write them: endless, and the same for the same seed. */
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

export type Sent = { sender: SenderName; learner: number; statement: Statement }

/** How many people there are, and when the first of them sits down. */
const LEARNERS = 500
const START_MS = Date.UTC(2026, 2, 2, 8)

/** Session after session: a sender by turns, a learner by chance, then all statements of the session in their order. */
export function* senders(seed: number): Generator<Sent, never> {
  const random = createRandom(seed)
  const later = clock(random)
  for (;;) for (const sender of SENDER_NAMES) yield* sessionOf(sender, { random, later, number: random.int(LEARNERS) })
}

/** What one person sends, by turns through every sender: the queue of a device that was offline. */
export function* senderOfLearner(seed: number, number: number): Generator<Sent, never> {
  const random = createRandom(seed)
  const later = clock(random)
  for (;;) for (const sender of SENDER_NAMES) yield* sessionOf(sender, { random, later, number })
}

/** One request with so many statements of one learner. */
export const batchOfOneLearner = (seed: number, size: number): Statement[] =>
  take(senderOfLearner(seed, seed % LEARNERS), size)

/** One request with so many statements, each of another learner: what a forwarding LRS or a log store sends. */
export function batchOfManyLearners(seed: number, size: number): Statement[] {
  const random = createRandom(seed)
  const later = clock(random)
  return Array.from({ length: size }, (_, index) => {
    const sender = SENDER_NAMES[index % SENDER_NAMES.length] ?? 'lms'
    const session = sessionOf(sender, { random, later, number: random.int(LEARNERS) })
    return random.pick(session.map(({ statement }) => statement) as [Statement, ...Statement[]])
  })
}

function sessionOf(sender: SenderName, { number, ...rest }: Omit<Session, 'learner'> & { number: number }): Sent[] {
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

const take = (source: Generator<Sent, never>, size: number): Statement[] =>
  Array.from({ length: size }, () => source.next().value.statement)
