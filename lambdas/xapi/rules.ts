/** The few rules of a statement that a JSON Schema cannot express. They take any value: its shape is the schema's matter. */
import { memberOf } from '../json/value.ts'
import type { Violation } from './errors.ts'

type Rule = (statement: unknown, equalBounds: boolean) => Violation[]

/** 1.0.3 Data 2.4.5.1; 2.0 4.2.2: min is less than max, and raw is between them, as far as they are given. */
function scoreFitsItsBounds(statement: unknown, equalBounds: boolean): Violation[] {
  const score = memberOf(memberOf(statement, 'result'), 'score')
  const [raw, min, max] = [number(score, 'raw'), number(score, 'min'), number(score, 'max')]
  const violations: Violation[] = []
  const broken = (name: string, rule: string) =>
    violations.push({ pointer: `/result/score/${name}`, rule, found: 'a number' })
  const isOver = min !== undefined && max !== undefined && (equalBounds ? min > max : min >= max)
  if (isOver) broken('min', 'must be less than max')
  else if (raw !== undefined && min !== undefined && raw < min) broken('raw', 'must not be less than min')
  else if (raw !== undefined && max !== undefined && raw > max) broken('raw', 'must not be greater than max')
  return violations
}

function number(value: unknown, key: string): number | undefined {
  const found = memberOf(value, key)
  return typeof found === 'number' ? found : undefined
}

const RULES: Rule[] = [scoreFitsItsBounds]

/** Violations of a statement and of its SubStatement. @param equalBounds lets pass a score whose min is its max */
export function brokenRules(statement: unknown, equalBounds: boolean): Violation[] {
  const object = memberOf(statement, 'object')
  const violations = RULES.flatMap((rule) => rule(statement, equalBounds))
  if (memberOf(object, 'objectType') !== 'SubStatement') return violations
  for (const violation of RULES.flatMap((rule) => rule(object, equalBounds))) {
    violations.push({ ...violation, pointer: `/object${violation.pointer}` })
  }
  return violations
}
