/** What the address says of a tenant's members, usage and settings. */
import { flagIn, type RawSearch, textIn, wordIn } from '../../shell/search.ts'

export const VIEWS = ['members', 'usage', 'settings'] as const
export const ACTS = ['change', 'suspend', 'hold', 'release', 'delete', 'quotas'] as const
export const SPANS = ['7', '30', '90', '365'] as const

export type Search = {
  view?: 'usage' | 'settings'
  /** For how many days usage is shown; 30 without it. */
  days?: (typeof SPANS)[number]
  /** The subject of the member whose role is changed, or taken away. */
  member?: string
  remove?: true
  /** Whether a member is being added. */
  new?: true
  /** What is being done to the tenant. */
  act?: (typeof ACTS)[number]
}

export function readSearch(raw: RawSearch): Search {
  const search: { [name: string]: unknown } = {
    view: wordIn(raw, 'view', ['usage', 'settings']),
    days: wordIn(raw, 'days', SPANS),
    member: textIn(raw, 'member'),
    remove: flagIn(raw, 'remove'),
    new: flagIn(raw, 'new'),
    act: wordIn(raw, 'act', ACTS),
  }
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined))
}
