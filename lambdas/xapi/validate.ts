/** From received values to statements: the one place where an unknown value becomes a `Statement`. */
import { type Violation, XapiError } from './errors.ts'
import * as explainers from './explainers.compiled.js'
import { isUuid } from './formats.ts'
import type { Received } from './received.ts'
import { brokenRules } from './rules.ts'
import type { Attachment, Statement, Version } from './statement.ts'
import * as validators from './validators.compiled.js'
import { explain, member } from './violations.ts'

const MAX_VIOLATIONS = 20

const CHECKS = {
  '1.0.3': { validator: validators.statement103, explainer: explainers.statement103 },
  '2.0.0': { validator: validators.statement200, explainer: explainers.statement200 },
}

/** @throws XapiError `invalid` with the first 20 violations of all statements, each with its index and id. */
export function validateStatements({ values }: Pick<Received, 'values'>, version: Version): Statement[] {
  const violations: Violation[] = []
  const { validator } = CHECKS[version]
  for (let index = 0; index < values.length && violations.length < MAX_VIOLATIONS; index++) {
    const value = values[index]
    if (!validator(value)) violations.push(...atStatement(index, value, schemaViolations(value, version)))
    const broken = brokenRules(value)
    if (broken.length > 0) violations.push(...atStatement(index, value, broken))
  }
  if (violations.length === 0) violations.push(...repeatedIds(values))
  if (violations.length > 0) throw invalidStatements(violations.slice(0, MAX_VIOLATIONS), values.length)
  return values as Statement[]
}

/** The validator stopped at its first error. The others are looked for in a copy of bounded size. */
function schemaViolations(value: unknown, version: Version): Violation[] {
  const { validator, explainer } = CHECKS[version]
  const first = validator.errors ?? []
  const bounded = boundedCopy(value, { left: MAX_NODES })
  explainer(bounded)
  const all = explain(explainer.errors ?? [], value)
  return all.length > 0 ? all : explain(first, value)
}

// AJV copies its list of errors for each element of an array: a million wrong elements would take it minutes.
const MAX_NODES = 5_000
const MAX_MEMBERS = 200

function boundedCopy(value: unknown, nodes: { left: number }): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const copy: unknown[] = []
    for (let i = 0; i < value.length && i < MAX_MEMBERS && nodes.left-- > 0; i++)
      copy.push(boundedCopy(value[i], nodes))
    return copy
  }
  const copy: { [key: string]: unknown } = Object.create(null)
  let members = 0
  for (const [key, child] of Object.entries(value)) {
    if (members++ === MAX_MEMBERS) break
    nodes.left--
    // What is inside extensions is free: only their keys are looked at.
    copy[key] = key === 'extensions' ? shallow(child) : boundedCopy(child, nodes)
  }
  return copy
}

const shallow = (value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(
        Object.keys(value)
          .slice(0, MAX_MEMBERS)
          .map((key) => [key, true]),
      )
    : value

/** 2.0 4.1.6.1 (a SHOULD in 1.0.3): no two statements of a batch have the same id. */
function repeatedIds(values: unknown[]): Violation[] {
  if (values.length < 2) return []
  const seen = new Set<string>()
  const violations: Violation[] = []
  values.forEach((value, index) => {
    const id = member(value, 'id')
    if (typeof id !== 'string') return
    const key = id.toLowerCase()
    if (seen.has(key)) {
      const rule = 'must differ from the ids of the other statements of the batch'
      violations.push({ statement: index, id, pointer: '/id', rule, found: 'an id that came before' })
    }
    seen.add(key)
  })
  return violations
}

/** A JSON body carries no data, so each attachment must say where its data are (1.0.3 Data 2.4.11; 2.0 4.2.2). */
export function requireFileUrls(statements: Statement[]): void {
  const violations: Violation[] = []
  const check = (index: number, attachments: Attachment[] | undefined, pointer: string) =>
    attachments?.forEach(({ fileUrl }, at) => {
      if (fileUrl !== undefined || violations.length === MAX_VIOLATIONS) return
      const rule = 'is required in an application/json request, which carries no data'
      const violation = { pointer: `${pointer}/${at}/fileUrl`, rule, found: 'nothing' }
      violations.push(...atStatement(index, statements[index], [violation]))
    })
  statements.forEach(({ attachments, object }, index) => {
    check(index, attachments, '/attachments')
    if (object.objectType === 'SubStatement') check(index, object.attachments, '/object/attachments')
  })
  if (violations.length > 0) throw invalidStatements(violations, statements.length)
}

function atStatement(index: number, value: unknown, violations: Violation[]): Violation[] {
  const id = member(value, 'id')
  const place = typeof id === 'string' && isUuid(id) ? { statement: index, id } : { statement: index }
  return violations.map((violation) => ({ ...place, ...violation }))
}

/** One sentence that is enough to find the first error; the violations tell the rest. */
export function invalidStatements(violations: Violation[], statements: number): XapiError {
  const [first] = violations
  if (!first) throw new RangeError('no violation')
  const which = statements > 1 ? `Statement ${first.statement} of the batch (counted from 0)` : 'The statement'
  const more = violations.length > 1 ? `; and ${violations.length - 1} more` : ''
  const where = first.pointer ? `${first.pointer} ` : ''
  return new XapiError('invalid', `${which}: ${where}${first.rule}, found ${first.found}${more}`, violations)
}
