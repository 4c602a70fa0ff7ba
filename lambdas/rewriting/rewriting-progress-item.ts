/** How far the work of a case has come, an item of `Control`. It goes when the case has ended. */
import type { Condition, Item, Key } from '../database/tables.ts'
import { type ChangesTree, NO_CHANGES } from '../evidence/changes.ts'
import type { CasePlace } from './notes.ts'

/** Objects of the lake's bucket that went. `exports`: by their prefixes. `unknown`: folders that nobody knows, which stay. */
export type Copies = { results: number; exports: string[]; undelivered: number; unknown: string[] }

/**
 * `kept`: by the reason. `leaves`: of what stands with another text, chained hour by hour. `records`: all that went or
 * stand otherwise, as a tree.
 */
export type Counts = {
  statements: { removed: number; replaced: number }
  kept: { [because: string]: number }
  documents: { removed: number; replaced: number }
  configuration: { removed: number; replaced: number }
  attachments: number
  objects: number
  /** Batches whose texts are lost or damaged, the first hundred. */
  unreadable: string[]
  /** Files of the lake that nobody could read, and that went: the first hundred. */
  files: string[]
  copies: Copies
  leaves: { count: number; hash: string }
  records: ChangesTree
}

export type RewritingProgress = {
  began: string
  /** The hour of the tenant's first statement, where it has any, and that in which the case began. */
  first?: string
  last: string
  /** All of it is done twice: the second time for what was under way. */
  round: number
  /** The next round begins no sooner, or the next look for copies. */
  notBefore?: string
  /** Which step is at hand, and where to go on in it. */
  step: number
  after?: string
  /** Of the day at hand: whether any of its statements was changed. */
  isDayChanged?: boolean
  /** When the lake's last day was rewritten for the last time. */
  rewritten?: string
  /** Hashes of attachments that statements had; those that others have are taken away one by one. */
  data: string[]
  counts: Counts
}

export const NOTHING_DONE: Counts = {
  statements: { removed: 0, replaced: 0 },
  kept: {},
  documents: { removed: 0, replaced: 0 },
  configuration: { removed: 0, replaced: 0 },
  attachments: 0,
  objects: 0,
  unreadable: [],
  files: [],
  copies: { results: 0, exports: [], undelivered: 0, unknown: [] },
  leaves: { count: 0, hash: '' },
  records: NO_CHANGES,
}

export const rewritingProgressKey = ({ tenant, caseId }: CasePlace): Key => ({ pk: `${tenant}|rewriting`, sk: caseId })

export type KeptProgress = { progress: RewritingProgress; version: number }

export const toRewritingProgressItem = (place: CasePlace, { progress, version }: KeptProgress): Item => ({
  ...rewritingProgressKey(place),
  progress: JSON.stringify(progress),
  n: version,
})

export const fromRewritingProgressItem = ({ progress, n }: Item): KeptProgress => ({
  progress: JSON.parse(String(progress)),
  version: Number(n),
})

/** That no other run went on meanwhile. */
export const isStillAt = (version: number): Condition =>
  version === 0 ? { attribute: 'n', noneOf: '*' } : { attribute: 'n', oneOf: [version] }
