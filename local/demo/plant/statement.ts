/** Statements of the plant, as their senders put them together. */
import { uuidOf } from './chance.ts'
import type { Course } from './courses.ts'
import type { Person } from './people.ts'
import { localTimestamp } from './sites.ts'

export const PLANT = 'https://plant.example'
export const CATEGORY = 'https://w3id.org/xapi/cmi5/context/categories'
const CMI5 = 'https://w3id.org/xapi/cmi5/context/extensions'

export type Json = null | string | number | boolean | Json[] | { [member: string]: Json }
export type Members = { [member: string]: Json }
export type Statement = {
  id: string
  actor: Members
  verb: Members
  object: Members
  result?: Members
  context?: Members
  timestamp: string
}
/** A statement, and when it happened: its timestamp may be written with the offset of a site. */
export type Event = { at: number; statement: Statement }

const ADL = 'http://adlnet.gov/expapi/verbs'
const VERBS = {
  registered: `${ADL}/registered`,
  launched: `${ADL}/launched`,
  initialized: `${ADL}/initialized`,
  answered: `${ADL}/answered`,
  attempted: `${ADL}/attempted`,
  scored: `${ADL}/scored`,
  passed: `${ADL}/passed`,
  failed: `${ADL}/failed`,
  completed: `${ADL}/completed`,
  terminated: `${ADL}/terminated`,
  satisfied: 'https://w3id.org/xapi/adl/verbs/satisfied',
  abandoned: 'https://w3id.org/xapi/adl/verbs/abandoned',
  voided: `${ADL}/voided`,
  performed: `${PLANT}/verbs/performed`,
  expired: `${PLANT}/verbs/expired`,
} as const
export type Verb = keyof typeof VERBS

export const verbOf = (verb: Verb): Members => ({ id: VERBS[verb], display: { en: verb } })

/** Every system of the plant knows people by their personnel number. */
export const actorOf = ({ name, number }: Person): Members => ({
  objectType: 'Agent',
  name,
  account: { homePage: `${PLANT}/people`, name: number },
})

export const courseActivity = ({ id, title }: Course): Members => ({
  id: `${PLANT}/courses/${id}`,
  definition: { type: 'http://adlnet.gov/expapi/activities/course', name: { en: title } },
})

/** What all statements tell of a person's place: the team, and site and shift as extensions. */
export function placeOf(person: Person): { team: Members; extensions: Members } {
  const { site, team, shift } = person
  return {
    team: {
      objectType: 'Group',
      name: `${site.name} ${team}`,
      account: { homePage: `${PLANT}/teams`, name: `${site.code}-${team}` },
    },
    extensions: { [`${PLANT}/extensions/site`]: site.name, [`${PLANT}/extensions/shift`]: shift.name },
  }
}

export const cmi5Extension = (name: string) => `${CMI5}/${name}`

export const secondsOf = (seconds: number) => `PT${Math.round(seconds)}S`

export const secondTimestamp = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`
export const floorTimestamp = (at: number, { site }: Person) => localTimestamp(at, site)

/** @param names tell this statement from all others; its id comes from them */
export function eventOf(
  names: (string | number)[],
  at: number,
  said: Omit<Statement, 'id' | 'timestamp'> & { timestamp?: string },
): Event {
  const { timestamp = secondTimestamp(at), ...rest } = said
  return { at, statement: { id: uuidOf('statement', ...names), ...rest, timestamp } }
}
