/** What the address says of activities: the one that is open, which side of it, and whose results. */
import { flagIn, type RawSearch, textIn, wordIn } from '../../shell/search.ts'

export const VIEWS = ['results', 'parts', 'items'] as const
export const OUTCOMES = ['failed', 'passed', 'completed'] as const
export const WITHIN = ['7', '30', '90'] as const

export type Search = {
  /** Its IRI. */
  activity?: string
  /** A part of the name or IRI of activities to be found, where none is open; and whether in all years. */
  name?: string
  all?: true
  view?: (typeof VIEWS)[number]
  /** Whose results are shown: all where nothing is said. */
  outcome?: (typeof OUTCOMES)[number]
  /** So many days, until now, by the time of the statements. */
  within?: (typeof WITHIN)[number]
}

export function readSearch(raw: RawSearch): Search {
  const search: { [name: string]: unknown } = {
    activity: textIn(raw, 'activity'),
    name: textIn(raw, 'name'),
    all: flagIn(raw, 'all'),
    view: wordIn(raw, 'view', VIEWS),
    outcome: wordIn(raw, 'outcome', OUTCOMES),
    within: wordIn(raw, 'within', WITHIN),
  }
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined))
}
