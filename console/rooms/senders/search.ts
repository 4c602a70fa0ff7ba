/** What the address says of the senders: the list, the one that is open, and what is being done to it. */
import { flagIn, type RawSearch, textIn, wordIn } from '../../shell/search.ts'

export const SHOWN = ['refused', 'unused', 'ending'] as const
export const ACTS = ['change', 'rotate', 'revoke'] as const

export type Search = {
  view?: 'launches'
  /** A part of a label or key. */
  find?: string
  show?: (typeof SHOWN)[number]
  /** The key of the one that is open, and the dialog about it. */
  credential?: string
  act?: (typeof ACTS)[number]
  /** Whether a credential is being made. */
  new?: true
}

export function readSearch(raw: RawSearch): Search {
  const search: { [name: string]: unknown } = {
    view: wordIn(raw, 'view', ['launches']),
    find: textIn(raw, 'find'),
    show: wordIn(raw, 'show', SHOWN),
    credential: textIn(raw, 'credential'),
    act: wordIn(raw, 'act', ACTS),
    new: flagIn(raw, 'new'),
  }
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined))
}
