/**
 * The statements of the old home: every kind, with the references and voids that the store treats differently depending
 * on the order of arrival.
 */
import { createHash } from 'node:crypto'

export type Json = { [key: string]: unknown }

/** A number as a UUID: readable in failures. */
export const uuid = (number: number) => `0000abcd-0000-4000-8000-${String(number).padStart(12, '0')}`

export const ann = { name: 'Ann', mbox: 'mailto:ann@example.com' }
export const bob = { objectType: 'Agent', account: { homePage: 'https://hr.example.com', name: '4711' } }
export const cleo = { mbox_sha1sum: 'ebd31e95054c018b10727ccffd2ef2ec3a016ee9' }
export const dora = { openid: 'https://openid.example.com/dora' }
export const tutor = { name: 'Tutor', mbox: 'mailto:tutor@example.com' }
export const crew = { objectType: 'Group', name: 'Crew', mbox: 'mailto:crew@example.com', member: [ann, cleo] }
const band = { objectType: 'Group', member: [dora, bob] }

/** As the value of a query parameter. */
export const personOf = (agent: object) => encodeURIComponent(JSON.stringify(agent))
export const verb = (name: string) => `http://adlnet.gov/expapi/verbs/${name}`
export const activity = (name: string) => `https://courses.example.com/${name}`
export const REGISTRATION = '5b1d6a52-6a0b-4a0e-9d1b-0c6c1f0e8a11'
const CMI5 = 'https://w3id.org/xapi/cmi5/context/categories/cmi5'
const EXTENSION = 'https://courses.example.com/extensions/detail'

/** Appears in the JSON as a number with exactly these characters. */
const spelt = (number: string) => `number ${number}`
export const textOf = (value: unknown) => JSON.stringify(value).replaceAll(/"number ([^"]+)"/g, '$1')

/** Base64 text that is the same in every run and that no compression reduces below three quarters. */
function noise(seed: string, bytes: number): string {
  const hashes = Array.from({ length: Math.ceil(bytes / 32) }, (_, at) =>
    createHash('sha256').update(`${seed} ${at}`).digest(),
  )
  return Buffer.concat(hashes).subarray(0, bytes).toString('base64')
}

export const statement = (number: number, part: Json = {}): Json => ({
  id: uuid(number),
  actor: ann,
  verb: { id: verb('completed'), display: { 'en-US': 'completed', de: 'abgeschlossen' } },
  object: { id: activity('course') },
  ...part,
})
export const referring = (number: number, target: number, part: Json = {}) =>
  statement(number, {
    verb: { id: verb('commented') },
    object: { objectType: 'StatementRef', id: uuid(target) },
    ...part,
  })
export const voiding = (number: number, target: number) =>
  referring(number, target, { actor: tutor, verb: { id: verb('voided') } })

export const first = statement(1, {
  timestamp: '2026-01-02T03:04:05.678901+02:00',
  object: {
    id: activity('course'),
    definition: { name: { en: 'Course' }, type: 'http://adlnet.gov/expapi/activities/course' },
  },
  result: { success: true, completion: true, score: { scaled: spelt('0.90'), raw: spelt('1.10') }, duration: 'PT45M' },
})

export const SINGLES: Json[] = [
  statement(2, { actor: dora, verb: { id: verb('attempted') }, object: { ...bob } }),
  statement(3, { actor: cleo, object: { ...crew }, result: { response: 'ünïcode 𝄞 "quotes" \\ \u2028' } }),
  statement(4, { id: uuid(4).toUpperCase(), context: { registration: REGISTRATION.toUpperCase() } }),
  statement(10, {
    verb: { id: verb('planned') },
    object: {
      objectType: 'SubStatement',
      actor: cleo,
      verb: { id: verb('visited') },
      object: { id: activity('museum'), definition: { name: { en: 'Museum' } } },
      context: { instructor: tutor, contextActivities: { parent: [{ id: activity('excursion') }] } },
    },
  }),
  statement(11, { actor: crew }),
  statement(12, { actor: band, verb: { id: verb('attempted') } }),
  statement(13, {
    context: {
      registration: REGISTRATION,
      instructor: tutor,
      team: crew,
      platform: 'Example LMS',
      language: 'en-GB',
      revision: '7',
      statement: { objectType: 'StatementRef', id: uuid(1) },
      extensions: {
        [EXTENSION]: [null, true, spelt('12345678901234567890'), spelt('1.10'), spelt('-0'), spelt('1e400')],
      },
    },
  }),
  statement(14, {
    object: { id: activity('lesson') },
    context: {
      contextActivities: {
        parent: { id: activity('quiz') },
        grouping: [{ id: activity('course') }, { id: activity('school') }],
        category: [{ id: CMI5 }],
        other: [{ id: activity('museum') }],
      },
    },
  }),
]

const INTERACTION = 'http://adlnet.gov/expapi/activities/cmi.interaction'
const answersOf = (...ids: string[]) => ids.map((id) => ({ id, description: { en: `Answer ${id}` } }))
const defining = (number: number, name: string, definition: Json) =>
  statement(number, { object: { id: activity(name), definition } })

/**
 * Each request adds to what is known of an Activity. Only within one request do definitions contradict each other: the
 * code of da65cb8 may merge the definitions of an older request again after those of a newer one, so either could win.
 */
export const DEFINITIONS = [
  defining(80, 'course', { name: { de: 'Kurs' }, extensions: { [EXTENSION]: spelt('2.50') } }),
  defining(81, 'course', { description: { en: 'What to do first' }, moreInfo: activity('info') }),
  defining(82, 'quiz/0', { interactionType: 'choice', choices: answersOf('d') }),
  [defining(83, 'renamed', { name: { en: 'Old' } }), defining(84, 'renamed', { name: { en: 'New' } })],
]

/** A target before and after its referrer, a chain that arrives out of order, a cycle, a statement that refers to itself. */
export const REFERENCES: Json[] = [
  statement(20, { actor: bob, object: { id: activity('quiz') }, context: { registration: REGISTRATION } }),
  referring(21, 20),
  referring(22, 23, { actor: cleo }),
  statement(23, { actor: dora, object: { id: activity('museum') } }),
  referring(25, 26),
  referring(24, 25, { actor: tutor }),
  referring(26, 20),
  referring(27, 28, { actor: bob }),
  referring(28, 27, { actor: dora }),
  referring(29, 29),
]

export const VOIDS: Json[] = [
  statement(40),
  voiding(41, 40),
  voiding(42, 43),
  statement(43, { actor: bob }),
  statement(44, { actor: dora, object: { id: activity('lesson') } }),
  referring(45, 44),
  referring(46, 45, { actor: bob }),
  voiding(47, 44),
  voiding(48, 41),
  voiding(49, 999),
]

/** A request of one learner that fills more than one block. */
export const QUIZ = Array.from({ length: 70 }, (_, at) => {
  const definition = {
    type: INTERACTION,
    interactionType: 'choice',
    correctResponsesPattern: ['a[,]c'],
    choices: answersOf('a', 'b', 'c'),
  }
  const object = { id: activity(`quiz/${at % 10}`), ...(at < 10 && { definition }) }
  const score = { raw: spelt(`${at}.50`), min: 0, max: 100 }
  return statement(100 + at, {
    actor: bob,
    verb: { id: verb('answered') },
    object,
    result: { success: at % 3 === 0, response: 'a[,]b', score },
    context: { registration: REGISTRATION, contextActivities: { grouping: [{ id: activity('course') }] } },
  })
})

/** Two blocks that are more than 128 KB after compression. In a SubStatement, because a result would be in the lake twice. */
export const LARGE = Array.from({ length: 68 }, (_, at) => {
  const recorded = { actor: cleo, verb: { id: verb('recorded') }, object: { id: activity('simulator') } }
  const result = { response: noise(`statement ${at}`, 1_920) }
  return statement(200 + at, { ...recorded, object: { objectType: 'SubStatement', ...recorded, result } })
})

/** What only xAPI 2.0 has. */
export const CONTEXT_AGENTS = statement(15, {
  context: {
    contextAgents: [{ objectType: 'contextAgent', agent: dora, relevantTypes: [activity('roles/witness')] }],
    contextGroups: [{ objectType: 'contextGroup', group: crew }],
  },
})

/** They fall into different shards of the lists that were raised. */
export const LATER: Json[] = Array.from({ length: 8 }, (_, at) =>
  statement(300 + at, { actor: at % 2 === 0 ? bob : ann, object: { id: activity(at < 4 ? 'course' : 'quiz') } }),
)
