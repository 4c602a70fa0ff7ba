/** Random statements, of all that filters look at: few people, verbs and activities, so that they meet. */
import fc from 'fast-check'
import type { Agent, Group, Version } from '../../../lambdas/xapi/statement.ts'
import { AUTHORITY, type JsonObject, uuid, VOIDED } from '../statements.ts'

export const AUTHORITIES: Agent[] = [AUTHORITY, { mbox: 'mailto:teacher@example.org' }]

/** The second authority is also an actor. */
export const AGENTS: Agent[] = [
  { mbox: 'mailto:ann@example.org' },
  { mbox_sha1sum: 'ebd31e95054c018b10727ccffd2ef2ec3a016ee9' },
  { openid: 'http://bob.example.org/' },
  { account: { homePage: 'https://school.example', name: 'cid' } },
  { account: { homePage: 'https://other.example', name: 'cid' } },
  { mbox: 'mailto:teacher@example.org' },
]
export const GROUPS: Group[] = [
  { objectType: 'Group', mbox: 'mailto:class@example.org' },
  { objectType: 'Group', account: { homePage: 'https://school.example', name: '4b' } },
]
export const VERBS = ['http://example.org/verbs/did', 'http://example.org/verbs/saw', 'http://example.org/verbs/liked']
export const CMI5 = 'https://w3id.org/xapi/cmi5/context/categories/cmi5'
export const ACTIVITIES = ['http://example.org/a/1', 'http://example.org/a/2', 'http://example.org/a/3', CMI5]
export const REGISTRATIONS = ['aaaaaaaa-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000002']

/** What some references go to: these statements come early in a history, if at all. */
const FIRST_IDS = 40

const agent = fc.constantFrom(...AGENTS)
const group = fc.record({
  ifi: fc.constantFrom({}, ...GROUPS),
  member: fc.array(agent, { minLength: 1, maxLength: 3 }),
})
const groupJson = group.map(({ ifi, member }): JsonObject => ({ objectType: 'Group', ...ifi, member }))
const actor = fc.oneof({ weight: 4, arbitrary: agent }, { weight: 1, arbitrary: groupJson })
const verb = fc.constantFrom(...VERBS)
const activity = fc.constantFrom(...ACTIVITIES).map((id): JsonObject => ({ id }))
const agentObject = agent.map((one): JsonObject => ({ objectType: 'Agent', ...one }))
const activities = fc.oneof(activity, fc.array(activity, { minLength: 1, maxLength: 2 }))
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 3 })

/** Near ones, which make chains and cycles, are counted from the statement that refers: it has no number yet. */
const near = fc.integer({ min: -4, max: 4 }).map((distance) => `near:${distance}`)
const early = fc.integer({ min: 0, max: FIRST_IDS }).map(uuid)
const inAnyCase = fc
  .tuple(early, fc.integer({ min: 0, max: 3 }))
  .map(([id, chance]) => (chance === 0 ? id.toUpperCase() : id))
const reference = fc.oneof(near, inAnyCase).map((id): JsonObject => ({ objectType: 'StatementRef', id }))

/** The statement with this number, its references made whole. @param nearest the number that is so far from it */
export function numbered(statement: JsonObject, number: number, nearest: (distance: number) => number): JsonObject {
  const text = JSON.stringify(statement).replaceAll(/"near:(-?\d+)"/g, (_, distance: string) =>
    JSON.stringify(uuid(Math.max(nearest(Number(distance)), 0))),
  )
  return { id: uuid(number), ...(JSON.parse(text) as JsonObject) }
}

const contextActivities = fc.record(
  { parent: activities, grouping: activities, category: activities, other: activities },
  { requiredKeys: [] },
)
const context = (version: Version) => {
  const both = {
    registration: optional(fc.constantFrom(...REGISTRATIONS, ...REGISTRATIONS.map((one) => one.toUpperCase()))),
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

const subStatement = (version: Version) =>
  fc.record({
    objectType: fc.constant('SubStatement'),
    actor,
    verb: fc.record({ id: fc.constantFrom(...VERBS, VOIDED.id) }),
    object: fc.oneof(reference, activity, agentObject),
    context: optional(context(version)),
  })

export const randomStatement = (version: Version): fc.Arbitrary<JsonObject> => {
  const plain = fc.record({
    actor,
    verb: verb.map((id) => ({ id })),
    object: fc.oneof(
      { weight: 4, arbitrary: activity },
      { weight: 3, arbitrary: reference },
      { weight: 1, arbitrary: agentObject },
      { weight: 1, arbitrary: groupJson },
      { weight: 1, arbitrary: subStatement(version) },
    ),
    context: optional(context(version)),
  })
  const voiding = fc.record({ actor, verb: fc.constant(VOIDED), object: reference })
  return fc.oneof({ weight: 6, arbitrary: plain }, { weight: 1, arbitrary: voiding }) as fc.Arbitrary<JsonObject>
}
