/** What a statement's postings cost. */
import { describe, expect, it } from '@jest/globals'
import { toIndexContents } from '../../../lambdas/statements/index/postings.ts'
import { termsOfStatements } from '../../../lambdas/statements/index/terms.ts'
import { type JsonObject, statementOf, uuid } from '../../support/statements.ts'
import { toNewStatements } from '../../support/stores.ts'

const groupOf = (count: number): JsonObject =>
  statementOf(uuid(1), {
    actor: {
      objectType: 'Group',
      mbox: 'mailto:class@example.org',
      member: Array.from({ length: count }, (_, n) => ({ mbox: `mailto:member-${n}@example.org` })),
    },
    context: {
      registration: uuid(7),
      contextActivities: { parent: [{ id: 'http://example.org/p' }], grouping: [{ id: 'http://example.org/g' }] },
    },
  })

/** The sizes of its postings; keys and names of attributes take less than 100 bytes of each. */
function sizesOf(one: JsonObject): number[] {
  const placed = toNewStatements([one]).map(({ prepared }, position) => ({ ...prepared, position }))
  return toIndexContents(termsOfStatements(placed)).postings.map(({ entries }) => entries.length + 100)
}

const unitsOf = (sizes: number[]) => sizes.reduce((sum, size) => sum + Math.ceil(size / 1_024), 0)

describe('the postings of a group', () => {
  it('cost one write unit for each of its members, however many they are', () => {
    const few = sizesOf(groupOf(200))
    expect(few).toHaveLength(208)
    expect(unitsOf(few)).toBeLessThan(208 + 5)
    expect(unitsOf(sizesOf(groupOf(900)))).toBeLessThan(908 + 15)
  })
})
