/** What the address says of this room: the question, what it is asked with, and how its answer is looked at. */
import { flagIn, type RawSearch, textIn, textsIn, wordIn } from '../../shell/search.ts'

export type Search = {
  question?: string
  /** `name=value` of each parameter that is not left as it is. */
  given?: string[]
  /** Whether it is asked: then its answer is there, the earlier one where it is young enough. */
  asked?: true
  /** How the answer is shown; a chart where it is left out. */
  as?: 'table'
  /** The column that the chart draws. */
  measure?: string
}

export function readSearch(raw: RawSearch): Search {
  const search: { [name: string]: unknown } = {
    question: textIn(raw, 'question'),
    given: textsIn(raw, 'given'),
    asked: flagIn(raw, 'asked'),
    as: wordIn(raw, 'as', ['table']),
    measure: textIn(raw, 'measure'),
  }
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined))
}
