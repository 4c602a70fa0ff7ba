/**
 * Counts refused attempts, and tells of the first in an hour, the second, the fourth, the eighth and so on: nobody who
 * tries secrets can fill the trail, and what it says is never less than half of what was tried.
 */
import { isIP } from 'node:net'
import { fingerprint } from '../database/fingerprint.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import type { NewEntry } from './entry.ts'

export type Attempt = {
  /** Of the credential, where it is known or the sender was let in. */
  tenant: TenantId | undefined
  /** As it was sent; none where nothing was. */
  key: string | undefined
  reason: string
  address: string | undefined
  requestId: string
}

const HOUR_MS = 3_600_000
/** Whoever sends another key each time is counted as one from there on. */
const MOST_COUNTED = 500

export function createFailedAttempts() {
  let hour = 0
  let counts = new Map<string, number>()

  /** @returns the entry to record, where one is due */
  return (attempt: Attempt, now: number): NewEntry | undefined => {
    if (Math.floor(now / HOUR_MS) !== hour) {
      hour = Math.floor(now / HOUR_MS)
      counts = new Map()
    }
    const network = networkOf(attempt.address)
    const own = JSON.stringify([attempt.tenant, attempt.key, attempt.reason, network])
    const name = counts.has(own) || counts.size < MOST_COUNTED ? own : 'others'
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    return isPowerOfTwo(count) ? entryOf(attempt, { count, network, isAlone: name === own, now }) : undefined
  }
}

const isPowerOfTwo = (count: number) => (count & (count - 1)) === 0

type Counted = { count: number; network: string; isAlone: boolean; now: number }

function entryOf({ tenant, key, reason, requestId }: Attempt, { count, network, isAlone, now }: Counted): NewEntry {
  return {
    ...(tenant !== undefined && isAlone && { tenant }),
    who: isAlone ? whoOf(tenant, key) : { kind: 'unknown', id: 'others' },
    act: 'attempt.refused',
    outcome: 'refused',
    at: now,
    requestId,
    what: { reason, count, ...(isAlone && { network }) },
  }
}

/** A key that is nobody's may be a secret that was put into the wrong field: only its fingerprint is kept. */
function whoOf(tenant: TenantId | undefined, key: string | undefined): NewEntry['who'] {
  if (tenant !== undefined && key !== undefined) return { kind: 'credential', id: key }
  return { kind: 'unknown', id: key === undefined ? 'nobody' : `#${fingerprint(key)}` }
}

/** Enough to see that attempts come from one place, and less than an address. */
export function networkOf(address = ''): string {
  const mapped = address.replace(/^::ffff:(?=\d+\.)/i, '')
  if (isIP(mapped) === 4) return `${mapped.split('.').slice(0, 3).join('.')}.0/24`
  if (isIP(mapped) !== 6) return 'unknown'
  const [head = '', tail] = mapped.split('%')[0]?.split('::') ?? []
  const groups = [...head.split(':').filter(Boolean)]
  const rest = tail === undefined ? [] : tail.split(':').filter(Boolean)
  const filled = tail === undefined ? groups : [...groups, ...Array(8 - groups.length - rest.length).fill('0'), ...rest]
  return `${filled.slice(0, 3).join(':')}::/48`
}
