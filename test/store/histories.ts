/** Random histories of what senders do to two tenants, and random questions about them. */
import fc from 'fast-check'
import type { Agent, Version } from '../../lambdas/xapi/statement.ts'
import type { Question } from './oracle.ts'
import { type Json, KEY_AGENT, uuid } from './sending.ts'

export const AUTHORITIES: Agent[] = [KEY_AGENT, { mbox: 'mailto:teacher@example.org' }]
const VOIDED = 'http://adlnet.gov/expapi/verbs/voided'

/** Few of each, so that they meet; the second authority also acts. */
const AGENTS: Agent[] = [
  { mbox: 'mailto:ann@example.org' },
  { mbox_sha1sum: 'ebd31e95054c018b10727ccffd2ef2ec3a016ee9' },
  { openid: 'http://bob.example.org/' },
  { account: { homePage: 'https://school.example', name: 'cid' } },
  { account: { homePage: 'https://other.example', name: 'cid' } },
  { mbox: 'mailto:teacher@example.org' },
]
const GROUPS = [{ mbox: 'mailto:class@example.org' }, { account: { homePage: 'https://school.example', name: '4b' } }]
const VERBS = ['http://example.org/verbs/did', 'http://example.org/verbs/saw', 'http://example.org/verbs/liked']
const CMI5 = 'https://w3id.org/xapi/cmi5/context/categories/cmi5'
const ACTIVITIES = ['http://example.org/a/1', 'http://example.org/a/2', 'http://example.org/a/3', CMI5]
const REGISTRATIONS = ['aaaaaaaa-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000002']

/** References go to these numbers; which of them are there, and when, is up to the history. */
const MOST_IDS = 40

const agent = fc.constantFrom(...AGENTS)
const group = fc.record({
  ifi: fc.constantFrom({}, ...GROUPS),
  member: fc.array(agent, { minLength: 1, maxLength: 3 }),
})
const groupJson = group.map(({ ifi, member }): Json => ({ objectType: 'Group', ...ifi, member }))
const actor = fc.oneof({ weight: 4, arbitrary: agent }, { weight: 1, arbitrary: groupJson })
const verb = fc.constantFrom(...VERBS)
const activity = fc.constantFrom(...ACTIVITIES).map((id): Json => ({ id }))
const agentObject = agent.map((one): Json => ({ objectType: 'Agent', ...one }))
const reference = fc
  .integer({ min: 0, max: MOST_IDS })
  .map((number): Json => ({ objectType: 'StatementRef', id: uuid(number) }))
const activities = fc.oneof(activity, fc.array(activity, { minLength: 1, maxLength: 2 }))
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 3 })

const contextActivities = fc.record(
  { parent: activities, grouping: activities, category: activities, other: activities },
  { requiredKeys: [] },
)
const context = (version: Version) => {
  const both = {
    registration: optional(fc.constantFrom(...REGISTRATIONS)),
    instructor: optional(actor),
    team: optional(groupJson),
    contextActivities: optional(contextActivities),
    statement: optional(reference),
  }
  if (version === '1.0.3') return fc.record(both)
  const contextAgent = agent.map((one) => ({ objectType: 'contextAgent', agent: one }))
  const contextGroup = groupJson.map((one) => ({ objectType: 'contextGroup', group: one }))
  return fc.record({
    ...both,
    contextAgents: optional(fc.array(contextAgent, { minLength: 1, maxLength: 2 })),
    contextGroups: optional(fc.array(contextGroup, { minLength: 1, maxLength: 1 })),
  })
}

const statementOf = (version: Version) => {
  const sub = fc.record({
    objectType: fc.constant('SubStatement'),
    actor,
    verb: fc.record({ id: fc.constantFrom(...VERBS, VOIDED) }),
    object: fc.oneof(reference, reference),
    context: optional(context(version)),
  })
  const subOnActivity = fc.record({
    objectType: fc.constant('SubStatement'),
    actor,
    verb: verb.map((id) => ({ id })),
    object: fc.oneof(activity, agentObject),
    context: optional(context(version)),
  })
  const plain = fc.record({
    actor,
    verb: verb.map((id) => ({ id })),
    object: fc.oneof(
      { weight: 4, arbitrary: activity },
      { weight: 3, arbitrary: reference },
      { weight: 1, arbitrary: agentObject },
      { weight: 1, arbitrary: groupJson },
      { weight: 1, arbitrary: fc.oneof(sub, subOnActivity) },
    ),
    context: optional(context(version)),
  })
  const voiding = fc.record({ actor, verb: fc.constant({ id: VOIDED }), object: reference })
  return fc.oneof({ weight: 6, arbitrary: plain }, { weight: 1, arbitrary: voiding })
}

export type Step = {
  tenant: number
  writer: number
  authority: number
  version: Version
  /** Milliseconds since the step before: often none. */
  tick: number
  statements: Json[]
}

const size = fc.oneof({ weight: 5, arbitrary: fc.constantFrom(1, 2, 3) }, { weight: 1, arbitrary: fc.constant(20) })
const step = fc.constantFrom<Version>('1.0.3', '2.0.0').chain((version) =>
  size.chain((maxLength) =>
    fc.record<Step>({
      tenant: fc.constantFrom(0, 0, 1),
      writer: fc.integer({ min: 0, max: 1 }),
      authority: fc.integer({ min: 0, max: 1 }),
      version: fc.constant(version),
      tick: fc.constantFrom(0, 0, 1, 3),
      statements: fc.array(statementOf(version) as fc.Arbitrary<Json>, { minLength: 1, maxLength, size: 'max' }),
    }),
  ),
)

/** Each tenant's statements are numbered from 0 on, in their order: both have the same ids. */
export const histories = fc.array(step, { minLength: 1, maxLength: 16, size: 'max' }).map((steps) => {
  const numbers = [0, 0]
  return steps.map((one): Step => {
    const { tenant } = one
    const statements = one.statements.map((statement) => {
      const number = numbers[tenant] ?? 0
      numbers[tenant] = number + 1
      return { id: uuid(number), ...(JSON.parse(JSON.stringify(statement)) as Json) }
    })
    return { ...one, statements }
  })
})

const seldom = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.tuple(fc.integer({ min: 0, max: 2 }), arbitrary).map(([chance, value]) => (chance === 0 ? value : undefined))

export type Asked = { tenant: number; question: Question; limits: number[] }

export const questions = fc.array(
  fc.record<Asked>({
    tenant: fc.constantFrom(0, 0, 1),
    limits: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
    question: fc
      .record({
        agent: seldom(fc.constantFrom(...AGENTS, ...GROUPS, ...AUTHORITIES)),
        verb: seldom(fc.constantFrom(...VERBS, VOIDED)),
        activity: seldom(fc.constantFrom(...ACTIVITIES)),
        registration: seldom(seldom(fc.constantFrom(...REGISTRATIONS))),
        since: seldom(fc.integer({ min: -2, max: 12 })),
        until: seldom(fc.integer({ min: -2, max: 12 })),
        relatedAgents: fc.boolean(),
        relatedActivities: fc.boolean(),
        ascending: fc.boolean(),
      })
      .map((question) => JSON.parse(JSON.stringify(question)) as Question),
  }),
  { minLength: 12, maxLength: 12 },
)
