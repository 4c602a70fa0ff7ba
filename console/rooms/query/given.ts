/** The parameters of a question: as the address has them, as somebody types them, and as the API takes them. Pure. */
import type { Query, QueryParameter } from '../../api/admin-api.ts'
import type { QuestionParameters } from '../../api/use-question.ts'

export type Typed = { readonly [name: string]: string }

/** What is left as the question has it is not in the address. */
export const givenOf = (typed: Typed, { parameters }: Query): string[] =>
  parameters.flatMap(({ name, default: value }) => {
    const text = typed[name] ?? ''
    return text === String(value ?? '') ? [] : [`${name}=${text}`]
  })

export function typedOf(given: readonly string[], { parameters }: Query): Typed {
  const said = new Map(given.map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]))
  return Object.fromEntries(parameters.map(({ name, default: value }) => [name, said.get(name) ?? String(value ?? '')]))
}

/** The rule that a text breaks, by its name among the texts of the room. */
export type Complaint = 'isMissing' | 'isNoDate' | 'isNoInteger' | 'isNoNumber'

export function complaintOf({ type, required }: QueryParameter, text: string): Complaint | undefined {
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
    parameters.map(({ name, type }) => {
      const text = typed[name] ?? ''
      return [name, type === 'integer' || type === 'number' ? Number(text) : text]
    }),
  )
