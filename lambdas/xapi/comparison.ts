/**
 * When two statements of one id are the same (1.0.3 Data 2.2, 2.3.1; 2.0 4.2.3): what an LRS sets or may change does
 * not count. Texts are compared, not values, since numbers past 2^53 differ only in their text.
 */
import { isRecord, memberOf } from '../json/value.ts'
import { lowerCaseDomain } from './agent.ts'
import { CONTEXT_ACTIVITIES, type Version } from './statement.ts'
import { comparableDuration, toUtc } from './timestamps.ts'

/**
 * True when the two are no conflict. Both are texts of valid statements, as received or as prepared.
 * A `timestamp` with the text of `stored` (also the '' of one not yet stamped) was set by the LRS.
 */
export function sameStatement(a: string, b: string, version: Version): boolean {
  const [left, right] = [parseLosslessly(a), parseLosslessly(b)]
  if (version === '1.0.3' && !sameTimestamp(left, right)) return false
  const count = version === '2.0.0' ? STATEMENT_2 : STATEMENT_1
  return canonical(project(left, count)) === canonical(project(right, count))
}

/** 1.0.3 forgives another spelling of the instant and what the LRS has set; 2.0 does not consider the timestamp. */
function sameTimestamp(a: unknown, b: unknown): boolean {
  if (isTimestampAssigned(a) && isTimestampAssigned(b)) return true
  return instant(memberOf(a, 'timestamp')) === instant(memberOf(b, 'timestamp'))
}

function isTimestampAssigned(statement: unknown): boolean {
  const timestamp = memberOf(statement, 'timestamp')
  return timestamp === undefined || timestamp === memberOf(statement, 'stored')
}

/** How a property counts: what is compared in its place, `undefined` when it does not count. */
type Count = (value: unknown) => unknown
type Counts = { [key: string]: Count }

const nothing: Count = () => undefined
const lowerCase = whenText((text) => text.toLowerCase())
const instant = whenText((text) => (text === '' ? text : toUtc(text, '1.0.3').replace(/0+Z$/, 'Z')))

const AGENT: Counts = {
  objectType: (type) => (type === 'Agent' ? undefined : type),
  mbox: whenText(lowerCaseDomain),
  mbox_sha1sum: lowerCase,
  // The order of members has no meaning.
  member: (members) =>
    Array.isArray(members) ? members.map((agent) => canonical(project(agent, AGENT))).sort() : members,
}
const ACTIVITY: Counts = { objectType: nothing, definition: nothing }
const REFERENCE: Counts = { id: lowerCase }
const VERB: Counts = { display: nothing }
const RESULT: Counts = { duration: whenText(comparableDuration) }
const LANGUAGE_MAP = (value: unknown) =>
  Object.fromEntries(Object.entries(value ?? {}).map(([tag, text]) => [tag.toLowerCase(), text]))
const ATTACHMENT: Counts = { sha2: lowerCase, display: LANGUAGE_MAP, description: LANGUAGE_MAP }

/** A single Activity counts as a list of one, since the LRS makes it one. */
const activities: Count = (value) => (Array.isArray(value) ? value : [value]).map((one) => project(one, ACTIVITY))

const CONTEXT: Counts = {
  registration: lowerCase,
  instructor: as(AGENT),
  team: as(AGENT),
  contextActivities: as(Object.fromEntries(CONTEXT_ACTIVITIES.map((key) => [key, activities]))),
  contextAgents: eachAs({ agent: as(AGENT) }),
  contextGroups: eachAs({ group: as(AGENT) }),
  language: lowerCase,
  statement: as(REFERENCE),
}

const CORE: Counts = { actor: as(AGENT), verb: as(VERB), object, result: as(RESULT), context: as(CONTEXT) }
const SUB_STATEMENT: Counts = { ...CORE, timestamp: instant, attachments: eachAs(ATTACHMENT) }
const SET_BY_LRS: Counts = { id: nothing, stored: nothing, authority: nothing, version: nothing, timestamp: nothing }
const STATEMENT_1: Counts = { ...CORE, ...SET_BY_LRS, attachments: eachAs(ATTACHMENT) }
/** "Any attachments" are not considered (2.0 4.2.3). */
const STATEMENT_2: Counts = { ...CORE, ...SET_BY_LRS, attachments: nothing }

function object(value: unknown): unknown {
  const type = memberOf(value, 'objectType')
  if (type === 'SubStatement') return project(value, SUB_STATEMENT)
  if (type === 'StatementRef') return project(value, REFERENCE)
  if (type === 'Agent' || type === 'Group') return project(value, { ...AGENT, objectType: (kept) => kept })
  return project(value, ACTIVITY)
}

function whenText(change: (text: string) => string): Count {
  return (value) => (typeof value === 'string' ? change(value) : value)
}

function as(counts: Counts): Count {
  return (value) => project(value, counts)
}

function eachAs(counts: Counts): Count {
  return (values) => (Array.isArray(values) ? values.map((value) => project(value, counts)) : values)
}

function project(value: unknown, counts: Counts): unknown {
  if (!isRecord(value)) return value
  const count = (key: string, child: unknown) => (Object.hasOwn(counts, key) ? counts[key]?.(child) : child)
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, count(key, child)]))
}

/** A number by its exact value, since a double may not hold it. */
const DECIMAL = Symbol('decimal')

function parseLosslessly(text: string): unknown {
  return JSON.parse(text, (_key: string, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' ? { [DECIMAL]: exactDecimal(context?.source ?? String(value)) } : value,
  )
}

/** One spelling for each value: 1.10, 11e-1 and 0.11E1 are all `11e-1`. */
function exactDecimal(token: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(token) ?? []
  const digits = (whole + fraction).replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '')
  if (significant === '') return '0'
  const shift = digits.length - significant.length - fraction.length
  return `${sign}${significant}e${BigInt(exponent.slice(0, MAX_EXPONENT)) + BigInt(shift)}`
}

// Past these digits a BigInt would cost more than telling such numbers apart is worth.
const MAX_EXPONENT = 1000

/** JSON with sorted keys and without what does not count: equal texts are equal statements. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (!isRecord(value)) return JSON.stringify(value)
  if (DECIMAL in value) return String(value[DECIMAL])
  const members = Object.entries(value).filter(([, child]) => child !== undefined)
  members.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([key, child]) => `${JSON.stringify(key)}:${canonical(child)}`).join()}}`
}
