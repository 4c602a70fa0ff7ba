/** What the address says of activities: the one that is open, which side of it, and whose results. */
import { dayIn } from '../../parts/periods.ts'
import { flagIn, type RawSearch, textIn, wordIn } from '../../shell/search.ts'

export const VIEWS = ['results', 'parts', 'items'] as const
export const OUTCOMES = ['failed', 'passed', 'completed'] as const
export const WITHIN = ['7', 'last-week', '30', '90', '365'] as const

export type Search = {
  /** Its IRI. */
  activity?: string
  /** A part of the name or IRI of activities to be found, where none is open; and whether in all years. */
  name?: string
  all?: true
  view?: (typeof VIEWS)[number]
  /** Whose results are shown: all where nothing is said. */
  outcome?: (typeof OUTCOMES)[number]
  /** So many days, until now, or the last whole week. */
  within?: (typeof WITHIN)[number]
  /** Days of somebody's own, both included: then `within` does not count. */
  from?: string
  to?: string
  /** Which time counts: that of the statement where nothing is said. */
  by?: 'stored'
}

export function readSearch(raw: RawSearch): Search {
  const search: { [name: string]: unknown } = {
    activity: textIn(raw, 'activity'),
    name: textIn(raw, 'name'),
    all: flagIn(raw, 'all'),
    view: wordIn(raw, 'view', VIEWS),
    outcome: wordIn(raw, 'outcome', OUTCOMES),
    within: wordIn(raw, 'within', WITHIN),
    from: dayIn(raw, 'from'),
    to: dayIn(raw, 'to'),
    by: wordIn(raw, 'by', ['stored']),
  }
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined))
}
