/**
 * Counts the uses of credentials, for entries with the first of each hour and every ten minutes after it. What a
 * container has counted since its last entry ends with it, so the counts are a lower bound; that a credential was used
 * in an hour is told with its first use. Reads, voids and refusals have entries of their own, each of them.
 */
import type { TenantId } from '../tenancy/tenant-id.ts'
import type { NewEntry } from './entry.ts'

const TELL_EVERY_MS = 600_000
const HOUR_MS = 3_600_000

type User = { tenant: TenantId; key: string }
type Uses = User & { count: number; first: number; last: number; told: number }

export function createCredentialUses() {
  const users = new Map<string, Uses>()

  const isDue = ({ count, told }: Uses, now: number) =>
    count > 0 && (now - told >= TELL_EVERY_MS || Math.floor(now / HOUR_MS) > Math.floor(told / HOUR_MS))

  return {
    count({ tenant, key }: User, now: number): void {
      const uses = users.get(key) ?? { tenant, key, count: 0, first: now, last: now, told: Number.NEGATIVE_INFINITY }
      users.set(key, { ...uses, count: uses.count + 1, first: uses.count === 0 ? now : uses.first, last: now })
    },
    /** The entries that are due, of any credential; once they are recorded, `tell` is called. */
    due(now: number): { entries: NewEntry[]; tell(): void } {
      const due = [...users.values()].filter((uses) => isDue(uses, now))
      const tell = () => {
        for (const { key, count } of due) {
          const uses = users.get(key)
          if (uses !== undefined) users.set(key, { ...uses, count: uses.count - count, first: now, told: now })
        }
        forgetSilent(users, now)
      }
      return { entries: due.map(entryOf), tell }
    },
  }
}

const entryOf = ({ tenant, key, count, first, last }: Uses): NewEntry => ({
  tenant,
  who: { kind: 'credential', id: key },
  act: 'credential.used',
  outcome: 'done',
  at: last,
  what: { count, first: new Date(first).toISOString() },
})

/** A container lives for hours, and may serve thousands of credentials. */
function forgetSilent(users: Map<string, Uses>, now: number): void {
  for (const [key, { count, told }] of users) if (count === 0 && now - told > HOUR_MS) users.delete(key)
}
