/** The query of a sender who is let pass more than the standard allows, once it was refused. */
import { XapiError } from '../../xapi/errors.ts'
import type { Leniency, LenientRule } from '../../xapi/leniency.ts'
import { parseQueryString } from './query-string.ts'

/** `?…`, `&` or a space after an id, as from a second query string that was appended to the first. */
const AFTER_UUID = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})[?&/\s].*$/is
const AFTER_VALUE = '?&/ \t\r\n'

type Repair = { rule: LenientRule; repair: (value: string) => string }

const REPAIRS: Repair[] = [
  { rule: 'trailing-query', repair: (value) => withoutEnd(value.replace(AFTER_UUID, '$1')) },
  { rule: 'boolean-case', repair: (value) => (/^(true|false)$/i.test(value) ? value.toLowerCase() : value) },
]

/**
 * The query with those values repaired that were refused.
 * @param refusal whose violations name the parameters
 * @returns undefined where there is nothing that may be repaired
 */
export function repairQuery(query: string, refusal: unknown, leniency: Leniency): RepairedQuery | undefined {
  const repairs = REPAIRS.filter(({ rule }) => leniency.allows(rule))
  if (repairs.length === 0 || !(refusal instanceof XapiError) || refusal.code !== 'invalid') return undefined
  const refused = new Set(refusal.violations.map(({ parameter }) => parameter))
  const rules = new Set<LenientRule>()
  const pairs = [...parseQueryString(query)].flatMap(([name, values]) =>
    values.map((value) => {
      const repaired = refused.has(name) ? repairValue(value, repairs, rules) : value
      return `${encodeURIComponent(name)}=${encodeURIComponent(repaired)}`
    }),
  )
  return rules.size > 0 ? { query: pairs.join('&'), rules } : undefined
}

type RepairedQuery = { query: string; rules: ReadonlySet<LenientRule> }

function repairValue(value: string, repairs: Repair[], rules: Set<LenientRule>): string {
  return repairs.reduce((text, { rule, repair }) => {
    const repaired = repair(text)
    if (repaired !== text) rules.add(rule)
    return repaired
  }, value)
}

/** From the end, since an expression that ends with `$` would go through each run of them from each of its characters. */
function withoutEnd(value: string): string {
  let end = value.length
  while (end > 0 && AFTER_VALUE.includes(value.charAt(end - 1))) end--
  return value.slice(0, end)
}
