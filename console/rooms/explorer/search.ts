/** What the address says of the explorer: the filters, and the statement that is open. */
import { flagIn, type RawSearch, textIn, wordIn } from '../../shell/search.ts'

export type Search = {
  /** An Agent or identified Group as JSON. */
  agent?: string
  verb?: string
  activity?: string
  registration?: string
  /** Whether agent and activity are looked for anywhere in statements. */
  related?: true
  since?: string
  until?: string
  /** The key of a credential: what has its authority. */
  credential?: string
  /** Voided ones alone, by when they were voided. */
  voided?: true
  ascending?: true
  /** Whether new ones are shown as they come. */
  live?: true
  /** The id of the statement that is open, and what is shown of it. */
  statement?: string
  view?: 'tree' | 'raw' | 'chain' | 'origin'
}

const VIEWS = ['tree', 'raw', 'chain', 'origin'] as const

export function readSearch(raw: RawSearch): Search {
  const search: { [name: string]: unknown } = {
    agent: textIn(raw, 'agent'),
    verb: textIn(raw, 'verb'),
    activity: textIn(raw, 'activity'),
    registration: textIn(raw, 'registration'),
    related: flagIn(raw, 'related'),
    since: textIn(raw, 'since'),
    until: textIn(raw, 'until'),
    credential: textIn(raw, 'credential'),
    voided: flagIn(raw, 'voided'),
    ascending: flagIn(raw, 'ascending'),
    live: flagIn(raw, 'live'),
    statement: textIn(raw, 'statement'),
    view: wordIn(raw, 'view', VIEWS),
  }
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined))
}
