/** Statements as tests send them over HTTP: each with a new id, and with the names that senders put beside identifiers. */
import { randomUUID } from 'node:crypto'
import type { Json } from './lrs.ts'

export type Part = { [key: string]: Json | undefined }
export type NewStatement = Part & { id: string }

export const AGENT = { objectType: 'Agent', name: 'Ada', mbox: 'mailto:ada@example.com' }
export const GROUP = { objectType: 'Group', name: 'Team', mbox: 'mailto:team@example.com' }
export const ANONYMOUS = { objectType: 'Group', member: [{ mbox: 'mailto:bob@example.com' }] }
export const VERB = { id: 'http://adlnet.gov/expapi/verbs/completed', display: { 'en-US': 'completed' } }
export const ACTIVITY = { objectType: 'Activity', id: 'https://example.com/activities/1' }

/** A valid statement; `part` replaces whole properties, `undefined` removes one. */
export const newStatement = (part: Part = {}): NewStatement => ({
  id: randomUUID(),
  actor: AGENT,
  verb: VERB,
  object: ACTIVITY,
  ...part,
})

export const newSubStatement = (part: Part): Part => ({
  objectType: 'SubStatement',
  actor: AGENT,
  verb: VERB,
  object: ACTIVITY,
  ...part,
})

/** An agent, an activity, a verb and a registration that no other test uses, so that lists can be compared whole. */
export function uniqueParts() {
  const agent = { objectType: 'Agent' as const, mbox: `mailto:${randomUUID()}@example.com` }
  const activity = { objectType: 'Activity' as const, id: `https://example.com/activities/${randomUUID()}` }
  const verb = { id: `https://example.com/verbs/${randomUUID()}` }
  const registration = randomUUID()
  const statement = (part: Part = {}) => newStatement({ actor: agent, verb, object: activity, ...part })
  return { agent, activity, verb, registration, statement }
}
