/** What the address says of learners: whose page is open, and which side of it. */
import { flagIn, type RawSearch, textIn, wordIn } from '../../shell/search.ts'

export const VIEWS = ['timeline', 'courses'] as const

export type Search = {
  /** An Agent or identified Group as JSON. */
  agent?: string
  /** A part of the name or identifier of people to be found, where nobody is open; and whether in all years. */
  name?: string
  all?: true
  view?: (typeof VIEWS)[number]
  /** The registration that is open in the timeline. */
  registration?: string
}

export function readSearch(raw: RawSearch): Search {
  const search: { [name: string]: unknown } = {
    agent: textIn(raw, 'agent'),
    name: textIn(raw, 'name'),
    all: flagIn(raw, 'all'),
    view: wordIn(raw, 'view', VIEWS),
    registration: textIn(raw, 'registration'),
  }
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined))
}
