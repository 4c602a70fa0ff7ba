/** What a statement says, taken out of JSON that may hold anything: nothing of it is trusted to be as the standard has it. */
import { isolated } from './bidi.ts'
import { inLanguage } from './language.ts'

export type Party = {
  /** A person's or group's name; else what identifies it. */
  label: string
  /** What identifies it, as a text for people. */
  id: string | undefined
  /** An Agent with nothing but what identifies it, as filters take it. */
  agent: string | undefined
  members?: number
}
export type Score = { scaled?: number; raw?: number; max?: number }
export type Result = {
  score?: Score
  success?: boolean
  completion?: boolean
  duration?: string
  response?: string
}
export type Thing =
  | { kind: 'activity'; id: string; label: string }
  | { kind: 'statement'; id: string }
  | { kind: 'party'; party: Party }
  | { kind: 'sub'; summary: Summary }
  | { kind: 'unknown' }
export type Summary = {
  id: string
  actor: Party | undefined
  verb: { id: string; label: string } | undefined
  thing: Thing
  result: Result
  timestamp: string | undefined
  stored: string | undefined
  registration: string | undefined
  authority: Party | undefined
  platform: string | undefined
  language: string | undefined
  version: string | undefined
  /** Of the context. */
  statement: string | undefined
}

type Json = { [name: string]: unknown }
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const objectIn = (value: Json, name: string): Json => {
  const found = value[name]
  return isObject(found) ? found : {}
}
/** What is shown of a text is its beginning: a name may have megabytes, and a list has many names. */
const MOST_SHOWN = 2_000
const shownIn = (value: Json, name: string) => textIn(value, name)?.slice(0, MOST_SHOWN)
const textIn = (value: Json, name: string) => {
  const found = value[name]
  return typeof found === 'string' && found !== '' ? found : undefined
}
const numberIn = (value: Json, name: string) => {
  const found = value[name]
  return typeof found === 'number' ? found : undefined
}
const booleanIn = (value: Json, name: string) => {
  const found = value[name]
  return typeof found === 'boolean' ? found : undefined
}
const mapIn = (value: Json, name: string): { [tag: string]: string } =>
  Object.fromEntries(
    Object.entries(objectIn(value, name)).filter((one): one is [string, string] => typeof one[1] === 'string'),
  )

/** The end of an IRI: what somebody would call it who has nothing better. */
export function endOf(iri: string): string {
  const [, end] = /([^/#:]+)[/#]?$/.exec(iri) ?? []
  if (end === undefined) return iri
  try {
    return decodeURIComponent(end)
  } catch {
    return end
  }
}

const MAILTO = 'mailto:'

function partyOf(value: unknown): Party | undefined {
  if (!isObject(value)) return undefined
  const account = objectIn(value, 'account')
  const homePage = textIn(account, 'homePage')
  const accountName = textIn(account, 'name')
  const ifis: [string, unknown, string | undefined][] = [
    ['mbox', value.mbox, shownIn(value, 'mbox')?.replace(MAILTO, '')],
    ['mbox_sha1sum', value.mbox_sha1sum, shownIn(value, 'mbox_sha1sum')],
    ['openid', value.openid, shownIn(value, 'openid')],
    [
      'account',
      { homePage, name: accountName },
      homePage && accountName && `${isolated(accountName.slice(0, MOST_SHOWN))} · ${homePage.slice(0, MOST_SHOWN)}`,
    ],
  ]
  const [name, ifi, id] = ifis.find(([, , text]) => text !== undefined) ?? []
  const isGroup = value.objectType === 'Group'
  const members = Array.isArray(value.member) ? value.member.length : undefined
  return {
    label: shownIn(value, 'name') ?? accountName?.slice(0, MOST_SHOWN) ?? id ?? '',
    id,
    agent: name === undefined ? undefined : JSON.stringify({ ...(isGroup && { objectType: 'Group' }), [name]: ifi }),
    ...(isGroup && members !== undefined && { members }),
  }
}

function thingOf(value: Json, language: string): Thing {
  const id = textIn(value, 'id')
  const kind = value.objectType
  if (kind === 'StatementRef' && id !== undefined) return { kind: 'statement', id }
  if (kind === 'SubStatement') return { kind: 'sub', summary: summaryOf(value, language) }
  if (kind === 'Agent' || kind === 'Group') {
    const party = partyOf(value)
    return party ? { kind: 'party', party } : { kind: 'unknown' }
  }
  if (id === undefined) return { kind: 'unknown' }
  const label = inLanguage(mapIn(objectIn(value, 'definition'), 'name'), language)
  return { kind: 'activity', id, label: (label ?? endOf(id)).slice(0, MOST_SHOWN) }
}

function resultOf(value: Json): Result {
  const score = objectIn(value, 'score')
  const known = {
    scaled: numberIn(score, 'scaled'),
    raw: numberIn(score, 'raw'),
    max: numberIn(score, 'max'),
  }
  const result = {
    success: booleanIn(value, 'success'),
    completion: booleanIn(value, 'completion'),
    duration: shownIn(value, 'duration'),
    response: shownIn(value, 'response'),
    score: Object.values(known).some((one) => one !== undefined) ? withoutGaps(known) : undefined,
  }
  return withoutGaps(result)
}

type Filled<T> = { [name in keyof T]?: Exclude<T[name], undefined> }
const withoutGaps = <T extends object>(value: T): Filled<T> =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Filled<T>

export function summaryOf(statement: unknown, language: string): Summary {
  const value = isObject(statement) ? statement : {}
  const verb = objectIn(value, 'verb')
  const verbId = textIn(verb, 'id')
  const context = objectIn(value, 'context')
  return {
    id: textIn(value, 'id') ?? '',
    actor: partyOf(value.actor),
    verb:
      verbId === undefined
        ? undefined
        : { id: verbId, label: (inLanguage(mapIn(verb, 'display'), language) ?? endOf(verbId)).slice(0, MOST_SHOWN) },
    thing: thingOf(objectIn(value, 'object'), language),
    result: resultOf(objectIn(value, 'result')),
    timestamp: textIn(value, 'timestamp'),
    stored: textIn(value, 'stored'),
    registration: textIn(context, 'registration'),
    authority: partyOf(value.authority),
    platform: shownIn(context, 'platform'),
    language: textIn(context, 'language'),
    version: textIn(value, 'version'),
    statement: textIn(objectIn(context, 'statement'), 'id'),
  }
}

/** An ISO 8601 duration in seconds; years and months as the Gregorian calendar has them on average. */
export function secondsOf(duration: string): number | undefined {
  const parts =
    /^P(?:([\d.]+)Y)?(?:([\d.]+)M)?(?:([\d.]+)W)?(?:([\d.]+)D)?(?:T(?:([\d.]+)H)?(?:([\d.]+)M)?(?:([\d.]+)S)?)?$/.exec(
      duration,
    )
  if (!parts) return undefined
  const SECONDS = [31_556_952, 2_629_746, 604_800, 86_400, 3_600, 60, 1]
  const sum = SECONDS.reduce((total, size, i) => total + Number(parts[i + 1] ?? 0) * size, 0)
  return Number.isFinite(sum) ? sum : undefined
}
