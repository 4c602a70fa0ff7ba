/** `npm run bench`: measures units, calls, bytes and times, prints them as a table and writes bench/results.json. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { bundleFunctions } from '../lib/bundle.ts'
import { makeTemporaryFolder } from '../local/home/temporary-folder.ts'
import { type Bodies, readBodies } from './bodies.ts'
import { startEngine } from './engine.ts'
import { type Figure, hottestShares, reads, writes } from './figures.ts'
import { type Meter, startMeter } from './meter.ts'
import { noTables, startSystem, tablesAt } from './system.ts'
import { bundle, cpu } from './times.ts'

const SIZES = [1, 10, 50]
/** The number of statements in a store that pages are read from. */
const FILL = 2_000

Object.assign(process.env, { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' })

const bodies = readBodies()
const engine = await startEngine()
const meter = await startMeter(engine.endpoint)
try {
  console.log(`Bodies: ${bodies.source}. Engine: ${engine.name}. Node ${process.version}.\n`)
  const figures = [...(await unitFigures(meter, bodies)), ...(await timeFigures(bodies)), ...(await bundleFigures())]
  print(figures)
  const results = figures.map(({ name, unit, value }) => ({ name, unit, value: Number(value.toFixed(3)) }))
  const file = new URL('results.json', import.meta.url)
  // The results of bench:scale stay in the file: it takes too long to be run each time.
  const before: { name: string }[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []
  const scale = before.filter(({ name }) => name.startsWith('scale/'))
  writeFileSync(file, `${JSON.stringify([...results, ...scale], null, 2)}\n`)
  const over = figures.filter(
    ({ unit, value, budget }) => budget !== undefined && value > budget && unit !== 'x JSON.parse',
  )
  if (over.length > 0) process.exitCode = 1
} finally {
  meter.stop()
  await engine.stop()
}
process.exit()

async function unitFigures(meter: Meter, bodies: Bodies): Promise<Figure[]> {
  const start = (tenant: string) => startSystem(tablesAt(meter.endpoint), tenant)
  const single = { name: 'single', bodies: bodies.all, size: 1 }
  const batch = { name: 'batch-50', bodies: bodies.ofOneLearner(50), size: 50 }
  const written = [
    ...(await writes(meter, await start('single'), single)),
    ...hottestShares(meter),
    ...(await writes(meter, await start('batch-50'), batch)),
  ]
  const stores = []
  for (const size of SIZES) {
    const send = await start(`filled-by-${size}`)
    for (const body of bodies.ofManyLearners(size).slice(0, FILL / size)) await send('POST', '', body)
    stores.push({ send, name: `filled-by-${size}` })
  }
  // Younger bodies are read consistently, at twice the price, which is not what most pages of a real store cost.
  await new Promise((resolve) => setTimeout(resolve, 11_000))
  return [...written, ...(await reads(meter, stores, bodies))]
}

async function timeFigures(bodies: Bodies): Promise<Figure[]> {
  const bare = await startSystem(noTables(), 'bare')
  const whole = await startSystem(tablesAt(engine.endpoint), 'whole')
  return cpu(bodies.inOrder(50), { bare, whole })
}

async function bundleFigures(): Promise<Figure[]> {
  const folder = makeTemporaryFolder('bundles')
  const bundles = await bundleFunctions(folder)
  const figures = [...bundles].flatMap(([name, bundled]) => bundle(name, bundled))
  rmSync(folder, { recursive: true })
  return figures
}

function print(figures: Figure[]) {
  const rows = figures.map(({ name, unit, value, budget }) => ({
    figure: name,
    value: Number(value.toFixed(2)),
    unit,
    budget: budget === undefined ? '' : `<= ${budget}`,
    verdict: budget === undefined ? '' : value <= budget ? 'kept' : 'MISSED',
  }))
  console.table(rows)
}
