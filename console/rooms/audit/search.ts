/** What the address says of this room: which of its views, and what is looked at there. */
import { flagIn, type RawSearch, textIn, wordIn } from '../../shell/search.ts'

export type Search = {
  /** The proof where it is left out. */
  show?: 'trail' | 'evidence' | 'verify' | 'cases' | 'holds' | 'rules'
  /** Whose records may be proven: a part of a name that was looked for, in all years or in the last one. */
  name?: string
  allYears?: true
  /** Who of them was chosen: an Agent as JSON. */
  person?: string
  /** All records of the person, not their results alone. */
  all?: true
  /** What the sentences of records hold that are wanted. */
  words?: string
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

const VIEWS = ['trail', 'evidence', 'verify', 'cases', 'holds', 'rules'] as const

/** What only the trail knows, or begins with. */
const OF_TRAIL = ['period', 'from', 'to', 'who', 'act', 'about', 'of', 'entry'] as const

export function readSearch(raw: RawSearch): Search {
  const search: { [name: string]: unknown } = {
    name: textIn(raw, 'name'),
    allYears: flagIn(raw, 'allYears'),
    person: textIn(raw, 'person'),
    all: flagIn(raw, 'all'),
    words: textIn(raw, 'words'),
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
  const isOfTrail = OF_TRAIL.some((name) => search[name] !== undefined)
  const show = wordIn(raw, 'show', VIEWS) ?? (isOfTrail ? 'trail' : undefined)
  // A proof is shown in one place, whatever view led to it.
  const all = { show: search.statement === undefined ? show : undefined, ...search }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}
