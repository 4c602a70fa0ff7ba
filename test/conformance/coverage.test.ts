/** The tables of docs/conformance.md say what the requirements cover. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'
import { coverageSummary, coverageTable } from './coverage.ts'

const TABLES = [
  ['docs/conformance.md', 'coverage', coverageTable],
  ['docs/conformance.md', 'conformance', coverageSummary],
] as const

// The tables are made by the rows: UPDATE_DOCS=1 writes them.
it.each(TABLES)('%s shows what the rows cover (%s)', (file, marker, tableOf) => {
  const path = join(import.meta.dirname, '../..', file)
  const place = new RegExp(`(?<=<!-- ${marker} -->\n)[\\s\\S]*(?=\n<!-- /${marker} -->)`)
  if (process.env.UPDATE_DOCS) writeFileSync(path, readFileSync(path, 'utf8').replace(place, tableOf()))
  expect(readFileSync(path, 'utf8').match(place)?.[0]).toBe(tableOf())
})
