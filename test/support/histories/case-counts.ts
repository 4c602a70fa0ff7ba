/** How often each case occurs in random histories and in the questions about them: what never occurs is not tested. */
import type { Statement } from '../../../lambdas/xapi/statement.ts'
import { VOIDED } from '../statements.ts'
import {
  byIdOf,
  chainOf,
  isVoiding,
  type Question,
  type StatementRecord,
  targetOf,
  voidedIds,
} from './expected-answers.ts'
import { imagine, type Step } from './random-histories.ts'
import { CMI5 } from './random-statements.ts'

/** Name of the case -> how often. */
export type CaseCounts = Map<string, number>

/** A case that was looked for is there from then on, with 0 if need be. */
function count(counts: CaseCounts, cases: { [name: string]: boolean | number }) {
  for (const [name, times] of Object.entries(cases)) counts.set(name, (counts.get(name) ?? 0) + Number(times))
}

export const textOf = (counts: CaseCounts) =>
  [...counts].map(([name, times]) => `${String(times).padStart(9)}  ${name}`).join('\n')

export function countHistory(counts: CaseCounts, history: Step[]) {
  for (const step of history) countRequest(counts, step)
  for (const known of imagine(history)) countTenant(counts, known)
}

function countRequest(counts: CaseCounts, { statements, version, tick, raised, clashes }: Step) {
  const size = statements.length
  count(counts, {
    requests: 1,
    'requests of 1': size === 1,
    'requests of 2 to 49': size > 1 && size < 50,
    'requests of 50 to 249': size > 49 && size < 250,
    'requests of 250 and more': size > 249,
    'requests in version 1.0.3': version === '1.0.3',
    'requests that conflict': clashes,
    'requests right before an epoch begins': typeof tick !== 'number' && tick.epoch < 0,
    'requests as an epoch begins': typeof tick !== 'number' && tick.epoch === 0,
    'epochs of lists': raised.length,
  })
}

function countTenant(counts: CaseCounts, known: StatementRecord[]) {
  const requests = new Map(known.map(({ sequence, statement }) => [sequence.slice(0, 4), statement.stored]))
  count(counts, { 'requests of the same instant': requests.size - new Set(requests.values()).size })
  const arrivals = new Map(known.map(({ statement: { id } }, at) => [id, at]))
  const byId = byIdOf(known)
  count(counts, { 'voided statements': voidedIds(known).size })
  for (const [at, { statement }] of known.entries()) {
    countStatement(counts, statement)
    const target = targetOf(statement)
    if (target === undefined) continue
    const arrived = arrivals.get(target)
    const chain = chainOf(statement, byId)
    const targeted = byId.get(target)?.statement
    const what = isVoiding(statement) ? 'voids' : 'references'
    count(counts, {
      [`${what} of what came before`]: arrived !== undefined && arrived < at,
      [`${what} of what came later`]: arrived !== undefined && arrived > at,
      [`${what} of what never came`]: arrived === undefined,
      [`${what} of itself`]: arrived === at,
      [`${what} of a reference`]: chain.length > 2,
      'voids of a void': isVoiding(statement) && targeted !== undefined && isVoiding(targeted),
      'chains of 4 and more': chain.length > 3,
      'cycles of 2 and more': targetOf(chain.at(-1) as Statement) === statement.id && chain.length > 1,
    })
  }
}

function countStatement(counts: CaseCounts, { actor, object, context, authority }: Statement) {
  const isGroup = 'member' in actor
  const sub = object.objectType === 'SubStatement' ? object : undefined
  count(counts, {
    statements: 1,
    'Groups as actors': isGroup && Object.keys(actor).length > 2,
    'Groups without an identifier as actors': isGroup && Object.keys(actor).length === 2,
    'Groups as objects': object.objectType === 'Group',
    'Agents as objects': object.objectType === 'Agent',
    SubStatements: sub !== undefined,
    'SubStatements that refer': sub?.object.objectType === 'StatementRef',
    'SubStatements that look like voids': sub?.object.objectType === 'StatementRef' && sub.verb.id === VOIDED.id,
    'instructors and teams': context?.instructor !== undefined || context?.team !== undefined,
    contextAgents: context?.contextAgents !== undefined,
    contextGroups: context?.contextGroups !== undefined,
    contextActivities: context?.contextActivities !== undefined,
    'activities without a list': JSON.stringify(context?.contextActivities ?? {}).includes(CMI5),
    'references in a context': context?.statement !== undefined,
    registrations: context?.registration !== undefined,
    'authorities that also act': authority?.mbox !== undefined,
  })
}

/** `epochs`: of the lists that were walked, those that the statements found lie in. `inShards`: one has several shards. */
export type Answer = { question: Question; found: number; epochs: number; inShards: boolean }

export function countAnswer(counts: CaseCounts, { question, found, epochs, inShards }: Answer) {
  const combination = combinationOf(question)
  count(counts, {
    questions: 1,
    'questions that find something': found > 0,
    'statements found': found,
    'questions that find more than 100': found > 100,
    'questions that find something in several shards': inShards,
    'questions that find something in several epochs': epochs > 1,
    'questions since': question.since !== undefined,
    'questions until': question.until !== undefined,
    'questions ascending': question.ascending,
    [`asked by ${combination}`]: 1,
    [`found by ${combination}`]: found > 0,
  })
}

function combinationOf({ agent, verb, activity, registration, relatedAgents, relatedActivities }: Question) {
  const filters = [
    agent !== undefined && (relatedAgents ? 'related agent' : 'agent'),
    verb !== undefined && 'verb',
    activity !== undefined && (relatedActivities ? 'related activity' : 'activity'),
    registration !== undefined && 'registration',
  ].filter((one) => one !== false)
  return filters.length === 0 ? 'nothing' : filters.join(', ')
}
