/** Rules of the statement as data: values at their places, valid or not. */
import type { Json, Version } from '../../support/lrs.ts'
import { newSubStatement, type Part } from '../../support/sent-statements.ts'
import { VOIDED } from '../../support/statements.ts'

/** One value at one place of a statement, and whether a statement that has it is valid. */
export type Rule = {
  id: string
  title: string
  /** What replaces properties of a valid statement. */
  part: Part
  valid: boolean
  /** Both when absent. */
  versions?: readonly Version[]
}

/** A rule's values: title -> value. */
export type Values = { [title: string]: Json }

/** Where a value of some type may stand: name of the place -> the statement part that holds it. */
export type Places = { [place: string]: (value: Json) => Part }

export const valid = (id: string, title: string, part: Part): Rule => ({ id, title, part, valid: true })
export const invalid = (id: string, title: string, part: Part): Rule => ({ id, title, part, valid: false })

/** Every value is valid at every place. */
export const accepts = (id: string, places: Places, values: Values): Rule[] =>
  everywhere(places, values).map(({ title, part }) => valid(id, title, part))

/** Every value is invalid at every place. */
export const rejects = (id: string, places: Places, values: Values): Rule[] =>
  everywhere(places, values).map(({ title, part }) => invalid(id, title, part))

export const only = (versions: readonly Version[], ...rules: Rule[]): Rule[] =>
  rules.map((rule) => ({ ...rule, versions }))

function everywhere(places: Places, values: Values): { title: string; part: Part }[] {
  return Object.entries(places).flatMap(([place, partOf]) =>
    Object.entries(values).map(([title, value]) => ({ title: `${place}: ${title}`, part: partOf(value) })),
  )
}

/** Properties that a SubStatement may have: a rule about only these holds inside it too. */
const INNER = new Set(['actor', 'verb', 'object', 'result', 'context', 'timestamp', 'attachments'])

/** The same rule inside a SubStatement (XAPI-00066), where it makes sense there: a SubStatement holds no other. */
export function withinSubStatement(rule: Rule): Rule[] {
  const { part } = rule
  const nested = typeof part.object === 'object' && (part.object as Part | null)?.objectType === 'SubStatement'
  const voids = (part.verb as Part | undefined)?.id === VOIDED.id
  if (nested || voids || !Object.keys(part).every((key) => INNER.has(key))) return []
  return [{ ...rule, title: `SubStatement, ${rule.title}`, part: { object: newSubStatement(part) } }]
}
