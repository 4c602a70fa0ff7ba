/**
 * When credentials were used last, in the items that list them. A container notes each at most once in five minutes,
 * with a request, so what is shown is that much too old at worst.
 */
import type { Tables } from '../database/tables.ts'
import { usedAt } from './credential-listing-item.ts'
import type { Principal } from './principal.ts'

const NOTE_EVERY_MS = 300_000

/** So many credentials in five minutes have their notes forgotten, and are noted once more. */
const REMEMBERED = 10_000

export function createUseNotes({ updateIf }: Pick<Tables, 'updateIf'>, now: () => number) {
  const noted = new Map<string, number>()

  /** @throws when it can't be noted now: it is tried again with the next request */
  return async ({ tenant, key, launch }: Pick<Principal, 'tenant' | 'key' | 'launch'>): Promise<void> => {
    // Launches are not listed as credentials: there may be thousands a day.
    if (launch !== undefined || now() - (noted.get(key) ?? Number.NEGATIVE_INFINITY) < NOTE_EVERY_MS) return
    if (noted.size >= REMEMBERED) noted.clear()
    noted.set(key, now())
    try {
      await updateIf('control', usedAt(tenant, key, now()))
    } catch (error) {
      noted.delete(key)
      throw error
    }
  }
}
