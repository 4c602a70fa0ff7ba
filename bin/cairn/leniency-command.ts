/** What credentials are let pass against the standard: the option, the column and the command. */

import { changeCredential, getCredential } from '../../lambdas/tenancy/credentials.ts'
import type { LeniencyCounts } from '../../lambdas/tenancy/leniency-item.ts'
import { isLenientRule, LENIENT_RULE_NAMES, LENIENT_RULES, type LenientRule } from '../../lambdas/xapi/leniency.ts'
import { type Command, existingTenant, type Values } from './command.ts'
import { Failure, UsageError } from './failure.ts'

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

export const updateCredential: Command = {
  usage: 'credentials update <tenant> <key> --lenient RULE,...|none',
  summary: 'changes what a credential is let pass: from 60 seconds later at most',
  details: `  --lenient  the rules that it has from then on, and no others; none for a strict one:
${LENIENT_LINES}`,
  options: { lenient: { type: 'string', multiple: true } },
  takes: [2, 2],
  recorded: { act: 'credential.changed', tenant: 'argument' },
  async run(deployment, { args: [name, key = ''], values }) {
    const lenient = leniencyOf(values)
    if (lenient === undefined) throw new UsageError(`Usage: cairn ${updateCredential.usage}`)
    const tenant = await existingTenant(deployment, name)
    const before = await getCredential(deployment.tables, tenant, key)
    const outcome = await changeCredential(deployment.tables, tenant, { key, change: { lenient } })
    if (outcome.kind === 'missing') throw new Failure(`The tenant ${tenant} has no key ${key}.`)
    if (outcome.kind === 'stale') throw new Failure(`${key} was changed by somebody else meanwhile: try again.`)
    const text = `${key} is ${lenient.join(', ') || 'strict'}: in 60 seconds at most.`
    const told = { before: { lenient: before?.lenient ?? null }, after: { lenient } }
    return { text, json: { tenant, key, lenient }, told }
  },
}
