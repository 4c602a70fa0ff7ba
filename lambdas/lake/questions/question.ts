/**
 * The questions that analysts ask, as plain data: SQL that Athena and DuckDB both read, its parameters in the order of
 * their `?`, and how to draw the answer. Each is about one tenant and the days on which statements were stored.
 */

import type { Chart } from '../chart/charted.ts'

/** A `date` is a text such as 2026-11-21; several `words` stand in one text, with a space between them. */
export type ParameterType = 'text' | 'words' | 'date' | 'integer' | 'number'
export type Parameter = { name: string; type: ParameterType; meaning: string; default?: string | number }
export type AnswerColumn = { name: string; unit: string; meaning: string }

export type Question = {
  name: string
  meaning: string
  parameters: Parameter[]
  columns: AnswerColumn[]
  sql: string
  chart: Chart
}

export const column = (name: string, unit: string, meaning: string): AnswerColumn => ({ name, unit, meaning })

/** The parameters of `SPAN`, which every question begins with. */
export const SPAN_PARAMETERS: Parameter[] = [
  { name: 'tenant', type: 'text', meaning: 'whose statements' },
  { name: 'from', type: 'date', default: '2026-01-01', meaning: 'first day of storing' },
  { name: 'to', type: 'date', default: '9999-12-31', meaning: 'last day of storing' },
]
export const SPAN = 'tenant = ? AND dt >= ? AND dt <= ?'

/** A parameter that may stay empty, for a condition `? IN ('', ...)`. */
export const optional = (name: string, meaning: string): Parameter => ({
  name,
  type: 'text',
  default: '',
  meaning: `${meaning}; all where it is empty`,
})
