/** Records that name a person in every place that a statement has, and the same without the person: what an erasure must leave. */
import { createHash } from 'node:crypto'
import type { PersonIdentifiers } from '../../lambdas/cases/identifiers.ts'
import { ACTIVITY, BOB, type JsonObject, statementOf, uuid, VOIDED } from './statements.ts'

export const MBOX = 'mailto:Zoe.Quill@people.example'
export const SUM = createHash('sha1').update(MBOX).digest('hex')
export const NUMBER = 'EMP-471147'
export const PERSON: PersonIdentifiers = {
  agents: [
    { mbox: MBOX },
    { openid: 'https://id.example/zoe-quill' },
    { account: { homePage: 'https://hr.example', name: 'zquill77' } },
  ],
  texts: [NUMBER],
}

/** Whatever of them is met in a byte, in any spelling of letters. */
export const TRACES = ['zoe.quill', 'zoe-quill', 'zquill77', NUMBER, SUM]

export const WAYS_TO_NAME = [
  { mbox: MBOX, name: 'Zoe Q' },
  { mbox_sha1sum: SUM },
  { openid: 'https://id.example/zoe-quill' },
  { account: { homePage: 'https://hr.example', name: 'zquill77' }, name: 'Zoe Q' },
] as const

export const strangerOf = (pseudonym: string) => ({ account: { homePage: 'urn:cairn:pseudonym', name: pseudonym } })

/** `agent`: as an Agent. `text`: in the place of any identifier in a text. */
export type Somebody = { agent: JsonObject; text: string; address: string }

const team = (agent: JsonObject) => ({ objectType: 'Group', member: [agent, BOB] })
const EXTENSION = 'https://e.example/extension'

/** Each makes a statement that names somebody in one place. `isAbout`: whether it is about them. */
export const PLACES: { [place: string]: { isAbout: boolean; of(somebody: Somebody): JsonObject } } = {
  actor: { isAbout: true, of: ({ agent }) => ({ actor: agent }) },
  'group that is the person': { isAbout: true, of: ({ agent }) => ({ actor: { ...agent, objectType: 'Group' } }) },
  'only member': { isAbout: true, of: ({ agent }) => ({ actor: { objectType: 'Group', member: [agent] } }) },
  object: { isAbout: true, of: ({ agent }) => ({ actor: BOB, object: { ...agent, objectType: 'Agent' } }) },
  member: { isAbout: false, of: ({ agent }) => ({ actor: team(agent) }) },
  instructor: { isAbout: false, of: ({ agent }) => ({ actor: BOB, context: { instructor: agent } }) },
  team: { isAbout: false, of: ({ agent }) => ({ actor: BOB, context: { team: team(agent) } }) },
  'context agent': {
    isAbout: false,
    of: ({ agent }) => ({ actor: BOB, context: { contextAgents: [{ objectType: 'contextAgent', agent }] } }),
  },
  'context group': {
    isAbout: false,
    of: ({ agent }) => ({
      actor: BOB,
      context: { contextGroups: [{ objectType: 'contextGroup', group: team(agent) }] },
    }),
  },
  'actor of a SubStatement': {
    isAbout: true,
    of: ({ agent }) => ({
      actor: BOB,
      object: {
        objectType: 'SubStatement',
        actor: agent,
        verb: { id: 'http://example.org/verbs/sub' },
        object: ACTIVITY,
      },
    }),
  },
  'object of a SubStatement': {
    isAbout: true,
    of: ({ agent }) => ({
      actor: BOB,
      object: {
        objectType: 'SubStatement',
        actor: BOB,
        verb: { id: 'http://example.org/verbs/sub' },
        object: { ...agent, objectType: 'Agent' },
      },
    }),
  },
  'Agent in an extension': {
    isAbout: false,
    of: ({ agent }) => ({ actor: BOB, context: { extensions: { [EXTENSION]: { list: [1.5, agent] } } } }),
  },
  'text in an extension': {
    isAbout: false,
    of: ({ text }) => ({ actor: BOB, result: { extensions: { [EXTENSION]: `no. "${text}", of staff` } } }),
  },
  'key in an extension': {
    isAbout: false,
    of: ({ text }) => ({ actor: BOB, result: { extensions: { [EXTENSION]: { [text]: true } } } }),
  },
  response: { isAbout: false, of: ({ address }) => ({ actor: BOB, result: { response: `ask ${address}!` } }) },
  'id of an activity': {
    isAbout: false,
    of: ({ text }) => ({
      actor: BOB,
      object: { id: `https://e.example/folders/${text}`, definition: { name: { en: 'A folder' } } },
    }),
  },
  definition: {
    isAbout: false,
    of: ({ text }) => ({
      actor: BOB,
      object: { id: 'https://e.example/lesson', definition: { description: { en: `by ${text}` } } },
    }),
  },
}

/** A statement of a history: whom it names and where, or which earlier one it refers to. */
export type Planned =
  | { kind: 'names'; place: string; way: number; isPerson: boolean }
  | { kind: 'refers'; to: number; isVoiding: boolean; isPerson: boolean }

export type PlannedRequest = Planned[]

const EDITION = (number: number) => ({
  id: uuid(number + 1),
  verb: { id: `http://example.org/verbs/v${number % 3}` },
  timestamp: new Date(Date.UTC(2026, 0, 1) + number * 1_000).toISOString(),
})

/** @returns nothing for one that is not to be there */
export function toStatement(
  planned: Planned,
  number: number,
  person: Somebody | 'removed',
  other: Somebody,
): JsonObject | undefined {
  if (planned.kind === 'refers') {
    const agent = planned.isPerson && !planned.isVoiding ? person : undefined
    if (agent === 'removed') return undefined
    const object = { objectType: 'StatementRef', id: uuid(planned.to + 1) }
    const verb = planned.isVoiding ? { verb: VOIDED } : {}
    return statementOf(uuid(number + 1), { ...EDITION(number), ...verb, actor: agent?.agent ?? BOB, object })
  }
  const place = PLACES[planned.place]
  const who = planned.isPerson ? person : other
  if (place === undefined || who === 'removed') return undefined
  return statementOf(uuid(number + 1), { ...EDITION(number), ...place.of(who) })
}
