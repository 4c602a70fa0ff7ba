/** How each sender is: its credential, and what was counted of it, told as one. Pure. */
import type { Credential, Sender } from '../../api/admin-api.ts'

/** A credential that sent nothing has no counts; one of a launch, or that was revoked, is in no list. */
export type SenderRow = { key: string; label: string; credential?: Credential; sender?: Sender }

/**
 * failing: its last request was refused. refused: some were within a day. expired, ending: its time is over, or will be
 * within two weeks. gone: it sent something once, and is no credential of the list.
 */
export const HEALTHS = ['failing', 'expired', 'refused', 'ending', 'works', 'unused', 'gone'] as const
export type Health = (typeof HEALTHS)[number]

const DAY_MS = 86_400_000
const LATELY_MS = DAY_MS
const SOON_MS = 14 * DAY_MS

export function healthOf({ credential, sender }: Omit<SenderRow, 'key' | 'label'>, now: number): Health {
  if (credential === undefined) return 'gone'
  const ends = credential.expires === undefined ? Number.POSITIVE_INFINITY : Date.parse(credential.expires)
  if (ends <= now) return 'expired'
  const refused = sender?.lastRefused === undefined ? Number.NEGATIVE_INFINITY : Date.parse(sender.lastRefused)
  if (sender !== undefined && refused >= Date.parse(sender.lastSeen)) return 'failing'
  if (now - refused < LATELY_MS) return 'refused'
  if (ends - now < SOON_MS) return 'ending'
  return lastSeenOf({ credential, ...(sender && { sender }) }) === undefined ? 'unused' : 'works'
}

/** Counts are a minute late, the note of a credential's use five: the later of both. */
export function lastSeenOf({ credential, sender }: Omit<SenderRow, 'key' | 'label'>): string | undefined {
  const [last] = [credential?.lastUsed, sender?.lastSeen].filter((one) => one !== undefined).sort(byTime)
  return last
}

const byTime = (a: string, b: string) => Date.parse(b) - Date.parse(a)

/** Each once; those that somebody should look at come first, then who was seen last. */
export function toRows(credentials: readonly Credential[], senders: readonly Sender[], now: number): SenderRow[] {
  const rows = new Map<string, SenderRow>()
  for (const credential of credentials) {
    const { key, label } = credential
    rows.set(key, { key, label, credential })
  }
  for (const sender of senders) {
    const { credential: key } = sender
    rows.set(key, { ...(rows.get(key) ?? { key, label: key }), sender })
  }
  const rank = (row: SenderRow) => HEALTHS.indexOf(healthOf(row, now))
  return [...rows.values()].sort(
    (a, b) => rank(a) - rank(b) || byTime(lastSeenOf(a) ?? '1970', lastSeenOf(b) ?? '1970') || (a.key < b.key ? -1 : 1),
  )
}

export function isShown(row: SenderRow, { find, show }: { find?: string; show?: string }, now: number): boolean {
  const text = find?.toLowerCase() ?? ''
  if (!row.label.toLowerCase().includes(text) && !row.key.toLowerCase().includes(text)) return false
  if (show === 'refused') return (row.sender?.refused ?? 0) > 0
  const health = healthOf(row, now)
  return show === undefined || (show === 'unused' ? health === 'unused' : health === 'ending' || health === 'expired')
}
