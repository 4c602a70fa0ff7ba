/** What the address says of this room: which of its views, and what is looked at there. */
import { type RawSearch, textIn, wordIn } from '../../shell/search.ts'

export type Search = {
  /** The trail where it is left out. */
  show?: 'evidence' | 'verify' | 'cases' | 'holds' | 'rules'
  /** Of the trail: the last so many, a day where it is left out; what has `from` or `to` has no period. */
  period?: 'hour' | 'week' | 'month'
  from?: string
  to?: string
  who?: string
  act?: string
  /** An Agent as JSON: reads that named this person. */
  about?: string
  /** What belongs to no tenant, for owners. */
  of?: 'deployment'
  /** The id of the entry that is open. */
  entry?: string
  /** Of the evidence: what is digested, statements where it is left out. */
  source?: 'audit'
  /** Whose proof is wanted. */
  statement?: string
  case?: string
  /** What is being prepared. */
  make?: 'erasure' | 'retention' | 'hold' | 'rule'
  /** The rule that is being changed. */
  rule?: string
}

const VIEWS = ['evidence', 'verify', 'cases', 'holds', 'rules'] as const

export function readSearch(raw: RawSearch): Search {
  const search: { [name: string]: unknown } = {
    show: wordIn(raw, 'show', VIEWS),
    period: wordIn(raw, 'period', ['hour', 'week', 'month']),
    from: textIn(raw, 'from'),
    to: textIn(raw, 'to'),
    who: textIn(raw, 'who'),
    act: textIn(raw, 'act'),
    about: textIn(raw, 'about'),
    of: wordIn(raw, 'of', ['deployment']),
    entry: textIn(raw, 'entry'),
    source: wordIn(raw, 'source', ['audit']),
    statement: textIn(raw, 'statement'),
    case: textIn(raw, 'case'),
    make: wordIn(raw, 'make', ['erasure', 'retention', 'hold', 'rule']),
    rule: textIn(raw, 'rule'),
  }
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined))
}
