/** Random questions about what a tenant has: most of them about a statement that is there, so that few find nothing. */
import fc from 'fast-check'
import { ifiKey } from '../../../lambdas/xapi/agent.ts'
import type { Statement } from '../../../lambdas/xapi/statement.ts'
import { VOIDED } from '../statements.ts'
import {
  activitiesOf,
  actorsOf,
  byIdOf,
  chainOf,
  type Question,
  type StatementRecord,
  voidedIds,
} from './expected-answers.ts'
import { ACTIVITIES, AGENTS, AUTHORITIES, GROUPS, REGISTRATIONS, VERBS } from './random-statements.ts'

export const FILTERS = ['agent', 'verb', 'activity', 'registration'] as const
type Filter = (typeof FILTERS)[number]
const ANY: { [filter in Filter]: Question[filter][] } = {
  agent: [...AGENTS, ...GROUPS, ...AUTHORITIES],
  verb: [...VERBS, VOIDED.id],
  activity: ACTIVITIES,
  registration: REGISTRATIONS,
}

/** One of the values of one of the statements that the question's statement refers to, or just any. */
type FilterChoice = { link: number; at: number; any: boolean }
/** Milliseconds from when a statement was stored: the question's own, or another one. */
type Moment = { of: number | undefined; distance: number }

/** A question before it is known which statements there are: it picks some by number. */
export type QuestionDraft = {
  tenant: number
  /** How many statements the pages have, in turns. */
  limits: number[]
  about: number
  since: Moment | undefined
  until: Moment | undefined
  relatedAgents: boolean
  relatedActivities: boolean
  ascending: boolean
} & { [filter in Filter]?: FilterChoice }

const pick = fc.record<FilterChoice>({
  link: fc.constantFrom(0, 0, 0, 1, 2),
  at: fc.nat(20),
  any: fc.integer({ min: 0, max: 19 }).map((chance) => chance === 0),
})
/** Two of three questions are about all times. */
const moment = (...distances: number[]) => {
  const of = fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.nat(1_000) })
  const some = fc.record<Moment>({ of, distance: fc.constantFrom(...distances) })
  return fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: some })
}

/** All sixteen combinations of the four filters are equally likely. */
const questionDraft = fc
  .record({
    tenant: fc.constantFrom(0, 0, 1),
    limits: fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(50, 500)), {
      minLength: 1,
      maxLength: 3,
    }),
    about: fc.nat(1_000),
    filters: fc.tuple(
      ...FILTERS.map((name) =>
        fc.option(
          pick.map((one) => [name, one] as const),
          { freq: 2 },
        ),
      ),
    ),
    since: moment(-1, -1, 0, -40_000),
    until: moment(0, 0, -1, 1, 40_000),
    relatedAgents: fc.boolean(),
    relatedActivities: fc.boolean(),
    ascending: fc.boolean(),
  })
  .map(
    ({ filters, ...rest }): QuestionDraft => ({
      ...rest,
      ...Object.fromEntries(filters.filter((one) => one !== null)),
    }),
  )

/** To write a history takes much longer than to ask a question about it. */
const QUESTIONS = process.env.DEEP === '1' ? 96 : 24
export const questions = fc.array(questionDraft, { minLength: QUESTIONS, maxLength: QUESTIONS })

type Values = { [filter in Filter]: (statement: Statement) => Question[filter][] }

/** The question of a draft, for these statements. */
export function questionOf(draft: QuestionDraft, records: StatementRecord[]): Question {
  const { relatedAgents, relatedActivities, ascending } = draft
  const values: Values = {
    agent: (one) => actorsOf(one, relatedAgents).filter((actor) => ifiKey(actor) !== undefined),
    verb: (one) => [one.verb.id],
    activity: (one) => activitiesOf(one, relatedActivities),
    registration: ({ context }) => (context?.registration === undefined ? [] : [context.registration.toLowerCase()]),
  }
  const { about, chain } = subjectOf(draft, records, values)
  const choose = <F extends Filter>(filter: F): Pick<Question, F> | undefined => {
    const chosen = draft[filter]
    if (chosen === undefined) return undefined
    const links = [...chain.slice(chosen.link % (chain.length || 1)), ...chain]
    const own = chosen.any ? [] : links.map(values[filter]).find((some) => some.length > 0)
    return { [filter]: oneOf(own ?? [], chosen.at) ?? oneOf(ANY[filter], chosen.at) } as Pick<Question, F>
  }
  const time = (moment: Moment | undefined) => {
    const of = moment?.of === undefined ? about : records[moment.of % records.length]
    return moment === undefined || of === undefined ? undefined : Date.parse(of.statement.stored) + moment.distance
  }
  const [since, until] = [time(draft.since), time(draft.until)]
  return {
    ...choose('agent'),
    ...choose('verb'),
    ...choose('activity'),
    ...choose('registration'),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
    relatedAgents,
    relatedActivities,
    ascending,
  }
}

/** The statement that a question is about: the next one that is not voided and has, in its chain, a value for each filter. */
function subjectOf(draft: QuestionDraft, records: StatementRecord[], values: Values) {
  const byId = byIdOf(records)
  const voided = voidedIds(records)
  const first = records.length === 0 ? 0 : draft.about % records.length
  const inTurn = [...records.slice(first), ...records.slice(0, first)]
  const wanted = FILTERS.filter((filter) => draft[filter]?.any === false)
  const about = inTurn.find(({ statement }) => {
    if (voided.has(statement.id)) return false
    const chain = chainOf(statement, byId)
    return wanted.every((filter) => chain.some((one) => values[filter](one).length > 0))
  })
  return { about: about ?? inTurn[0], chain: about === undefined ? [] : chainOf(about.statement, byId) }
}

const oneOf = <T>(values: T[], at: number): T | undefined => values[at % values.length]
