/** What credentials are let pass against the standard: the option and the column. */

import type { LeniencyCounts } from '../../lambdas/tenancy/leniency-item.ts'
import { isLenientRule, LENIENT_RULE_NAMES, LENIENT_RULES, type LenientRule } from '../../lambdas/xapi/leniency.ts'
import type { Values } from './command.ts'
import { UsageError } from './failure.ts'

/** For the help. */
export const LENIENT_LINES = Object.entries(LENIENT_RULES)
  .map(([rule, what]) => `    ${rule.padEnd(20)}${what}`)
  .join('\n')

/** Rules in one list or several; `none` for no rule. Undefined where the option is not given. */
export function leniencyOf({ lenient }: Values): LenientRule[] | undefined {
  if (lenient === undefined) return undefined
  const names = [lenient].flat().flatMap((text) => String(text).split(','))
  if (names.length === 1 && names[0] === 'none') return []
  const unknown = names.find((name) => !isLenientRule(name))
  if (unknown !== undefined) {
    throw new UsageError(`There is no rule ${unknown}: ${LENIENT_RULE_NAMES.join(', ')}, or none.`)
  }
  return [...new Set(names.filter(isLenientRule))]
}

/** Each rule with the number of requests that needed it: of those that are over, too. */
export function countedRules(lenient: LenientRule[], counts: LeniencyCounts = {}): string {
  const shown = LENIENT_RULE_NAMES.filter((rule) => lenient.includes(rule) || counts[rule] !== undefined)
  return shown.map((rule) => `${rule}=${counts[rule] ?? 0}${lenient.includes(rule) ? '' : '(over)'}`).join()
}
