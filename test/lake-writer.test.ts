/** The function file of the lake's writer: importing it reads nothing. */
import { describe, expect, it } from '@jest/globals'
import { handler } from '../lambdas/lake-writer.ts'

describe('the lake writer function', () => {
  it('rejects its first call with the names of all missing variables, and its import with none', async () => {
    await expect(handler({ Records: [] })).rejects.toThrow(/LAKE_BUCKET.*CONTENT_BUCKET.*TENANT_ROLE/)
  })
})
