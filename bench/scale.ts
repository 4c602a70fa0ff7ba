/**
 * `npm run bench:scale`: what the 13 cases cost in one tenant of 10 thousand, 100 thousand and 1 million statements,
 * and then beside 999 other tenants. A page must not cost more as the store grows: over 10 % more is exit code 1.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { compileSchemas } from '../bin/compile-schemas.ts'
import { type Engine, startEngine } from './engine.ts'
import type { Send } from './handler-client.ts'
import { type Meter, startMeter } from './meter.ts'
import { type Case, FILL_SIZE, fillBodies, readCases, writeCases } from './trax.ts'
import { refuseWords } from './words.ts'

// A fresh clone has no compiled schemas yet, and the functions cannot be loaded without.
compileSchemas()
const { startSystem, tablesAt } = await import('./system.ts')

refuseWords(`Usage: [SIZES=10000,100000,1000000] npm run bench:scale

Fills a store in memory to each of the sizes and measures TRAX LRS's 13 cases there; with a million statements it takes
10 to 15 minutes. Writes bench/results.json and docs/scale.svg.

Exit codes: 0 done, 1 a page costs more as the store grows, 2 not understood`)

const SIZES = (process.env.SIZES ?? '10000,100000,1000000').split(',').map(Number)
const OTHER_TENANTS = 999
/** Statements between the cases' own writes and the next reads, so that the reads do not find those writes. */
const TOP_UP = 10_000
const FILLERS = 4
/** Younger bodies are read consistently, at twice the price. */
const SETTLE_MS = 11_000
const MOST_GROWTH = 1.1
/** The least that DynamoDB bills for one more item: a smaller difference comes from where pages happened to begin. */
const GRAIN = 0.5
/** A page of 50 spans more or fewer requests by where it begins in them, so pages are read at several places. */
const PASSES = 5
const BETWEEN_PASSES = 7
const RESULTS = new URL('results.json', import.meta.url)

type Systems = { fill: Send; send: Send }
type Row = { case: string; store: string; writeUnits: number; readUnits: number; calls: number; ms: number }

Object.assign(process.env, { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' })

const engine = await startEngine('memory')
const meter = await startMeter(engine.endpoint)
try {
  const rows = await measureAll(engine, meter)
  print(rows)
  save(rows)
  const grown = growth(rows)
  for (const line of grown) console.error(line)
  if (grown.length > 0) process.exitCode = 1
  else await import('./scale-picture.ts')
} finally {
  meter.stop()
  await engine.stop()
}
process.exit()

async function measureAll(engine: Engine, meter: Meter): Promise<Row[]> {
  const fill = await startSystem(tablesAt(engine.endpoint), 'large', { container: '000000f1' })
  const send = await startSystem(tablesAt(meter.endpoint), 'large')
  const systems = { fill, send }
  const rows: Row[] = []
  let filled = 0
  for (const size of SIZES) {
    await fillUp(systems.fill, { from: filled, to: size })
    filled = size
    rows.push(...(await measure(systems, meter, nameOf(size))))
    save(rows)
  }
  await fillOthers(engine)
  await fillUp(systems.fill, { from: filled, to: filled + TOP_UP })
  rows.push(...(await measure(systems, meter, `${nameOf(filled)} + ${OTHER_TENANTS} tenants`)))
  return rows
}

function nameOf(size: number): string {
  return size < 1e6 ? `${size / 1e3} k` : `${size / 1e6} M`
}

async function fillUp(send: Send, { from, to }: { from: number; to: number }) {
  const started = performance.now()
  await add(send, Math.ceil((to - from) / FILL_SIZE))
  const perSecond = (to - from) / ((performance.now() - started) / 1_000)
  console.log(`Filled to ${nameOf(to)} statements, ${Math.round(perSecond)} a second`)
}

async function add(send: Send, requests: number) {
  const bodies = fillBodies()
  let left = requests
  const filler = async () => {
    while (left-- > 0) await sendUntilStored(send, bodies.next().value)
  }
  await Promise.all(Array.from({ length: FILLERS }, filler))
}

/** As a client should: sends again what was not stored, with the same ids. */
async function sendUntilStored(send: Send, body: string) {
  for (let attempts = 5; ; attempts--) {
    try {
      return await send('POST', '', body)
    } catch (error) {
      if (attempts === 0) throw error
      await new Promise((resolve) => setTimeout(resolve, 2_000))
    }
  }
}

/** One request for each tenant: all that matters is that there are their partitions. */
async function fillOthers(engine: Engine) {
  const bodies = fillBodies()
  const tables = tablesAt(engine.endpoint)
  for (let tenant = 0; tenant < OTHER_TENANTS; tenant++) {
    const send = await startSystem(tables, `other-${tenant}`, { container: '000000f2' })
    await sendUntilStored(send, bodies.next().value)
  }
}

async function measure({ fill, send }: Systems, meter: Meter, store: string): Promise<Row[]> {
  const passes: CaseTotals[] = []
  for (let pass = 0; pass < PASSES; pass++) {
    // The reads come first: after the writes they would find what those wrote.
    if (pass > 0) await add(fill, BETWEEN_PASSES)
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
    for (const one of readCases()) passes.push(await run(send, meter, one))
  }
  for (const one of writeCases()) passes.push(await run(send, meter, one))
  const names = [...new Set(passes.map((totals) => totals.case))]
  return names.map((name) =>
    toRow(
      name,
      store,
      passes.filter((totals) => totals.case === name),
    ),
  )
}

/** What all requests of a case cost together. */
type CaseTotals = { case: string; calls: number; readUnits: number; writeUnits: number; times: number[] }

async function run(send: Send, meter: Meter, { name, method, sizes, requests }: Case): Promise<CaseTotals> {
  const times: number[] = []
  await send('GET', 'limit=1')
  meter.reset()
  for (const { query, body } of requests) {
    const started = performance.now()
    const response = await send(method, query, body)
    times.push(performance.now() - started)
    const { length } = method === 'GET' ? JSON.parse(response.body).statements : JSON.parse(response.body)
    if (length !== sizes) throw new Error(`${name} gave ${length} statements, not ${sizes}: it can't be compared.`)
  }
  return { case: name, ...meter.read(), times }
}

/** Means of the units and calls per request, the median of the milliseconds. */
function toRow(name: string, store: string, passes: CaseTotals[]): Row {
  const times = passes.flatMap((totals) => totals.times).sort((a, b) => a - b)
  const mean = (of: (totals: CaseTotals) => number) =>
    Number((passes.reduce((sum, totals) => sum + of(totals), 0) / times.length).toFixed(2))
  return {
    case: name,
    writeUnits: mean(({ writeUnits }) => writeUnits),
    readUnits: mean(({ readUnits }) => readUnits),
    calls: mean(({ calls }) => calls),
    ms: Number((times[times.length >> 1] ?? 0).toFixed(1)),
    store,
  }
}

/** Names each read whose units or calls grew. Each filter has a list; agent+verb+activity uses the agent's. */
function growth(rows: Row[]): string[] {
  const smallest = rows.filter(({ store }) => store === rows[0]?.store)
  return smallest
    .filter((row) => row.case.startsWith('get/'))
    .flatMap((small) =>
      rows
        .filter((row) => row.case === small.case)
        .flatMap((row) =>
          (['readUnits', 'calls'] as const)
            .filter((unit) => row[unit] > small[unit] * MOST_GROWTH && row[unit] - small[unit] >= GRAIN)
            .map((unit) => `${row.case}: ${unit} grew from ${small[unit]} to ${row[unit]} at ${row.store}`),
        ),
    )
}

function print(rows: Row[]) {
  const cases = [...new Set(rows.map((row) => row.case))]
  console.table(cases.flatMap((name) => rows.filter((row) => row.case === name)))
}

function save(rows: Row[]) {
  const before: { name: string }[] = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, 'utf8')) : []
  const results = rows.flatMap((row) => [
    { name: `scale/${row.store}/${row.case}/write-units`, unit: 'units/request', value: row.writeUnits },
    { name: `scale/${row.store}/${row.case}/read-units`, unit: 'units/request', value: row.readUnits },
    { name: `scale/${row.store}/${row.case}/calls`, unit: 'calls/request', value: row.calls },
    { name: `scale/${row.store}/${row.case}/ms`, unit: 'ms', value: row.ms },
  ])
  const others = before.filter(({ name }) => !name.startsWith('scale/'))
  writeFileSync(RESULTS, `${JSON.stringify([...others, ...results], null, 2)}\n`)
}
