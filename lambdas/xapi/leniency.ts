/**
 * What single credentials are let pass against the standard, because a client that is in use can't do otherwise. Strict
 * rules come first: only a request that they refuse is looked at again.
 */

/** Each by its name, with what becomes of it; printed by `cairn` and in `docs/clients.md`. */
export const LENIENT_RULES = {
  'blind-profile-put': 'a PUT of a new profile under 1.0.3 needs no If-None-Match or If-Match',
  'boolean-case': 'true and false in a query may have any letter case: `True`',
  'missing-version': "a request without X-Experience-API-Version is one of the tenant's default version",
  'trailing-query': 'what clients leave behind the value of a parameter (`?…`, `&`, `/`, a space) is cut off',
  'equal-score-bounds': 'min and max of a score may be equal',
  'object-type': 'objectType may have any letter case, and GroupActivity stands for Activity',
  'broken-json-state': 'a PUT of a state whose JSON is broken is stored as application/octet-stream',
} as const

export type LenientRule = keyof typeof LENIENT_RULES

export const isLenientRule = (text: string): text is LenientRule => Object.hasOwn(LENIENT_RULES, text)

export const LENIENT_RULE_NAMES = Object.keys(LENIENT_RULES).filter(isLenientRule)

/** The leniency of one request, and the rules that it needed. */
export type Leniency = {
  allows(rule: LenientRule): boolean
  /** To be called for what would otherwise be refused. */
  note(rule: LenientRule): void
  used: ReadonlySet<LenientRule>
}

export function createLeniency(rules: readonly LenientRule[]): Leniency {
  const used = new Set<LenientRule>()
  return { allows: (rule) => rules.includes(rule), note: (rule) => used.add(rule), used }
}
