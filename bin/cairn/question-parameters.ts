/** The parameters of a question, as they are given on the command line. */
import type { Parameter, Question } from '../../lambdas/lake/questions/question.ts'
import { type GivenValues, TENANT_PARAMETER } from '../../lambdas/lake/questions/values.ts'
import type { SqlValue } from '../../lambdas/lake/sql.ts'
import { textOf, type Values } from './command.ts'
import { UsageError } from './failure.ts'

/** In the order of their question marks. @throws UsageError that names the parameter and the rule */
export const parameterValues = ({ parameters }: Question, values: Values): SqlValue[] =>
  parameters.map((parameter) => givenValue(parameter, textOf(values, parameter.name)))

/** Those that are given, by name: whoever answers knows the others, and the tenant. @throws UsageError */
export function givenValues({ parameters }: Question, values: Values): GivenValues {
  const given = parameters.filter(({ name }) => name !== TENANT_PARAMETER && textOf(values, name) !== undefined)
  return Object.fromEntries(
    given.flatMap((parameter) => {
      const value = givenValue(parameter, textOf(values, parameter.name))
      return typeof value === 'string' || typeof value === 'number' ? [[parameter.name, value]] : []
    }),
  )
}

function givenValue({ name, type, default: other, meaning }: Parameter, text: string | undefined): SqlValue {
  if (text === undefined) {
    if (other === undefined) throw new UsageError(`--${name} is needed: ${meaning}.`)
    return other
  }
  if (type === 'integer' || type === 'number') {
    const number = Number(text)
    const isGood = text.trim() !== '' && (type === 'integer' ? Number.isSafeInteger(number) : Number.isFinite(number))
    if (!isGood) throw new UsageError(`--${name} ${text}: it must be ${type === 'integer' ? 'a whole' : 'a'} number.`)
    return number
  }
  if (type === 'date' && !isDay(text)) throw new UsageError(`--${name} ${text}: it must be a day such as 2026-11-21.`)
  return text
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}
