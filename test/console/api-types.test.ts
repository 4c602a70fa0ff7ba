/** The types that the console has of the admin API are those of its document. */
import { readFileSync } from 'node:fs'
import { expect, it } from '@jest/globals'
import { currentApiTypes } from '../../bin/compile-api-types.ts'
import { problemTexts, problemTitle } from '../../console/parts/problem-texts.ts'
import { Problem, type ProblemKind, toProblemResponse } from '../../lambdas/http/admin/problem.ts'

it('console/api/admin-api.ts is what the document says: `npm run compile` prints it anew', async () => {
  const file = new URL('../../console/api/admin-api.ts', import.meta.url)
  expect(readFileSync(file, 'utf8')).toBe(await currentApiTypes())
})

it('every kind of problem has a title in German, and what is unknown keeps its own', () => {
  // A kind without one does not compile.
  const titles: { [kind in ProblemKind]: string } = problemTexts.de
  const { body } = toProblemResponse(new Problem('not-found', 'There is no such hold.'), 'r1')
  expect(problemTitle(JSON.parse(String(body)), titles)).toBe('Das gibt es hier nicht')
  expect(problemTitle({ type: 'urn:cairn:problem:of-tomorrow', title: 'Tomorrow' }, titles)).toBe('Tomorrow')
})
