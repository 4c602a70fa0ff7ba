/** What the address says of the start: which sender the steps are for. */
import { type RawSearch, wordIn } from '../../shell/search.ts'

export const SENDERS = ['curl', 'python', 'tincan', 'cmi5', 'moodle', 'storyline'] as const
export type SenderName = (typeof SENDERS)[number]

export type Search = { with?: SenderName }

export function readSearch(raw: RawSearch): Search {
  const sender = wordIn(raw, 'with', SENDERS)
  return sender === undefined ? {} : { with: sender }
}
