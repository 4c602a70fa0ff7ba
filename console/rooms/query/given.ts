/** The parameters of a question: as the address has them, as somebody types them, and as the API takes them. Pure. */
import type { Query, QueryParameter } from '../../api/admin-api.ts'
import type { QuestionParameters } from '../../api/use-question.ts'

export type Typed = { readonly [name: string]: string }

/** A day that never comes: what is asked for has no last day, and the field stays empty. */
const OPEN_END = '9999-12-31'
export const isOpenEnd = ({ type, default: value }: QueryParameter): boolean => type === 'date' && value === OPEN_END
const defaultText = (parameter: QueryParameter) => (isOpenEnd(parameter) ? '' : String(parameter.default ?? ''))

/** What is left as the question has it is not in the address. */
export const givenOf = (typed: Typed, { parameters }: Query): string[] =>
  parameters.flatMap((parameter) => {
    const text = typed[parameter.name] ?? ''
    return text === defaultText(parameter) ? [] : [`${parameter.name}=${text}`]
  })

export function typedOf(given: readonly string[], { parameters }: Query): Typed {
  const said = new Map(given.map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]))
  return Object.fromEntries(parameters.map((one) => [one.name, said.get(one.name) ?? defaultText(one)]))
}

/** The rule that a text breaks, by its name among the texts of the room. */
export type Complaint = 'isMissing' | 'isNoDate' | 'isNoInteger' | 'isNoNumber'

export function complaintOf(parameter: QueryParameter, text: string): Complaint | undefined {
  const { type, required } = parameter
  if (text.trim() === '' && isOpenEnd(parameter)) return undefined
  if (text.trim() === '')
    return required || type === 'date' || type === 'integer' || type === 'number' ? 'isMissing' : undefined
  if (type === 'date' && !isDay(text)) return 'isNoDate'
  if (type === 'integer' && !/^-?\d{1,15}$/.test(text.trim())) return 'isNoInteger'
  return type === 'number' && !Number.isFinite(Number(text)) ? 'isNoNumber' : undefined
}

const isDay = (text: string) => {
  const date = new Date(`${text}T00:00:00Z`)
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

export const parametersOf = (typed: Typed, { parameters }: Query): QuestionParameters =>
  Object.fromEntries(
    parameters.flatMap((parameter) => {
      const { name, type } = parameter
      const text = typed[name] ?? ''
      if (text === '' && isOpenEnd(parameter)) return []
      return [[name, type === 'integer' || type === 'number' ? Number(text) : text]]
    }),
  )
