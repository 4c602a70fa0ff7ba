/** The counts of what credentials were let pass, in the table `Control`. */
import { describe, expect, it } from '@jest/globals'
import { createLeniencyCounter, readLeniencyCounts } from '../../lambdas/tenancy/leniency-counter.ts'
import { tenantId } from '../../lambdas/tenancy/tenant-id.ts'
import type { LenientRule } from '../../lambdas/xapi/leniency.ts'
import { stillClock } from '../support/clocks.ts'
import { engines, useEngine } from '../support/engines.ts'

describe.each(engines)('the counter of leniency on %s', (name) => {
  const engine = useEngine(name)
  const used = (...rules: LenientRule[]) => new Set(rules)

  /** A container's counter, and how often it has written. */
  function container(clock = stillClock()) {
    const writes: string[] = []
    const increase: typeof engine.tables.increase = (table, key, change) => {
      writes.push(key.pk)
      return engine.tables.increase(table, key, change)
    }
    return { count: createLeniencyCounter({ increase }, clock.now), writes, clock }
  }

  it('writes the first count at once, and then each minute what has come since, by credential and rule', async () => {
    const tenant = tenantId('minutes')
    const { count, writes, clock } = container()
    for (let n = 0; n < 5; n++) await count({ tenant, key: 'lms' }, used('boolean-case'))
    await count({ tenant, key: 'app' }, used('boolean-case', 'missing-version'))
    expect(writes).toHaveLength(1)
    expect(await readLeniencyCounts(engine.tables, tenant)).toEqual(new Map([['lms', { 'boolean-case': 1 }]]))
    clock.move(60_000)
    await count({ tenant, key: 'lms' }, used('missing-version'))
    expect(writes).toHaveLength(3)
    expect(await readLeniencyCounts(engine.tables, tenant)).toEqual(
      new Map([
        ['lms', { 'boolean-case': 5, 'missing-version': 1 }],
        ['app', { 'boolean-case': 1, 'missing-version': 1 }],
      ]),
    )
  })

  it('adds up what several containers count, and keeps tenants and keys of any length apart', async () => {
    const [tenant, other] = [tenantId('several'), tenantId('several-2')]
    const long = 'x'.repeat(2_000)
    await Promise.all(Array.from({ length: 8 }, () => container().count({ tenant, key: long }, used('trailing-query'))))
    await container().count({ tenant: other, key: long }, used('object-type'))
    expect(await readLeniencyCounts(engine.tables, tenant)).toEqual(new Map([[long, { 'trailing-query': 8 }]]))
    expect(await readLeniencyCounts(engine.tables, other)).toEqual(new Map([[long, { 'object-type': 1 }]]))
  })

  it('keeps what it cannot write for the next minute, and says so', async () => {
    const tenant = tenantId('outage')
    const clock = stillClock()
    let isDown = true
    const increase: typeof engine.tables.increase = async (...change) => {
      if (isDown) throw new Error('down')
      return engine.tables.increase(...change)
    }
    const count = createLeniencyCounter({ increase }, clock.now)
    await expect(count({ tenant, key: 'lms' }, used('boolean-case'))).rejects.toThrow('down')
    await count({ tenant, key: 'lms' }, used('boolean-case'))
    isDown = false
    clock.move(60_000)
    await count({ tenant, key: 'lms' }, used('boolean-case'))
    expect(await readLeniencyCounts(engine.tables, tenant)).toEqual(new Map([['lms', { 'boolean-case': 3 }]]))
  })
})
