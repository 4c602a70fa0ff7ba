/**
 * Whether two statements of one id are the same (1.0.3 Data 2.2, 2.3.1; 2.0 4.2.3). What an LRS sets or may change does
 * not count. Texts are compared, not values, since numbers past 2^53 differ only in their text.
 */
import { isRecord, memberOf } from '../json/value.ts'
import { lowerCaseDomain } from './agent.ts'
import { CONTEXT_ACTIVITIES, type Version } from './statement.ts'
import { comparableDuration, toUtc, withoutTrailingZeros } from './timestamps.ts'

/**
 * True when the two are no conflict. Both are texts of valid statements, as received or as prepared.
 * A `timestamp` with the text of `stored` (also the '' of one not yet stamped) was set by the LRS.
 */
export function sameStatement(a: string, b: string, version: Version): boolean {
  const [left, right] = [parseLosslessly(a), parseLosslessly(b)]
  if (version === '1.0.3' && !sameTimestamp(left, right)) return false
  const normalizers = version === '2.0.0' ? STATEMENT_2 : STATEMENT_1
  return canonical(normalize(left, normalizers)) === canonical(normalize(right, normalizers))
}

/** 1.0.3 accepts another spelling of the instant, and one that the LRS has set; 2.0 does not consider the timestamp. */
function sameTimestamp(a: unknown, b: unknown): boolean {
  if (isTimestampAssigned(a) && isTimestampAssigned(b)) return true
  return instant(memberOf(a, 'timestamp')) === instant(memberOf(b, 'timestamp'))
}

function isTimestampAssigned(statement: unknown): boolean {
  const timestamp = memberOf(statement, 'timestamp')
  return timestamp === undefined || timestamp === memberOf(statement, 'stored')
}

/** Turns a value into what is compared in its place; into undefined if it does not count. */
type Normalizer = (value: unknown) => unknown
/** By property; what is not named is compared as it is. */
type Normalizers = { [key: string]: Normalizer }

const ignored: Normalizer = () => undefined
const lowerCase = whenText((text) => text.toLowerCase())
const instant = whenText((text) => (text === '' ? text : withoutTrailingZeros(toUtc(text, '1.0.3').slice(0, -1))))

const AGENT: Normalizers = {
  objectType: (type) => (type === 'Agent' ? undefined : type),
  mbox: whenText(lowerCaseDomain),
  mbox_sha1sum: lowerCase,
  // The order of members has no meaning.
  member: (members) =>
    Array.isArray(members) ? members.map((agent) => canonical(normalize(agent, AGENT))).sort() : members,
}
const ACTIVITY: Normalizers = { objectType: ignored, definition: ignored }
const REFERENCE: Normalizers = { id: lowerCase }
const VERB: Normalizers = { display: ignored }
const RESULT: Normalizers = { duration: whenText(comparableDuration) }
const lowerCaseTags: Normalizer = (value) =>
  Object.fromEntries(Object.entries(value ?? {}).map(([tag, text]) => [tag.toLowerCase(), text]))
const ATTACHMENT: Normalizers = { sha2: lowerCase, display: lowerCaseTags, description: lowerCaseTags }

/** A single Activity is compared as a list of one, since the LRS makes it a list. */
const activities: Normalizer = (value) =>
  (Array.isArray(value) ? value : [value]).map((one) => normalize(one, ACTIVITY))

const CONTEXT: Normalizers = {
  registration: lowerCase,
  instructor: objectOf(AGENT),
  team: objectOf(AGENT),
  contextActivities: objectOf(Object.fromEntries(CONTEXT_ACTIVITIES.map((key) => [key, activities]))),
  contextAgents: listOf({ agent: objectOf(AGENT) }),
  contextGroups: listOf({ group: objectOf(AGENT) }),
  language: lowerCase,
  statement: objectOf(REFERENCE),
}

const CORE: Normalizers = {
  actor: objectOf(AGENT),
  verb: objectOf(VERB),
  object,
  result: objectOf(RESULT),
  context: objectOf(CONTEXT),
}
const SUB_STATEMENT: Normalizers = { ...CORE, timestamp: instant, attachments: listOf(ATTACHMENT) }
const SET_BY_LRS: Normalizers = {
  id: ignored,
  stored: ignored,
  authority: ignored,
  version: ignored,
  timestamp: ignored,
}
const STATEMENT_1: Normalizers = { ...CORE, ...SET_BY_LRS, attachments: listOf(ATTACHMENT) }
/** "Any attachments" are not considered (2.0 4.2.3). */
const STATEMENT_2: Normalizers = { ...CORE, ...SET_BY_LRS, attachments: ignored }

function object(value: unknown): unknown {
  const type = memberOf(value, 'objectType')
  if (type === 'SubStatement') return normalize(value, SUB_STATEMENT)
  if (type === 'StatementRef') return normalize(value, REFERENCE)
  if (type === 'Agent' || type === 'Group') return normalize(value, { ...AGENT, objectType: (kept) => kept })
  return normalize(value, ACTIVITY)
}

function whenText(change: (text: string) => string): Normalizer {
  return (value) => (typeof value === 'string' ? change(value) : value)
}

function objectOf(normalizers: Normalizers): Normalizer {
  return (value) => normalize(value, normalizers)
}

function listOf(normalizers: Normalizers): Normalizer {
  return (values) => (Array.isArray(values) ? values.map((value) => normalize(value, normalizers)) : values)
}

function normalize(value: unknown, normalizers: Normalizers): unknown {
  if (!isRecord(value)) return value
  const change = (key: string, child: unknown) => (Object.hasOwn(normalizers, key) ? normalizers[key]?.(child) : child)
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, change(key, child)]))
}

/** Key of a number's exact value, which a double may not hold. */
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
  const significant = withoutTrailingZeros(digits)
  if (significant === '') return '0'
  const shift = digits.length - significant.length - fraction.length
  return `${sign}${significant}e${BigInt(exponent.slice(0, MAX_EXPONENT)) + BigInt(shift)}`
}

// Past these digits a BigInt would cost more than telling such numbers apart is worth.
const MAX_EXPONENT = 1000

/** JSON with sorted keys and without what does not count, so that equal statements have equal texts. */
function canonical(value: unknown): string {
  const pieces: string[] = []
  addCanonical(pieces, value)
  return pieces.join('')
}

/** Into one list: texts joined level by level would be copied as often as they nest. */
function addCanonical(pieces: string[], value: unknown): void {
  if (Array.isArray(value)) {
    pieces.push('[')
    for (const element of value) {
      addCanonical(pieces, element)
      pieces.push(',')
    }
    pieces.push(']')
  } else if (!isRecord(value)) pieces.push(JSON.stringify(value))
  else if (DECIMAL in value) pieces.push(String(value[DECIMAL]))
  else addCanonicalObject(pieces, value)
}

function addCanonicalObject(pieces: string[], value: { [key: string]: unknown }): void {
  const members = Object.entries(value).filter(([, child]) => child !== undefined)
  members.sort(([a], [b]) => (a < b ? -1 : 1))
  pieces.push('{')
  for (const [key, child] of members) {
    pieces.push(JSON.stringify(key), ':')
    addCanonical(pieces, child)
    pieces.push(',')
  }
  pieces.push('}')
}
