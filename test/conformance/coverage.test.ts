import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'
import { coverageTable } from './coverage.ts'

const PAGE = join(import.meta.dirname, '../../docs/conformance.md')
const TABLE = /(?<=<!-- coverage -->\n)[\s\S]*(?=\n<!-- \/coverage -->)/

// The page is made by the rows: UPDATE_DOCS=1 writes it.
it('shows in docs/conformance.md what the rows cover', () => {
  const page = readFileSync(PAGE, 'utf8')
  if (process.env.UPDATE_DOCS) writeFileSync(PAGE, page.replace(TABLE, coverageTable()))
  expect(readFileSync(PAGE, 'utf8')).toContain(coverageTable())
})
