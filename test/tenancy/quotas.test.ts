/** Quotas by the second: many containers share one bucket, in `Control`. */
import { randomUUID } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { BURST_SECONDS, createBucket } from '../../lambdas/tenancy/quotas/bucket.ts'
import { createLeases } from '../../lambdas/tenancy/quotas/leases.ts'
import { type TenantId, tenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { stillClock } from '../support/clocks.ts'
import { type Engine, useEngine } from '../support/engines.ts'

const bucket = 'requestsPerSecond'

/** What one bucket that everybody asks would let pass. */
function idealBucket(rate: number, start: number) {
  let tokens = rate * BURST_SECONDS
  let last = start
  return (time: number, count: number) => {
    tokens = Math.min(rate * BURST_SECONDS, tokens + ((time - last) / 1_000) * rate)
    last = time
    if (tokens < Math.min(count, rate * BURST_SECONDS)) return false
    tokens -= count
    return true
  }
}

/** Containers with leases of their own on one clock, and what they wrote. */
function fleet({ tables }: Engine, size: number) {
  const clock = stillClock()
  let writes = 0
  const addIf: typeof tables.addIf = (...addition) => {
    writes++
    return tables.addIf(...addition)
  }
  const start = () => createLeases(createBucket({ addIf }, clock.now), clock.now)
  const containers = Array.from({ length: size }, start)
  const replace = (at: number) => {
    containers[at] = start()
  }
  return { clock, containers, writes: () => writes, replace }
}

type Load = {
  tenant: TenantId
  rate: number
  tokens: number
  /** How many requests a second come at a second. */
  offered: (second: number) => number
  seconds: number
  /** Which container takes a request, of so many. */
  pick: (second: number, random: number) => number
}

const TICKS = 20
/** By one container, at the rates here. */
const MOST_LEASED = 24

/** Sends the load to the containers; beside it, asks the ideal bucket. */
async function play(
  engine: Engine,
  containers: number,
  { tenant, rate, tokens, offered, seconds, pick }: Load,
  seed = 1,
) {
  const all = fleet(engine, containers)
  const ideal = idealBucket(rate, all.clock.now())
  const random = mulberry(seed)
  const sums = { offered: 0, passed: 0, ideal: 0 }
  for (let second = 0; second < seconds; second++) {
    for (let tick = 0; tick < TICKS; tick++) {
      const count = Math.floor(offered(second) / TICKS) + (random() < (offered(second) / TICKS) % 1 ? 1 : 0)
      for (let each = 0; each < count; each++) {
        const container = all.containers[pick(second, random())]
        if (container === undefined) throw new Error('No such container')
        sums.offered++
        if ((await container.spend({ tenant, bucket, rate, tokens })) === undefined) sums.passed++
        if (ideal(all.clock.now(), tokens)) sums.ideal++
      }
      all.clock.move(1_000 / TICKS)
    }
  }
  return { ...sums, writes: all.writes() }
}

function mulberry(seed: number) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

const REST = { times: 0, busy: 1 }
/** Twelve containers rest for a quarter of a minute with what they leased, and the bucket is full when they go on. */
const RESTED = {
  rate: 7,
  phases: [{ times: 0.8, busy: 13 }, REST, { times: 20, busy: 12 }, REST, REST, REST],
  seed: 11,
}

const among = (count: number) => (_: number, random: number) => Math.floor(random * count)

describe('a quota by the second, shared by containers', () => {
  const engine = useEngine()

  it('lets 50 containers at 20 times the quota have what one bucket would give, within 10 %', async () => {
    const load = {
      tenant: tenantId(randomUUID()),
      rate: 10,
      tokens: 1,
      offered: () => 200,
      seconds: 90,
      pick: among(50),
    }
    const { passed, ideal, offered, writes } = await play(engine, 50, load)
    expect(Math.abs(passed - ideal) / ideal).toBeLessThanOrEqual(0.1)
    expect(writes / offered).toBeLessThanOrEqual(0.1)
  })

  it('refuses nobody below the quota, for a tenth of a write a request, at a request a second and container', async () => {
    const load = {
      tenant: tenantId(randomUUID()),
      rate: 60,
      tokens: 1,
      offered: () => 50,
      seconds: 90,
      pick: among(50),
    }
    const { passed, offered, writes } = await play(engine, 50, load)
    expect(passed).toBe(offered)
    expect(writes / offered).toBeLessThanOrEqual(0.1)
  })

  it('counts the statements of a request', async () => {
    const load = {
      tenant: tenantId(randomUUID()),
      rate: 100,
      tokens: 50,
      offered: () => 20,
      // The first minute costs more, and by chance: leases begin short, and pauses after refusals differ.
      seconds: 240,
      pick: among(10),
    }
    const { passed, ideal, offered, writes } = await play(engine, 10, load)
    expect(Math.abs(passed - ideal) / ideal).toBeLessThanOrEqual(0.1)
    expect(writes / offered).toBeLessThanOrEqual(0.1)
  })

  it.each([
    [1, 10],
    [2, 20],
    [5, 20],
  ])(
    'errs by a tenth at most with a small quota, %i a second, and three of four of %i containers frozen',
    async (rate, size) => {
      const load = {
        tenant: tenantId(randomUUID()),
        rate,
        tokens: 1,
        offered: () => rate * 3,
        seconds: 120,
        pick: (second: number, random: number) => Math.floor(random * (second < 30 ? size : Math.ceil(size / 4))),
      }
      const { passed, ideal } = await play(engine, size, load)
      expect(Math.abs(passed - ideal) / ideal).toBeLessThanOrEqual(0.1)
    },
  )

  it('errs by a tenth at most, whatever comes, beside what containers hold that stand still', async () => {
    const phase = fc.record({ times: fc.constantFrom(0, 0.2, 0.8, 3, 20), busy: fc.integer({ min: 1, max: 20 }) })
    const load = fc.record({
      rate: fc.integer({ min: 5, max: 30 }),
      phases: fc.array(phase, { minLength: 6, maxLength: 6 }),
      seed: fc.integer(),
    })
    await fc.assert(
      fc.asyncProperty(load, async ({ rate, phases, seed }) => {
        const at = (second: number) => phases[Math.floor(second / 15)] ?? { times: 0, busy: 1 }
        const { passed, ideal } = await play(
          engine,
          20,
          {
            tenant: tenantId(randomUUID()),
            rate,
            tokens: 1,
            offered: (second) => Math.min(rate * at(second).times, 100),
            seconds: 90,
            // The first ones are frozen while fewer are busy: a frozen one gives nothing back.
            pick: (second, random) => 19 - Math.floor(random * at(second).busy),
          },
          seed,
        )
        const steps = phases.map((phase, n) => [phase, phases[n + 1] ?? phase] as const)
        const frozen = steps.reduce((sum, [{ busy }, next]) => sum + Math.max(0, busy - next.busy), 0)
        // Who rests takes a lease along for half a minute, while the bucket fills.
        const rested = steps.reduce(
          (sum, [{ times, busy }, next]) => sum + (times > 0 && next.times === 0 ? busy : 0),
          0,
        )
        expect(passed - ideal).toBeLessThanOrEqual(Math.max(ideal * 0.1, 10) + rested * MOST_LEASED)
        expect(ideal - passed).toBeLessThanOrEqual(Math.max(ideal * 0.1, 10) + frozen * MOST_LEASED)
      }),
      { numRuns: process.env.DEEP ? 50 : 4, examples: [[RESTED]] },
    )
  }, 60_000)
})
