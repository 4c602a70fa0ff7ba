/** docs/audit.md lists what is recorded, as the code has it; the console has words for it. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'
import { actTexts } from '../../console/rooms/audit/acts.ts'
import { ACTS } from '../../lambdas/audit/acts.ts'

const FILE = join(import.meta.dirname, '../../docs/audit.md')
const PLACE = /(?<=<!-- acts -->\n)[\s\S]*(?=<!-- \/acts -->)/

function actsTable(): string {
  const rows = Object.entries(ACTS).map(
    ([name, { by, says, what }]) => `| \`${name}\` | ${by.join(', ')} | ${says} | ${what} |`,
  )
  return ['| Act | By | What happened | What is kept |', '|---|---|---|---|', ...rows, ''].join('\n')
}

// The table is made from the definitions: UPDATE_DOCS=1 writes it.
it('docs/audit.md lists every act that is recorded', () => {
  if (process.env.UPDATE_DOCS) writeFileSync(FILE, readFileSync(FILE, 'utf8').replace(PLACE, actsTable))
  expect(readFileSync(FILE, 'utf8').match(PLACE)?.[0]).toBe(actsTable())
})

it('the console says every act that is recorded in words', () => {
  expect(Object.keys(ACTS).filter((act) => !(act in actTexts.en))).toEqual([])
})
