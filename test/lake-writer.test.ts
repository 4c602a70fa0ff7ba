import { describe, expect, it } from '@jest/globals'
import { handler } from '../lambdas/lake-writer.ts'

describe('the lake writer function', () => {
  it('names every variable that is missing, at the first call and not before', async () => {
    await expect(handler({ Records: [] })).rejects.toThrow(/LAKE_BUCKET.*CONTENT_BUCKET/)
  })
})
