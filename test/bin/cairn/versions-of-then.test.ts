/** The content of a moment: each object as the bucket showed it then. */
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type Version, versionsOfThen } from '../../../bin/cairn/drill/versions-of-then.ts'

const at = (seconds: number) => new Date(seconds * 1_000)
const then = (versions: Version[], deletions: Version[], seconds: number) =>
  versionsOfThen({ versions, deletions }, seconds * 1_000, new Set()).map(({ VersionId }) => VersionId)

describe('the versions of a moment', () => {
  const versions = [
    { Key: 'a', VersionId: 'a2', LastModified: at(20) },
    { Key: 'a', VersionId: 'a1', LastModified: at(10) },
  ]
  const deletions = [{ Key: 'a', VersionId: 'gone', LastModified: at(30) }]

  it.each([
    ['before the first one', 9, []],
    ['with the first one', 10, ['a1']],
    ['overwritten', 25, ['a2']],
    ['deleted', 30, []],
  ])('are those that were the newest then: %s', (_, seconds, expected) => {
    expect(then(versions, deletions, seconds)).toEqual(expected)
  })

  it('are those of a bucket to which the same was done until then, in whatever pages they are listed', () => {
    const change = fc.record({ key: fc.constantFrom('a', 'b', 'c'), isPut: fc.boolean() })
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 20 }),
        fc.nat(25),
        fc.integer({ min: 1, max: 6 }),
        (changes, until, page) => {
          const bucket = new Map<string, string>()
          const listed = changes.map(({ key, isPut }, second) => {
            if (second <= until) isPut ? bucket.set(key, String(second)) : bucket.delete(key)
            return { Key: key, VersionId: String(second), LastModified: at(second), isPut }
          })
          // S3 lists by key, and of one key the newest first.
          const order = listed.toReversed().toSorted((one, other) => one.Key.localeCompare(other.Key))
          const decided = new Set<string>()
          const found: Version[] = []
          for (let start = 0; start < order.length; start += page) {
            const some = order.slice(start, start + page)
            const lists = { versions: some.filter(({ isPut }) => isPut), deletions: some.filter(({ isPut }) => !isPut) }
            found.push(...versionsOfThen(lists, until * 1_000, decided))
          }
          expect(new Map(found.map(({ Key = '', VersionId = '' }) => [Key, VersionId]))).toEqual(bucket)
          expect(found).toHaveLength(bucket.size)
        },
      ),
    )
  })
})
