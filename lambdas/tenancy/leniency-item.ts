/** The item that counts what one credential was let pass. It stays when the credential goes: statements came by it. */
import { fingerprint } from '../database/fingerprint.ts'
import type { Increase, Item, Key, Range } from '../database/tables.ts'
import { LENIENCY_PARTITION } from '../runtime/names.ts'
import { LENIENT_RULE_NAMES, type LenientRule } from '../xapi/leniency.ts'
import type { TenantId } from './tenant-id.ts'

/** By rule, how many requests needed it. */
export type LeniencyCounts = { [rule in LenientRule]?: number }

/** @param credential its key, which may be longer than a sort key */
export const leniencyKey = (tenant: TenantId, credential: string): Key => ({
  pk: `${tenant}|${LENIENCY_PARTITION}`,
  sk: fingerprint(credential),
})

/** @param last when a request was counted last, in milliseconds since 1970 */
export const countedUp = (credential: string, counts: LeniencyCounts, last: number): Increase => ({
  by: { ...counts },
  set: { credential, last },
})

export function fromLeniencyItem(item: Item): { credential: string; counts: LeniencyCounts } {
  const counts: LeniencyCounts = {}
  for (const rule of LENIENT_RULE_NAMES) {
    const count = item[rule]
    if (typeof count === 'number') counts[rule] = count
  }
  return { credential: String(item.credential), counts }
}

export const leniencyOf = (tenant: TenantId): Range => ({
  pk: `${tenant}|${LENIENCY_PARTITION}`,
  from: '-',
  to: '~',
  ascending: true,
  limit: 1_000,
})
