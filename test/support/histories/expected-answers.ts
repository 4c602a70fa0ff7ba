/**
 * What GET statements must answer, read straight from the standard (1.0.3 Communication 2.1.3, Data 2.3.2; 2.0
 * 4.1.6.1) over plain statements, one after the other: slow, and with nothing of the store in it.
 */
import type {
  Actor,
  ContextActivities,
  ContextActivityKey,
  Statement,
  StatementCore,
} from '../../../lambdas/xapi/statement.ts'

export type StatementRecord = { sequence: string; statement: Statement & { id: string; stored: string } }
export type Question = {
  /** An Agent, or a Group that has an identifier. */
  agent?: Actor
  verb?: string
  activity?: string
  registration?: string
  relatedAgents: boolean
  relatedActivities: boolean
  since?: number
  until?: number
  ascending: boolean
}

/** The ids that match, in order. Statements of one instant follow the store's sequence, since the standard leaves that open. */
export function expectedIds(all: StatementRecord[], question: Question, voided = voidedIds(all)): string[] {
  const byId = byIdOf(all)
  const found = all.filter(({ statement }) => {
    const stored = Date.parse(statement.stored)
    if (voided.has(statement.id.toLowerCase())) return false
    if (question.since !== undefined && stored <= question.since) return false
    if (question.until !== undefined && stored > question.until) return false
    const chain = chainOf(statement, byId)
    return conditions(question).every((isMet) => chain.some(isMet))
  })
  const order = (a: StatementRecord, b: StatementRecord) =>
    a.statement.stored === b.statement.stored
      ? compare(a.sequence, b.sequence)
      : compare(a.statement.stored, b.statement.stored)
  found.sort((a, b) => (question.ascending ? order(a, b) : order(b, a)))
  return found.map(({ statement }) => statement.id)
}

const compare = (a: string, b: string) => (a < b ? -1 : 1)

export const isVoiding = ({ verb }: Statement) => verb.id === 'http://adlnet.gov/expapi/verbs/voided'

export const byIdOf = (all: StatementRecord[]): ReadonlyMap<string, StatementRecord> =>
  new Map(all.map((known) => [known.statement.id.toLowerCase(), known]))

/** Voiding statements void what they refer to, whenever it arrives, but never another voiding statement. */
export function voidedIds(all: StatementRecord[]): Set<string> {
  const voiding = new Set(all.filter(({ statement }) => isVoiding(statement)).map(({ statement }) => statement.id))
  const targets = all.flatMap(({ statement }) => (isVoiding(statement) ? [targetOf(statement)] : []))
  const ids = new Set(all.map(({ statement }) => statement.id))
  return new Set(targets.filter((id): id is string => id !== undefined && ids.has(id) && !voiding.has(id)))
}

export const targetOf = ({ object }: Statement) =>
  object.objectType === 'StatementRef' ? object.id.toLowerCase() : undefined

/** The statement, the one it refers to, the one that refers to, and so on. */
export function chainOf(statement: Statement, byId: ReadonlyMap<string, StatementRecord>): Statement[] {
  const chain: Statement[] = []
  let next: Statement | undefined = statement
  while (next !== undefined && !chain.includes(next)) {
    chain.push(next)
    next = byId.get(targetOf(next) ?? '')?.statement
  }
  return chain
}

function conditions(question: Question): ((statement: Statement) => boolean)[] {
  const { agent, verb, activity, registration } = question
  const all: ((statement: Statement) => boolean)[] = []
  if (verb !== undefined) all.push((statement) => statement.verb.id === verb)
  if (registration !== undefined) all.push(({ context }) => context?.registration?.toLowerCase() === registration)
  if (agent !== undefined) {
    all.push((statement) => actorsOf(statement, question.relatedAgents).some((actor) => isSame(actor, agent)))
  }
  if (activity !== undefined) {
    all.push((statement) => activitiesOf(statement, question.relatedActivities).includes(activity))
  }
  return all
}

type Role = Actor | undefined

/** Those that the filter `agent` is compared with: a Group's members, too. */
export function actorsOf(statement: Statement, related: boolean): Actor[] {
  const roles = related ? relatedActors(statement) : plainActors(statement)
  return roles.flatMap((actor): Actor[] => {
    if (actor === undefined) return []
    return 'member' in actor ? [actor, ...(actor.member ?? [])] : [actor]
  })
}

export const activitiesOf = (statement: Statement, related: boolean): string[] =>
  related ? relatedActivities(statement) : plainActivities(statement)

const plainActors = ({ actor, object }: StatementCore): Role[] =>
  object.objectType === 'Agent' || object.objectType === 'Group' ? [actor, object as Actor] : [actor]

function relatedActors(statement: Statement): Role[] {
  const { object } = statement
  const own = [...plainActors(statement), statement.authority, ...contextActors(statement)]
  return object.objectType === 'SubStatement' ? [...own, ...plainActors(object), ...contextActors(object)] : own
}

const contextActors = ({ context }: StatementCore): Role[] => [
  context?.instructor,
  context?.team,
  ...(context?.contextAgents ?? []).map(({ agent }) => agent),
  ...(context?.contextGroups ?? []).map(({ group }) => group),
]

function isSame(a: Actor, b: Actor): boolean {
  if (a.account && b.account) return a.account.homePage === b.account.homePage && a.account.name === b.account.name
  return (['mbox', 'mbox_sha1sum', 'openid'] as const).some((key) => a[key] !== undefined && a[key] === b[key])
}

const plainActivities = ({ object }: StatementCore): string[] =>
  object.objectType === undefined || object.objectType === 'Activity' ? [object.id] : []

function relatedActivities(statement: StatementCore): string[] {
  const { object, context } = statement
  const own = [...plainActivities(statement), ...contextIds(context?.contextActivities)]
  return object.objectType === 'SubStatement' ? [...own, ...relatedActivities(object)] : own
}

const KEYS: ContextActivityKey[] = ['parent', 'grouping', 'category', 'other']
const contextIds = (lists: ContextActivities | undefined): string[] =>
  KEYS.flatMap((key) => lists?.[key] ?? []).map(({ id }) => id)
