/** Random histories of what senders and operators do to two tenants. */
import fc from 'fast-check'
import { fingerprint } from '../../../lambdas/database/fingerprint.ts'
import { LISTS, type List, listOf } from '../../../lambdas/statements/index/lists.ts'
import { EPOCH_NOTICE_MS } from '../../../lambdas/statements/index/shards.ts'
import { ifiKey } from '../../../lambdas/xapi/agent.ts'
import type { Statement, Version } from '../../../lambdas/xapi/statement.ts'
import { type JsonObject, VOIDED } from '../statements.ts'
import type { StatementRecord } from './expected-answers.ts'
import {
  ACTIVITIES,
  AGENTS,
  AUTHORITIES,
  GROUPS,
  numbered,
  REGISTRATIONS,
  randomStatement,
  VERBS,
} from './random-statements.ts'

export type ShardRaise = { list: List; shards: number }

/** Milliseconds since the step before (often none), or from where the next epoch of a list begins. */
export type Tick = number | { epoch: number }

export type Step = {
  tenant: number
  writer: number
  authority: number
  version: Version
  tick: Tick
  /** Lists that get other shards now, 90 s before it shows. */
  raised: ShardRaise[]
  statements: JsonObject[]
  /** Its last statement has the id of an earlier one and another content, so nothing of the request is stored. */
  clashes: boolean
}

const people = [...AGENTS, ...GROUPS].map((one) => fingerprint(ifiKey(one) as string))
const verbs = [...VERBS, VOIDED.id].map(fingerprint)
const activities = ACTIVITIES.map(fingerprint)
const anyList: fc.Arbitrary<List> = fc.oneof(
  fc.constant(listOf(LISTS.all)),
  fc.constantFrom(...verbs).map((verb) => listOf(LISTS.verb, verb)),
  fc
    .tuple(fc.constantFrom(LISTS.agent, LISTS.relatedAgent), fc.constantFrom(...people))
    .map((named) => listOf(...named)),
  fc
    .tuple(fc.constantFrom(LISTS.activity, LISTS.relatedActivity), fc.constantFrom(...activities))
    .map((of) => listOf(...of)),
  fc.tuple(fc.constantFrom(...verbs), fc.constantFrom(...activities)).map((of) => listOf(LISTS.verbAndActivity, ...of)),
  fc.constantFrom(...REGISTRATIONS).map((one) => listOf(LISTS.registration, fingerprint(one))),
)
const raised = fc.record({ list: anyList, shards: fc.constantFrom(1, 2, 3, 5, 16) })

/**
 * `copies`: how many statements the request has at least; those of the draft are repeated. `again` and `clash`: the number
 * of an earlier statement that is sent again, equal or with another content.
 */
type StepDraft = Omit<Step, 'clashes'> & { copies: number; again: number | undefined; clash: number | undefined }

const oneIn = (times: number) =>
  fc.tuple(fc.nat(times - 1), fc.nat(1_000)).map(([chance, number]) => (chance === 0 ? number : undefined))

/** A block of a batch has 64 statements, and above 128 KB a batch lies in the bucket. */
const LARGE = [50, 64, 65, 130, 250, 500]

function stepOf(most: number): fc.Arbitrary<StepDraft> {
  const large = LARGE.filter((copies) => copies <= most)
  const copies = fc.oneof(
    { weight: 45, arbitrary: fc.constant(1) },
    ...(large.length > 0 ? [{ weight: 1, arbitrary: fc.constantFrom(...large) }] : []),
  )
  const size = fc.oneof({ weight: 5, arbitrary: fc.constantFrom(1, 2, 3) }, { weight: 1, arbitrary: fc.constant(20) })
  return fc.tuple(fc.constantFrom<Version>('1.0.3', '2.0.0'), size).chain(([version, maxLength]) =>
    fc.record({
      tenant: fc.constantFrom(0, 0, 1),
      writer: fc.integer({ min: 0, max: 1 }),
      authority: fc.integer({ min: 0, max: 1 }),
      version: fc.constant(version),
      tick: fc.oneof(
        { weight: 5, arbitrary: fc.constantFrom<Tick>(0, 0, 1, 3) },
        { weight: 2, arbitrary: fc.constantFrom<Tick>({ epoch: -1 }, { epoch: 0 }, { epoch: 1 }, 31_000) },
      ),
      raised: fc.oneof(
        { weight: 2, arbitrary: fc.constant<ShardRaise[]>([]) },
        { weight: 1, arbitrary: fc.array(raised, { maxLength: 8, size: 'max' }) },
      ),
      statements: fc.array(randomStatement(version), { minLength: 1, maxLength, size: 'max' }),
      copies,
      again: oneIn(6),
      clash: oneIn(20),
    }),
  )
}

type SentStatement = { statement: JsonObject; version: Version }

/** What is added to a step's own statements: an earlier one, equal or with another content. */
function addEarlier(
  { version, again, clash }: StepDraft,
  known: SentStatement[],
): { more: JsonObject[]; clashes: boolean } {
  const fit = known.filter((one) => one.version === version).map(({ statement }) => statement)
  const equal = again === undefined ? undefined : fit[again % fit.length]
  const other = clash === undefined ? undefined : fit[clash % fit.length]
  if (other !== undefined) return { more: [{ ...other, result: { response: 'another' } }], clashes: true }
  return { more: equal === undefined ? [] : [equal], clashes: false }
}

/** References of a copy stay within that copy, else a chain would go through all of a large request. */
function copiesOf({ statements, copies }: StepDraft, first: number): JsonObject[] {
  const { length } = statements
  if (copies <= length)
    return statements.map((one, at) => numbered(one, first + at, (distance) => first + at + distance))
  return Array.from({ length: copies }, (_, at) => {
    const round = first + at - (at % length)
    const nearest = (distance: number) => round + (((((at % length) + distance) % length) + length) % length)
    return numbered(statements[at % length] as JsonObject, first + at, nearest)
  })
}

/** Each tenant's statements are numbered from 0 on, in their order, so both tenants have the same ids. */
function toSteps(drafts: StepDraft[]): Step[] {
  const sent: [SentStatement[], SentStatement[]] = [[], []]
  const counts = [0, 0]
  return drafts.map((draft): Step => {
    const { tenant, copies: _, again: __, clash: ___, ...rest } = draft
    const first = counts[tenant] ?? 0
    const fresh = copiesOf(draft, first)
    const known = sent[tenant as 0 | 1]
    const { more, clashes } = addEarlier(draft, known)
    if (!clashes) {
      known.push(...fresh.map((statement) => ({ statement, version: draft.version })))
      counts[tenant] = first + fresh.length
    }
    return { ...rest, tenant, statements: [...fresh, ...more], clashes }
  })
}

/** @param extent `most` statements in a request, but for those that are there already */
export const historiesOf = ({ fewest = 4, steps = 16, most = 500 } = {}) =>
  fc.array(stepOf(most), { minLength: fewest, maxLength: steps, size: 'max' }).map(toSteps)
export const histories = historiesOf()

/** The time of a step. @param begins when epochs begin */
export function timeOf(tick: Tick, now: number, begins: number[]): number {
  if (typeof tick === 'number') return now + tick
  const coming = begins.filter((begin) => begin + tick.epoch > now)
  return coming.length === 0 ? now : Math.min(...coming) + tick.epoch
}

/** What each tenant has at the end of a history, if nothing took any time. */
export function imagine(history: Step[], start = 0): StatementRecord[][] {
  const all: [Map<unknown, StatementRecord>, Map<unknown, StatementRecord>] = [new Map(), new Map()]
  const begins: number[] = []
  let now = start
  for (const [at, { tenant, authority, tick, raised, statements, clashes }] of history.entries()) {
    now = timeOf(tick, now, begins)
    if (raised.length > 0) begins.push(now + EPOCH_NOTICE_MS)
    const known = all[tenant as 0 | 1]
    for (const [position, one] of clashes ? [] : statements.entries()) {
      if (known.has(one.id)) continue
      const stored = new Date(now).toISOString()
      const statement = { ...(one as unknown as Statement), authority: AUTHORITIES[authority], stored }
      known.set(one.id, {
        sequence: `${at}`.padStart(4, '0') + `${position}`.padStart(4, '0'),
        statement,
      } as StatementRecord)
    }
  }
  return all.map((known) => [...known.values()])
}
