/** What the address says of the list of tenants. */
import { flagIn, type RawSearch, textIn, wordIn } from '../../shell/search.ts'

export const SHOWN = ['suspended', 'held', 'leaving'] as const

export type Search = {
  /** A part of an id or a name. */
  find?: string
  show?: (typeof SHOWN)[number]
  /** Whether the cost of each is read, too. */
  cost?: true
  /** Whether a tenant is being made. */
  new?: true
}

export function readSearch(raw: RawSearch): Search {
  const search: { [name: string]: unknown } = {
    find: textIn(raw, 'find'),
    show: wordIn(raw, 'show', SHOWN),
    cost: flagIn(raw, 'cost'),
    new: flagIn(raw, 'new'),
  }
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined))
}
