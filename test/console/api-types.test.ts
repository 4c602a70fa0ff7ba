/** The types that the console has of the admin API are those of its document. */
import { readFileSync } from 'node:fs'
import { expect, it } from '@jest/globals'
import { currentApiTypes } from '../../bin/compile-api-types.ts'

it('console/api/admin-api.ts is what the document says: `npm run compile` prints it anew', async () => {
  const file = new URL('../../console/api/admin-api.ts', import.meta.url)
  expect(readFileSync(file, 'utf8')).toBe(await currentApiTypes())
})
