/** Valid statements of every shape, as the store holds them. */
import fc from 'fast-check'

const uuid = fc.uuid()
const iri = fc.webUrl({ withFragments: true, withQueryParameters: true })
const text = fc.string({ unit: 'grapheme', maxLength: 20 })
const tag = fc.constantFrom('en', 'en-US', 'EN-gb', 'de', 'zh-Hans-CN', 'sr-Latn-RS')
const languageMap = fc.dictionary(tag, text, { maxKeys: 3, noNullPrototype: true })
const extensions = fc.dictionary(iri, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3, noNullPrototype: true })

const optional = <T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(model, { requiredKeys: [], noNullPrototype: true })
const withOptional = <T extends object>(required: object, model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc
    .tuple(fc.record(required as Record<string, fc.Arbitrary<unknown>>, { noNullPrototype: true }), optional(model))
    .map(([a, b]) => ({ ...a, ...b }))

const ifi = fc.oneof(
  fc.record({ mbox: fc.emailAddress().map((address) => `mailto:${address}`) }),
  fc.record({ mbox_sha1sum: fc.stringMatching(/^[0-9a-fA-F]{40}$/) }),
  fc.record({ openid: iri }),
  fc.record({ account: fc.record({ homePage: iri, name: text }) }),
)
const agent = fc
  .tuple(ifi, optional({ objectType: fc.constant('Agent'), name: text }))
  .map(([a, b]) => ({ ...a, ...b }))
const members = fc.array(agent, { maxLength: 3 })
const group = fc.oneof(
  fc.tuple(ifi, optional({ name: text, member: members })).map(([a, b]) => ({ objectType: 'Group', ...a, ...b })),
  withOptional({ objectType: fc.constant('Group'), member: members }, { name: text }),
)
const actor = fc.oneof(agent, group)
const verb = withOptional({ id: iri }, { display: languageMap })

const activity = withOptional(
  { id: iri },
  {
    objectType: fc.constant('Activity'),
    definition: optional({
      name: languageMap,
      description: languageMap,
      type: iri,
      interactionType: fc.constantFrom('choice', 'likert', 'other'),
      correctResponsesPattern: fc.array(text, { maxLength: 3 }),
      extensions,
    }),
  },
)
const reference = fc.record({ objectType: fc.constant('StatementRef'), id: uuid })
const agentObject = agent.map((value) => ({ ...value, objectType: 'Agent' }))
const plainObject = fc.oneof({ weight: 5, arbitrary: activity }, agentObject, group, reference)

const result = optional({
  score: optional({
    scaled: fc.double({ min: -1, max: 1, noNaN: true }),
    raw: fc.double({ noNaN: true, noDefaultInfinity: true }),
    min: fc.integer(),
    max: fc.integer(),
  }),
  success: fc.boolean(),
  completion: fc.boolean(),
  response: text,
  duration: fc.constantFrom('PT0S', 'PT1H30M', 'P1DT0.5S', 'P2W', 'P1Y2M', 'PT16559.14S'),
  extensions,
})
const activities = fc.array(activity, { maxLength: 3 })
const context = optional({
  registration: uuid.map((id) => id.toUpperCase()),
  instructor: actor,
  team: group,
  contextActivities: optional({ parent: activities, grouping: activities, category: activities, other: activities }),
  contextAgents: fc.array(fc.record({ objectType: fc.constant('contextAgent'), agent }), { maxLength: 2 }),
  contextGroups: fc.array(fc.record({ objectType: fc.constant('contextGroup'), group }), { maxLength: 2 }),
  revision: text,
  platform: text,
  language: tag,
  statement: reference,
  extensions,
})
const attachment = withOptional(
  {
    usageType: iri,
    display: languageMap,
    contentType: fc.constant('text/plain'),
    length: fc.nat(),
    sha2: fc.stringMatching(/^[0-9a-f]{64}$/),
  },
  { description: languageMap, fileUrl: iri },
)
const extras = { result, context, attachments: fc.array(attachment, { maxLength: 2 }) }
const subStatement = withOptional({ objectType: fc.constant('SubStatement'), actor, verb, object: plainObject }, extras)

const instant = fc
  .date({ noInvalidDate: true, min: new Date('1990-01-01'), max: new Date('2100-01-01') })
  .map((date) => date.toISOString())

/** Objects that are statements; their text is `JSON.stringify` of them. */
export const arbitraryStatement = withOptional(
  {
    id: uuid,
    actor,
    verb: fc.oneof({ weight: 9, arbitrary: verb }, fc.constant({ id: 'http://adlnet.gov/expapi/verbs/voided' })),
    object: fc.oneof({ weight: 9, arbitrary: plainObject }, subStatement),
    timestamp: instant,
    stored: instant,
    authority: actor,
    version: fc.constantFrom('1.0.0', '2.0.0'),
  },
  extras,
)
