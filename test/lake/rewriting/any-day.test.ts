/** A random day of the lake and random changes of it, against what the row code gives for the changed statements. */
import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { REMOVED } from '../../../lambdas/lake/amendments.ts'
import type { Row } from '../../../lambdas/lake/columns.ts'
import { STATEMENT_ROWS } from '../../../lambdas/lake/compaction/compacted-table.ts'
import { rewriteFiles } from '../../../lambdas/lake/compaction/rewrite.ts'
import { statementToRow } from '../../../lambdas/lake/row.ts'
import { arbitraryStatement } from '../../support/arbitrary-statements.ts'
import { sequence, useRewrittenLake } from '../../support/rewritten-lake.ts'

const MOST = 24
const FILES = 5

const day = useRewrittenLake()

const upTo = (minLength: number) =>
  fc.uniqueArray(arbitraryStatement, { selector: ({ id }) => id, minLength, maxLength: MOST })
const eachOf = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: MOST, maxLength: MOST })
const world = fc.record({
  statements: upTo(3),
  others: upTo(MOST),
  fates: eachOf(fc.constantFrom('kept', 'removed', 'replaced')),
  places: eachOf(fc.nat(FILES - 1)),
  groupRows: fc.integer({ min: 1, max: 9 }),
  isRepeated: fc.boolean(),
})

it('a rewritten day holds what the row code gives for the changed statements, and no octet of an old text', async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ statements, others, fates, places, groupRows, isRepeated }) => {
      day.begin()
      const { tenant } = day
      const mark = (i: number) => `person<${tenant}-${i}>`
      const rows = statements.map((one, i) => statementToRow(JSON.stringify({ ...one, marked: mark(i) }), sequence(i)))
      for (let file = 0; file < FILES; file++) {
        const own = rows.filter((_, i) => places[i] === file || (isRepeated && i % FILES === file))
        if (own.length > 0) await (file === 2 ? putSorted(own, groupRows) : day.put(`${file}`, own))
      }
      const changes = new Map<string, string>()
      const expected: Row[] = []
      for (const [i, { id }] of statements.entries()) {
        const text = JSON.stringify({ ...others[i], id, marked: 'nobody' })
        if (fates[i] !== 'kept') changes.set(String(id), fates[i] === 'removed' ? REMOVED : text)
        if (fates[i] === 'kept') expected.push(rows[i] as Row)
        if (fates[i] === 'replaced') expected.push(statementToRow(text, sequence(i)))
      }
      if (changes.size > 0) expect((await day.rewriteToTheEnd(changes)).again).toBeUndefined()
      const after = await day.shown()
      const left = await day.octets()
      for (const [i, fate] of fates.slice(0, statements.length).entries())
        expect([i, left.includes(mark(i))]).toEqual([i, fate === 'kept'])
      // The oracle: another tenant, for whom nothing was ever stored but what is left.
      day.begin()
      if (expected.length > 0) await day.put('all', expected)
      const oracle = expected.length > 0 ? await day.shown() : []
      expect(after).toEqual(oracle.map((row) => ({ ...row, tenant })))
    }),
    { numRuns: process.env.DEEP ? 50 : 4 },
  )
}, 300_000)

/** As compaction leaves a file. */
async function putSorted(rows: Row[], groupRows: number) {
  const input = await day.put('loose', rows)
  const size = { rows: groupRows, bytes: 1e9 }
  const output = `${day.folder}sorted.parquet`
  await rewriteFiles(day.lake.files(), { table: STATEMENT_ROWS, inputs: [input], output, size })
  await day.lake.files().delete(input.key)
}
