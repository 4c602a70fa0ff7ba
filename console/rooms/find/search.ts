/** What the address says of the search: what is looked for, and in which years. */
import { flagIn, type RawSearch, textIn } from '../../shell/search.ts'

export type Search = {
  /** A part of a name, or an identifier. */
  text?: string
  /** Whether people, and activities, are looked for in all years. */
  allPeople?: true
  allActivities?: true
}

export function readSearch(raw: RawSearch): Search {
  const search: { [name: string]: unknown } = {
    text: textIn(raw, 'text'),
    allPeople: flagIn(raw, 'allPeople'),
    allActivities: flagIn(raw, 'allActivities'),
  }
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined))
}
