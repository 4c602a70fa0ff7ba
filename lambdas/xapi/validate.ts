/** The one place where an unknown value becomes a `Statement`, and where the errors of statements get their words. */
import { memberOf } from '../json/value.ts'
import { MAX_VIOLATIONS, type Violation, XapiError } from './errors.ts'
import { explain, kindOf } from './explanation.ts'
import { brokenRules } from './rules.ts'
import { type Attachment, isSubStatement, type Statement, type Version } from './statement.ts'
import type { StatementsBody } from './statements-body.ts'
import { isUuid } from './string-formats.ts'
import { statement103, statement200 } from './validators.compiled.js'

const CHECKS = { '1.0.3': statement103, '2.0.0': statement200 }

/**
 * @param equalBounds lets pass scores whose min is their max
 * @throws XapiError `invalid` with the first violations of all statements, each with the statement's index and id.
 */
export function validateStatements(
  { values }: Pick<StatementsBody, 'values'>,
  version: Version,
  equalBounds = false,
): Statement[] {
  const violations: Violation[] = []
  const isStatement = CHECKS[version]
  for (let index = 0; index < values.length && violations.length < MAX_VIOLATIONS; index++) {
    const value = values[index]
    if (!isStatement(value)) violations.push(...atStatement(index, value, shapeViolations(value, version)))
    const broken = brokenRules(value, equalBounds)
    if (broken.length > 0) violations.push(...atStatement(index, value, broken))
  }
  if (violations.length === 0) violations.push(...repeatedIds(values))
  if (violations.length > 0) throw invalidStatements(violations, values.length)
  return values as Statement[]
}

function shapeViolations(value: unknown, version: Version): Violation[] {
  const violations = explain(value, `urn:cairn:xapi:statement:${version}`)
  return violations.length > 0 ? violations : [{ pointer: '', rule: 'must be a statement', found: kindOf(value) }]
}

/** 2.0 4.1.6.1 (a SHOULD in 1.0.3): no two statements of a batch have the same id. */
function repeatedIds(values: unknown[]): Violation[] {
  if (values.length < 2) return []
  const seen = new Set<string>()
  const violations: Violation[] = []
  values.forEach((value, index) => {
    const id = memberOf(value, 'id')
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

/** PUT takes one statement; its id, if it has one, is that of the request (1.0.3 Communication 2.1.1; 2.0 4.1.6.1). */
export function requireOneWithId({ single }: StatementsBody, [statement]: Statement[], id: string): void {
  if (!single) throw new XapiError('invalid', 'PUT takes one statement, not an array.')
  if (statement?.id === undefined || statement.id.toLowerCase() === id.toLowerCase()) return
  const violation = { pointer: '/id', rule: 'must be the statementId of the request' }
  throw new XapiError('invalid', 'The statement has another id than the request.', [violation])
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
    if (isSubStatement(object)) check(index, object.attachments, '/object/attachments')
  })
  if (violations.length > 0) throw invalidStatements(violations, statements.length)
}

function atStatement(index: number, value: unknown, violations: Violation[]): Violation[] {
  const id = memberOf(value, 'id')
  const place = typeof id === 'string' && isUuid(id) ? { statement: index, id } : { statement: index }
  return violations.map((violation) => ({ ...place, ...violation }))
}

/** One sentence that is enough to find the first error; the violations tell the rest. */
export function invalidStatements(violations: Violation[], statements: number): XapiError {
  const [first] = violations
  if (!first) throw new RangeError('no violation')
  const which = statements > 1 ? `Statement ${first.statement} of the batch (counted from 0)` : 'The statement'
  const others = Math.min(violations.length, MAX_VIOLATIONS) - 1
  const more = others > 0 ? `; and ${others} more` : ''
  const where = first.pointer ? `${first.pointer} ` : ''
  return new XapiError('invalid', `${which}: ${where}${first.rule}, found ${first.found}${more}`, violations)
}
