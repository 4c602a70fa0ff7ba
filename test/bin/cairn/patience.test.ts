/** A port whose calls are made again while the store is not available. */
import { describe, expect, it } from '@jest/globals'
import { patient } from '../../../bin/cairn/patience.ts'
import { Unavailable } from '../../../lambdas/database/unavailable.ts'
import { stillClock } from '../../support/clocks.ts'

describe('a patient port', () => {
  /** A port whose call fails so often before it answers. */
  const port = (failures: number, error: Error) => {
    let left = failures
    const get = async (name: string) => {
      if (left-- > 0) throw error
      return `${name} there`
    }
    return { get }
  }
  const away = new Unavailable(new Error('away'))

  it('answers after a minute in which the store was away', async () => {
    await expect(patient(port(8, away), stillClock()).get('it')).resolves.toBe('it there')
  })

  it('fails after two minutes of a store that is away, and at once where waiting does not help', async () => {
    const clock = stillClock()
    const start = clock.now()
    await expect(patient(port(1_000, away), clock).get('it')).rejects.toBe(away)
    expect(clock.now() - start).toBeGreaterThan(120_000)
    expect(clock.now() - start).toBeLessThan(140_000)
    await expect(patient(port(1, new Error('wrong')), clock).get('it')).rejects.toThrow('wrong')
  })
})
