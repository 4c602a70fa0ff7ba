/** What was refused is told in one order, in whatever order a table gives the attributes of an item. */
import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Item } from '../../lambdas/database/tables.ts'
import { fromSenderItem } from '../../lambdas/tenancy/usage/sender-item.ts'
import { fromUsageItem } from '../../lambdas/tenancy/usage/usage-item.ts'

const KEY = { pk: 'one|usage', sk: '2026-01-31' }
const SENDER = { credential: 'lms', lastSeen: 1, accepted: 0, refused: 5 }
const RULES = { 'n.invalid: b': 1, 'n.invalid: a': 1, 'n.forbidden: ': 1, 'n.conflict: c': 2 }
const REFUSED = { 'refused.invalid': 1, 'refused.conflict': 2, 'refused.forbidden': 2 }

const inAnyOrder = (item: Item) =>
  fc
    .shuffledSubarray(Object.entries(item), { minLength: Object.keys(item).length })
    .map((entries) => Object.fromEntries(entries) as Item)

it('of a sender what was broken most comes first, then by its name', () => {
  fc.assert(
    fc.property(inAnyOrder({ ...KEY, ...SENDER, ...RULES }), (item) => {
      const told = fromSenderItem(item).rules.map(({ reason, rule, count }) => [reason, rule, count])
      expect(told).toEqual([
        ['conflict', 'c', 2],
        ['forbidden', '', 1],
        ['invalid', 'a', 1],
        ['invalid', 'b', 1],
      ])
    }),
  )
})

it('of a day the reasons come by their names', () => {
  fc.assert(
    fc.property(inAnyOrder({ ...KEY, last: 1, ...REFUSED }), (item) => {
      expect(Object.keys(fromUsageItem(item).refused)).toEqual(['conflict', 'forbidden', 'invalid'])
    }),
  )
})
