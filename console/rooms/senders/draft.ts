/** A credential as somebody fills it in, and what of it is sent. Pure. */
import type { Credential, CredentialChange, LenientRule, NewCredential, Scope } from '../../api/admin-api.ts'
import { readAgent } from '../../language/agent-id.ts'

export const SCOPES = [
  'statements/write',
  'define',
  'statements/void',
  'statements/read',
  'statements/read/mine',
  'state',
  'profile',
  'all/read',
  'all',
] as const satisfies readonly Scope[]

export const LENIENCIES = [
  'blind-profile-put',
  'boolean-case',
  'missing-version',
  'trailing-query',
  'equal-score-bounds',
  'object-type',
  'broken-json-state',
] as const satisfies readonly LenientRule[]

export const PRESETS = {
  presetLms: ['statements/write', 'define', 'statements/read', 'state', 'profile'],
  presetSender: ['statements/write', 'define'],
  presetReader: ['statements/read'],
} as const satisfies { [name: string]: readonly Scope[] }

/** `same`: as it is now; `day`: at the end of a day of the viewer's. */
export const EXPIRIES = ['never', '30', '90', '365', 'day'] as const
export type Expiry = 'same' | (typeof EXPIRIES)[number]

export type Draft = {
  label: string
  scopes: readonly Scope[]
  expiry: Expiry
  /** `2026-11-21` */
  day: string
  /** One a line. */
  verbs: string
  activities: string
  agents: string
  lenient: readonly LenientRule[]
}

const FIELDS = ['label', 'scopes', 'expiry', 'day', 'verbs', 'activities', 'agents', 'lenient'] as const

export const newDraft: Draft = {
  label: '',
  scopes: PRESETS.presetLms,
  expiry: '365',
  day: '',
  verbs: '',
  activities: '',
  agents: '',
  lenient: [],
}

export function draftOf({ label, scopes, expires, filter, lenient }: Credential): Draft {
  return {
    label,
    scopes,
    expiry: expires === undefined ? 'never' : 'same',
    day: '',
    verbs: (filter?.verbs ?? []).join('\n'),
    activities: (filter?.activities ?? []).join('\n'),
    agents: (filter?.agents ?? []).map((agent) => JSON.stringify(agent)).join('\n'),
    lenient: LENIENCIES.filter((rule) => lenient.includes(rule)),
  }
}

export type Mistakes = { label?: true; scopes?: true; day?: true; agents?: string }

export function mistakesIn(draft: Draft, now: number): Mistakes {
  const badAgent = linesOf(draft.agents).find((line) => readAgent(line) === undefined)
  const day = endOfDay(draft.day)
  return {
    ...(draft.label.trim() === '' && { label: true }),
    ...(draft.scopes.length === 0 && { scopes: true }),
    ...(draft.expiry === 'day' && (day === undefined || day <= now) && { day: true }),
    ...(badAgent !== undefined && { agents: badAgent.slice(0, 80) }),
  }
}

/** A draft without mistakes, to be made. */
export function toNew(draft: Draft, now: number): NewCredential {
  const expires = expiresOf(draft, now)
  const filter = filterOf(draft)
  return {
    label: draft.label.trim(),
    scopes: [...draft.scopes],
    ...(expires !== null && expires !== undefined && { expires }),
    ...(filter !== null && { filter }),
    ...(draft.lenient.length > 0 && { lenient: [...draft.lenient] }),
  }
}

/** What a draft without mistakes changes of the credential; undefined where that is nothing. */
export function toChange(before: Credential, draft: Draft, now: number): CredentialChange | undefined {
  const was = draftOf(before)
  const isOther = (name: keyof Draft) => JSON.stringify(was[name]) !== JSON.stringify(draft[name])
  const expires = expiresOf(draft, now)
  const change: CredentialChange = {
    ...(draft.label.trim() !== was.label && { label: draft.label.trim() }),
    ...(!isSameSet(was.scopes, draft.scopes) && { scopes: [...draft.scopes] }),
    ...(isOther('expiry') && expires !== undefined && { expires }),
    ...((isOther('verbs') || isOther('activities') || isOther('agents')) && { filter: filterOf(draft) }),
    ...(!isSameSet(was.lenient, draft.lenient) && { lenient: [...draft.lenient] }),
  }
  return Object.keys(change).length === 0 ? undefined : change
}

/** The same changes, of a credential that somebody else changed meanwhile. */
export function rebased(draft: Draft, before: Credential, after: Credential): Draft {
  const [was, is] = [draftOf(before), draftOf(after)]
  const touched = FIELDS.filter((name) => JSON.stringify(was[name]) !== JSON.stringify(draft[name]))
  return { ...is, ...Object.fromEntries(touched.map((name) => [name, draft[name]])) }
}

const isSameSet = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((value) => other.includes(value))

const DAY_MS = 86_400_000

/** null: never; undefined: as it is. */
function expiresOf({ expiry, day }: Draft, now: number): string | null | undefined {
  if (expiry === 'same') return undefined
  if (expiry === 'never') return null
  const at = expiry === 'day' ? endOfDay(day) : now + Number(expiry) * DAY_MS
  return at === undefined ? undefined : new Date(at).toISOString()
}

function endOfDay(day: string): number | undefined {
  const at = Date.parse(`${day}T23:59:59`)
  return Number.isNaN(at) ? undefined : at
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

function filterOf(draft: Draft) {
  const [verbs, activities] = [linesOf(draft.verbs), linesOf(draft.activities)]
  const agents = linesOf(draft.agents).flatMap((line) => readAgent(line) ?? [])
  if (verbs.length + activities.length + agents.length === 0) return null
  return {
    ...(verbs.length > 0 && { verbs }),
    ...(activities.length > 0 && { activities }),
    ...(agents.length > 0 && { agents }),
  }
}
