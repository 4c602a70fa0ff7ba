/** What statements mean, as SQL that Athena and DuckDB both read: pieces of the views and of the named questions. */

const verb = (name: string) => `'http://adlnet.gov/expapi/verbs/${name}'`

/** What is said of an activity that is no question, by somebody who is known. */
export const ACTIVITY = "object_type = 'Activity' AND interaction_type IS NULL AND actor_id IS NOT NULL"
export const ANSWER = `object_type = 'Activity' AND (interaction_type IS NOT NULL OR verb_id = ${verb('answered')})`

/** The verbs say it where the result does not; NULL where neither does. */
export const PASSED = `CASE verb_id WHEN ${verb('passed')} THEN true WHEN ${verb('failed')} THEN false ELSE success END`
export const COMPLETED = `coalesce(completion, verb_id = ${verb('completed')})`

const BEGINNINGS = ['launched', 'initialized', 'attempted', 'resumed']
export const STARTED = `verb_id IN (${BEGINNINGS.map(verb).join(', ')})`
const ENDINGS = ['terminated', 'suspended', 'exited', 'abandoned']
/** Their durations are those of sessions, so they add up; other verbs may repeat the same time. */
export const SESSION_ENDED = `verb_id IN (${ENDINGS.map(verb).join(', ')})`

/** The score from 0 (least) to 1 (most), or as scaled by its sender. */
export const SCORE =
  'coalesce(score_scaled, (score_raw - coalesce(score_min, 0)) / nullif(score_max - coalesce(score_min, 0), 0))'
/** The tenth of the scale that `score` is in; a full score is in the last one. */
export const TENTH = 'greatest(least(floor(score * 10), 9e0), -10e0) / 10e0'

/**
 * How much a statement says of a result: 3 what the verbs passed and failed say, 2 success, 1 completion or a score, 0 none. An
 * answer to a question is no result of the course that it is asked in.
 */
export const RESULT = `CASE WHEN verb_id IN (${['passed', 'failed'].map(verb).join(', ')}) THEN 3
      WHEN verb_id = ${verb('answered')} THEN 0
      WHEN success IS NOT NULL THEN 2
      WHEN ${COMPLETED} OR ${SCORE} IS NOT NULL THEN 1
      ELSE 0 END`

/**
 * What an activity belongs to: its grouping, else its parents, else it stands for itself. DuckDB unnests it fast
 * only where it is a column of a query of its own and no filter on `course` reaches it, which else makes a join of it, ten
 * times as slow. So a question filters at its end, by `max(course)`, which is the course of each group.
 */
export const COURSE_IDS = `array_distinct(CASE
      WHEN cardinality(grouping_ids) > 0 THEN grouping_ids
      WHEN cardinality(parent_ids) > 0 THEN parent_ids
      ELSE ARRAY[object_id]
    END) AS course_ids`
export const COURSES = 'UNNEST(course_ids) AS courses(course)'
/** What an activity names as its grouping and its parents. */
const ABOVE = 'coalesce(grouping_ids, ARRAY[]) || coalesce(parent_ids, ARRAY[])'
/** The activity itself, and what it is a part of. */
export const ACTIVITY_IDS = `array_distinct(ARRAY[object_id] || ${ABOVE}) AS course_ids`
/** `?` is the IRI of an activity, of which it and its parts are meant, or empty: then all are. */
export const OF_ACTIVITY = `contains(ARRAY['', object_id] || ${ABOVE}, ?)`

/** Sessions that are suspended go on. */
export const ENDED = `verb_id IN (${ENDINGS.filter((name) => name !== 'suspended')
  .map(verb)
  .join(', ')})`
