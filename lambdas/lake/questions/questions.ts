/** All named questions, in the order in which they are listed. */
import { ACTIVE_LEARNERS } from './active-learners.ts'
import { ACTIVITIES } from './activities.ts'
import { ATTEMPTS_UNTIL_PASS } from './attempts-until-pass.ts'
import { COMPLETIONS } from './completions.ts'
import { EVIDENCE } from './evidence.ts'
import { FAILED_QUESTIONS } from './failed-questions.ts'
import { FUNNEL } from './funnel.ts'
import { ITEMS } from './items.ts'
import { NEVER_FINISHED } from './never-finished.ts'
import { PEOPLE } from './people.ts'
import type { Question } from './question.ts'
import { RETENTION } from './retention.ts'
import { SCORE_BY_OUTCOME } from './score-by-outcome.ts'
import { SCORE_DISTRIBUTION } from './score-distribution.ts'
import { SCORE_TREND } from './score-trend.ts'
import { SOURCES } from './sources.ts'
import { TIME_SPENT } from './time-spent.ts'
import { VERBS } from './verbs.ts'

export const QUESTIONS: Question[] = [
  COMPLETIONS,
  SCORE_DISTRIBUTION,
  SCORE_TREND,
  ATTEMPTS_UNTIL_PASS,
  TIME_SPENT,
  ACTIVE_LEARNERS,
  FAILED_QUESTIONS,
  NEVER_FINISHED,
  FUNNEL,
  SOURCES,
  VERBS,
  EVIDENCE,
  SCORE_BY_OUTCOME,
  RETENTION,
  ITEMS,
  PEOPLE,
  ACTIVITIES,
]
