/** The item of what one credential sent: when it was seen last, what was accepted, what was refused and where. */
import { fingerprint } from '../../database/fingerprint.ts'
import type { Increase, Item, Key, Range } from '../../database/tables.ts'
import { SENDERS_PARTITION } from '../../runtime/names.ts'
import type { TenantId } from '../tenant-id.ts'

/** A rule that requests broke: how often, and where in the last of them. */
export type BrokenRule = {
  /** `invalid`, or another code of the errors. */
  reason: string
  rule: string
  count: number
  /** JSON Pointer, or the name of a header, parameter or part; never a value. */
  place: string
}

/** Times in milliseconds since 1970. */
export type Sender = {
  credential: string
  lastSeen: number
  accepted: number
  refused: number
  lastRefused?: number
  rules: BrokenRule[]
}

const COUNT = 'n.'
const PLACE = 'at.'

/** @param credential its key, which may be longer than a sort key */
export const senderKey = (tenant: TenantId, credential: string): Key => ({
  pk: `${tenant}|${SENDERS_PARTITION}`,
  sk: fingerprint(credential),
})

/** What is new of a sender. */
export function sentMore({ credential, lastSeen, accepted, refused, lastRefused, rules }: Sender): Increase {
  return {
    by: { accepted, refused, ...Object.fromEntries(rules.map((one) => [COUNT + nameOf(one), one.count])) },
    set: {
      credential,
      lastSeen,
      ...(lastRefused !== undefined && { lastRefused }),
      ...Object.fromEntries(rules.map((one) => [PLACE + nameOf(one), one.place])),
    },
  }
}

const nameOf = ({ reason, rule }: BrokenRule) => `${reason}: ${rule}`

/** The rules that were broken most come first; an item has its attributes in any order. */
export function fromSenderItem(item: Item): Sender {
  const { credential, lastSeen, accepted, refused, lastRefused } = item
  const rules = Object.entries(item).flatMap(([name, count]): BrokenRule[] => {
    if (!name.startsWith(COUNT)) return []
    const [reason = '', ...rest] = name.slice(COUNT.length).split(': ')
    const place = String(item[PLACE + name.slice(COUNT.length)] ?? '')
    return [{ reason, rule: rest.join(': '), count: Number(count), place }]
  })
  return {
    credential: String(credential),
    lastSeen: Number(lastSeen),
    accepted: Number(accepted),
    refused: Number(refused),
    ...(lastRefused !== undefined && { lastRefused: Number(lastRefused) }),
    rules: rules.sort((a, b) => b.count - a.count || (nameOf(a) < nameOf(b) ? -1 : 1)),
  }
}

export const sendersOf = (tenant: TenantId): Range => ({
  pk: `${tenant}|${SENDERS_PARTITION}`,
  from: '-',
  to: '~',
  ascending: true,
  limit: 1_000,
})
