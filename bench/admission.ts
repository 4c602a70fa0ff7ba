/** What quotas and the count of usage cost, and what a tenant at 20 times its quota does to another one. */
import type { Bodies } from './bodies.ts'
import type { Figure } from './figures.ts'
import type { Send } from './handler-client.ts'
import type { Meter } from './meter.ts'
import { noTables, startSystem, tablesAt } from './system.ts'

const REQUESTS = 400
const ROUNDS = 9
const QUOTAS = { requestsPerSecond: 10_000, statementsPerSecond: 10_000 }

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] as number

/** The statement of a GET that costs the handler least, so that what stands before it is seen. */
const ask = (send: Send) => send('GET', 'limit=1')

async function cpuMs(send: Send): Promise<number> {
  const start = process.cpuUsage()
  for (let n = 0; n < REQUESTS; n++) await ask(send)
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1_000 / REQUESTS
}

/** With quotas and without, on tables that do nothing; and what is written for a request where a second has many. */
export async function admissionFigures(meter: Meter, bodies: Bodies): Promise<Figure[]> {
  const free = await startSystem(noTables(), 'unbounded')
  const bound = await startSystem(noTables(), 'bounded', { quotas: QUOTAS })
  const rounds = { free: [] as number[], bound: [] as number[] }
  for (let round = 0; round < ROUNDS; round++) {
    rounds.free.push(await cpuMs(free))
    rounds.bound.push(await cpuMs(bound))
  }
  const units = async (tenant: string, quotas?: typeof QUOTAS) => {
    const send = await startSystem(tablesAt(meter.endpoint), tenant, quotas && { quotas })
    await ask(send)
    meter.reset()
    for (const body of bodies.all.slice(0, REQUESTS)) await send('POST', '', body)
    return meter.read().writeUnits / Math.min(REQUESTS, bodies.all.length)
  }
  const unbounded = await units('quotas-none')
  return [
    { name: 'admission/cpu/without-quotas', unit: 'ms/request', value: median(rounds.free) },
    {
      name: 'admission/cpu/of-quotas',
      unit: 'ms/request',
      value: median(rounds.bound) - median(rounds.free),
      budget: 0.1,
    },
    {
      name: 'admission/write-units',
      unit: 'units/request',
      value: (await units('quotas-some', QUOTAS)) - unbounded,
      budget: 0.1,
    },
  ]
}

const QUOTA = 10
const TIMES = 20
const SECONDS = 8
const NEIGHBOUR_EVERY_MS = 25

/** A neighbour's p99 beside a tenant at 20 times its quota, as a multiple of its p99 beside one at its quota. */
export async function neighbourFigures(endpoint: string, bodies: Bodies): Promise<Figure[]> {
  const quotas = { requestsPerSecond: QUOTA, statementsPerSecond: QUOTA }
  const noisy = await startSystem(tablesAt(endpoint), 'noisy', { container: '00000001', quotas: quotas })
  const quiet = await startSystem(tablesAt(endpoint), 'quiet', { container: '00000002' })
  // The minute that may come at once is used up first.
  for (const body of bodies.all.slice(0, QUOTA * 70)) await noisy('POST', '', fresh(body))
  await p99(quiet, noisy, QUOTA)
  const calm = await p99(quiet, noisy, QUOTA)
  const loud = await p99(quiet, noisy, QUOTA * TIMES)
  return [
    { name: 'neighbour/p99-at-quota', unit: 'ms', value: calm },
    { name: 'neighbour/p99-ratio', unit: 'x', value: loud / calm, budget: 1.5 },
  ]

  async function p99(neighbour: Send, other: Send, otherPerSecond: number): Promise<number> {
    const times: number[] = []
    const sent: Promise<unknown>[] = []
    const every = (ms: number, send: () => Promise<unknown>) => setInterval(() => void sent.push(send()), ms)
    const body = (n: number) => fresh(bodies.all[n % bodies.all.length] as string)
    const timers = [
      every(1_000 / otherPerSecond, () => other('POST', '', body(sent.length))),
      every(NEIGHBOUR_EVERY_MS, async () => {
        const at = performance.now()
        await neighbour('POST', '', body(sent.length))
        times.push(performance.now() - at)
      }),
    ]
    await new Promise((resolve) => setTimeout(resolve, SECONDS * 1_000))
    timers.map(clearInterval)
    await Promise.all(sent)
    times.sort((a, b) => a - b)
    return times[Math.floor(times.length * 0.99)] ?? Number.NaN
  }
}

const UUIDS = /(?<="id":")[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?=")/g
const fresh = (body: string) => body.replaceAll(UUIDS, () => crypto.randomUUID())
