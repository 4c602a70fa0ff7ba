/**
 * What the trail keeps of a query: which records were asked for, without the identifier of anybody. Who already knows
 * an identifier can find the entries that name it, with the tenant's key; nobody can read it from them.
 */
import { createHmac, type KeyObject } from 'node:crypto'
import { ifiKey } from '../xapi/agent.ts'
import type { Facts } from './entry.ts'

/** Kept as they are: they name no person. What else a query holds is no part of the trail. */
const PLAIN = [
  ...['statementId', 'voidedStatementId', 'verb', 'activity', 'activityId', 'registration'],
  ...['related_agents', 'related_activities', 'since', 'until', 'limit', 'ascending', 'format', 'attachments'],
  ...['credential', 'voided'],
]
/** Ids of documents are the sender's to choose, and some senders put a learner into them. */
const FINGERPRINTED = ['stateId', 'profileId']
/** IRIs can be of any length. */
const LONGEST = 300

const FINGERPRINT_LETTERS = 16

/** @param key of the tenant: without it no identifier can be compared with a fingerprint */
export const keyedFingerprint = (key: KeyObject, kind: 'person' | 'text', value: string): string =>
  createHmac('sha256', key).update(`audit ${kind}\n`).update(value).digest('base64url').slice(0, FINGERPRINT_LETTERS)

/** The fingerprint that entries have of an Agent, given as JSON as in the parameter `agent`. */
export const personFingerprint = (key: KeyObject, agent: string): string =>
  keyedFingerprint(key, 'person', identifierOf(agent) ?? agent)

/** Once it was read, an agent is valid; what is not is never answered with a record. */
function identifierOf(agent: string): string | undefined {
  try {
    return ifiKey(JSON.parse(agent))
  } catch {
    return undefined
  }
}

export function filterOf(parameters: ReadonlyMap<string, string[]>, key: KeyObject): Facts {
  const filter: Facts = {}
  for (const [name, [value]] of parameters) {
    if (value === undefined) continue
    if (name === 'agent') filter.agent = personFingerprint(key, value)
    else if (FINGERPRINTED.includes(name)) filter[name] = keyedFingerprint(key, 'text', value)
    else if (PLAIN.includes(name)) filter[name] = value.length <= LONGEST ? value : keyedFingerprint(key, 'text', value)
  }
  return filter
}
