/**
 * The questions that analysts ask, as plain data: SQL that Athena and DuckDB both read, its parameters in the order of
 * their `?`, and how to draw the answer. Each is about one tenant and the days on which statements were stored.
 */

/** A `date` is a text such as 2026-11-21; several `words` stand in one text, with a space between them. */
export type ParameterType = 'text' | 'words' | 'date' | 'integer' | 'number'
export type Parameter = { name: string; type: ParameterType; meaning: string; default?: string | number }
export type AnswerColumn = { name: string; unit: string; meaning: string }
/** `x`, each of `y` and `series` are columns of the answer; a series is a line or a colour of its own. */
export type Chart = { kind: 'bar' | 'line' | 'heat'; x: string; y: string[]; series?: string }

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

const verb = (name: string) => `'http://adlnet.gov/expapi/verbs/${name}'`

/** What is said of an activity that is no question, by somebody who is known. */
export const ACTIVITY = "object_type = 'Activity' AND interaction_type IS NULL AND actor_id IS NOT NULL"
export const ANSWER = `object_type = 'Activity' AND (interaction_type IS NOT NULL OR verb_id = ${verb('answered')})`

/** The verbs say it where the result does not; NULL where neither does. */
export const PASSED = `CASE verb_id WHEN ${verb('passed')} THEN true WHEN ${verb('failed')} THEN false ELSE success END`
export const COMPLETED = `coalesce(completion, verb_id = ${verb('completed')})`

const BEGINNINGS = ['launched', 'initialized', 'attempted', 'resumed']
export const STARTED = `verb_id IN (${BEGINNINGS.map(verb).join(', ')})`
/** Their durations are those of sessions, so they add up; other verbs may repeat the same time. */
export const SESSION_ENDED = `verb_id IN (${['terminated', 'suspended', 'exited', 'abandoned'].map(verb).join(', ')})`

/** The score from 0 (least) to 1 (most), or as scaled by its sender. */
export const SCORE =
  'coalesce(score_scaled, (score_raw - coalesce(score_min, 0)) / nullif(score_max - coalesce(score_min, 0), 0))'
/** The tenth of the scale that `score` is in; a full score is in the last one. */
export const TENTH = 'greatest(least(floor(score * 10), 9e0), -10e0) / 10e0'

/** What an activity belongs to: its grouping, else its parents, else it stands for itself. */
export const COURSES = `UNNEST(array_distinct(CASE
    WHEN cardinality(grouping_ids) > 0 THEN grouping_ids
    WHEN cardinality(parent_ids) > 0 THEN parent_ids
    ELSE ARRAY[object_id]
  END)) AS courses(course)`
