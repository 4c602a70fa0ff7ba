/** What the address says of the dashboards: the days they are about, one course, and how the learners are counted. */
import { dayIn } from '../../parts/periods.ts'
import { flagIn, type RawSearch, textIn, wordIn } from '../../shell/search.ts'

export const DAYS = ['7', 'last-week', '30', '90', '365'] as const
export const PERIODS = ['day', 'week', 'month'] as const

export type Search = {
  /** So many days of storing, until today, or the last whole week; 90 where nothing is said. */
  days?: (typeof DAYS)[number]
  /** Days of somebody's own, both included: then `days` does not count. */
  from?: string
  to?: string
  /** The IRI of a course. */
  course?: string
  period?: (typeof PERIODS)[number]
  /** Whether all courses are in the table, not only those with the most failures. */
  all?: true
}

export function readSearch(raw: RawSearch): Search {
  const search: { [name: string]: unknown } = {
    days: wordIn(raw, 'days', DAYS),
    from: dayIn(raw, 'from'),
    to: dayIn(raw, 'to'),
    course: textIn(raw, 'course'),
    period: wordIn(raw, 'period', PERIODS),
    all: flagIn(raw, 'all'),
  }
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined))
}
