/** `npm run bench`: measures units, calls, bytes and times, prints them as a table and writes bench/results.json. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { compileSchemas } from '../bin/compile-schemas.ts'
import { bundleFunctions } from '../lib/bundle.ts'
import { makeTemporaryFolder } from '../local/home/temporary-folder.ts'
import { type Bodies, corpusBodies, generatedBodies } from './bodies.ts'
import { startEngine } from './engine.ts'
import { evidenceFigures } from './evidence.ts'
import { type Figure, hottestShares, reads, writes } from './figures.ts'
import { type Meter, startMeter } from './meter.ts'
import { bundle, cpu, cpuOfReads } from './times.ts'
import { refuseWords } from './words.ts'

const SIZES = [1, 10, 50]
/** What another machine, or a busy one, measures otherwise. */
const DEPENDS_ON_MACHINE = /^(cpu|admission\/cpu|neighbour)\//
/** The number of statements in a store that pages are read from. */
const FILL = 2_000

// A fresh clone has no compiled schemas yet, and the functions cannot be loaded without.
compileSchemas()
const { noTables, startSystem, tablesAt } = await import('./system.ts')
const { auditUnits, openTrail } = await import('./audit.ts')
const { admissionFigures, neighbourFigures } = await import('./admission.ts')
const { gateFigures } = await import('./gate.ts')

refuseWords(`Usage: npm run bench

Measures what requests cost: DynamoDB units and calls, CPU, the sizes and cold loads of the bundles. It takes a few
minutes, prints a table with the budgets, and writes bench/results.json. The statements are generated; a corpus of
real ones, where it is found, is measured as well.

Exit codes: 0 each budget is kept, 1 one is missed (CPU is no reason: it depends on the machine), 2 not understood`)

Object.assign(process.env, { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' })

const engine = await startEngine()
const meter = await startMeter(engine.endpoint)
try {
  console.log(`Engine: ${engine.name}. Node ${process.version}.`)
  const bodies = generatedBodies()
  const quotas = [...(await admissionFigures(meter, bodies)), ...(await neighbourFigures(engine.endpoint, bodies))]
  const gate = await gateFigures(bodies)
  const generated = [...(await measure(bodies)), ...quotas, ...gate, ...(await bundleFigures()), ...evidenceFigures()]
  const found = corpusBodies()
  const corpus = found === undefined ? [] : await measure(found)
  print(generated, corpus)
  save([...generated, ...corpus.map((figure) => ({ ...figure, name: `corpus/${figure.name}` }))])
  const over = [...generated, ...corpus].filter((figure) => !isKept(figure) && !DEPENDS_ON_MACHINE.test(figure.name))
  if (over.length > 0) process.exitCode = 1
} finally {
  meter.stop()
  await engine.stop()
}
process.exit()

async function measure(bodies: Bodies): Promise<Figure[]> {
  console.log(`Measuring with ${bodies.all.length} ${bodies.source} statements ...`)
  return [...(await unitFigures(meter, bodies)), ...(await timeFigures(bodies))]
}

function save(figures: Figure[]) {
  const results = figures.map(({ name, unit, value }) => ({
    name,
    unit,
    value: Number(value.toFixed(value < 0.1 ? 5 : 3)),
  }))
  const file = new URL('results.json', import.meta.url)
  // The results of bench:scale and bench:lake stay in the file: they take too long to be run each time.
  const before: { name: string }[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []
  const scale = before.filter(({ name }) => name.startsWith('scale/') || name.startsWith('lake/'))
  writeFileSync(file, `${JSON.stringify([...results, ...scale], null, 2)}\n`)
}

async function unitFigures(meter: Meter, bodies: Bodies): Promise<Figure[]> {
  const start = (tenant: string) => startSystem(tablesAt(meter.endpoint), `${bodies.source}-${tenant}`)
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
  return [...written, ...(await reads(meter, stores, bodies)), ...(await auditUnits(meter, tablesAt(meter.endpoint)))]
}

async function timeFigures(bodies: Bodies): Promise<Figure[]> {
  const bare = await startSystem(noTables(), `${bodies.source}-bare`)
  const whole = await startSystem(tablesAt(engine.endpoint), `${bodies.source}-whole`)
  const reads = await startSystem(tablesAt(engine.endpoint), `${bodies.source}-reads`)
  const { trail, stop } = await openTrail()
  try {
    const options = { container: '00000002', trail }
    const told = await startSystem(tablesAt(engine.endpoint), `${bodies.source}-reads`, options)
    const [posts, gets] = [bodies.inOrder(50), bodies.ofManyLearners(100)]
    return [...(await cpu(posts, { bare, whole })), ...(await cpuOfReads(gets, reads, told))]
  } finally {
    await stop()
  }
}

async function bundleFigures(): Promise<Figure[]> {
  const folder = makeTemporaryFolder('bundles')
  const bundles = await bundleFunctions(folder)
  const figures = [...bundles].flatMap(([name, bundled]) => bundle(name, bundled))
  rmSync(folder, { recursive: true })
  return figures
}

/** A figure that is no number was not measured, so its budget is not kept. */
function isKept({ value, budget }: Figure): boolean {
  return budget === undefined || value <= budget
}

function print(generated: Figure[], corpus: Figure[]) {
  const ofCorpus = new Map(corpus.map((figure) => [figure.name, figure]))
  const rows = generated.map((figure) => {
    const { name, unit, value, budget } = figure
    const beside = ofCorpus.get(name)
    const kept = isKept(figure) && (beside === undefined || isKept(beside))
    return {
      figure: name,
      value: Number(value.toFixed(2)),
      ...(corpus.length > 0 && { corpus: beside === undefined ? '' : Number(beside.value.toFixed(2)) }),
      unit,
      budget: budget === undefined ? '' : `<= ${budget}`,
      verdict: budget === undefined ? '' : kept ? 'kept' : 'MISSED',
    }
  })
  console.table(rows)
}
