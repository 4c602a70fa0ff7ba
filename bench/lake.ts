/**
 * `npm run bench:lake`: what the lake costs for many statements: rows of its writer and of compaction for a second of one
 * core, bytes, requests, memory; and how long each named question takes afterwards.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileSchemas } from '../bin/compile-schemas.ts'
import type { Statement } from '../lambdas/xapi/statement.ts'
import { makeTemporaryFolder } from '../local/home/temporary-folder.ts'
import { corpusBodies } from './bodies.ts'
import { corpusSenders } from './corpus-senders.ts'
import type { Figure } from './figures.ts'
import { lakeInFolder } from './lake-folder.ts'
import type { Sent } from './lake-writing.ts'
import { wholePath } from './whole-path.ts'
import { refuseWords } from './words.ts'

compileSchemas()
const { writeDays } = await import('./lake-writing.ts')
const { senders } = await import('./senders.ts')
const { askQuestions } = await import('./lake-questions.ts')
const { compactLake } = await import('../lambdas/lake/compaction/compact.ts')

const [word, count] = process.argv.slice(2)
const whole = word === '--whole-path' && /^[1-9]\d*$/.test(count ?? '') ? Number(count) : undefined
if (whole === undefined)
  refuseWords(`Usage: [STATEMENTS=1000000] npm run bench:lake [-- --whole-path N]

Writes statements of five kinds of senders over a quarter of a year through the lake's writer, compacts the files, and
asks every named question on DuckDB with two threads. A million takes some minutes and 1 GB of disk. Adds to
bench/results.json.

--whole-path N sends N statements over HTTP to a Cairn of its own (in CAIRN_HOME, where that is set), and waits until
the lake has compacted files of them: nothing may be lost or double. A million takes half an hour and 3 GB of memory,
or of disk where there is less.

Exit codes: 0 each budget is kept, 1 one is missed (what depends on the machine is no reason), 2 not understood`)

const STATEMENTS = Number(process.env.STATEMENTS ?? 1_000_000)
const RESULTS = new URL('results.json', import.meta.url)
const DAY_MS = 86_400_000
/** What a busy machine makes worse. */
const MACHINE = /-per-second-core$|-ms$|^lake\/path\/behind/

const folder = makeTemporaryFolder('bench-lake')
try {
  const figures = await (whole === undefined ? measure() : wholePath(whole))
  for (const { name, unit, value, budget } of figures)
    console.log(
      `${name.padEnd(44)} ${shown(value).padStart(14)}  ${unit.padEnd(24)} ${budget === undefined ? '' : `budget ${budget}`}`,
    )
  save(figures)
  const missed = figures.filter(({ name, value, budget = value }) => !MACHINE.test(name) && value > budget)
  if (missed.length > 0) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function measure(): Promise<Figure[]> {
  const generated = await fillAndCompact(join(folder, 'generated'), { statements: generate(), count: STATEMENTS })
  const { written, done, compactionSeconds, bytes, requests } = generated
  return [
    { name: 'lake/rows-per-second-core', unit: 'rows', value: STATEMENTS / written.cpuSeconds, budget: 5_000 },
    { name: 'lake/files-written', unit: 'files', value: written.files },
    { name: 'lake/written-bytes-share', unit: 'of the JSON', value: written.bytes / written.jsonBytes },
    { name: 'lake/compaction/rows-per-second-core', unit: 'rows', value: done.rows / compactionSeconds },
    { name: 'lake/compaction/requests-per-file', unit: 'requests/file written', value: requests / written.files },
    { name: 'lake/compaction/files', unit: 'files', value: generated.files },
    { name: 'lake/peak-memory', unit: 'MiB', value: process.resourceUsage().maxRSS / 1024 },
    { name: 'lake/bytes-per-statement-share', unit: 'of the JSON', value: bytes / written.jsonBytes, budget: 0.12 },
    ...(await corpusFigures()),
    ...(await askQuestions(join(folder, 'generated', 'lake'), STATEMENTS)),
  ]
}

function* generate(): Generator<Statement, never> {
  const source = senders(1)
  for (;;) yield source.next().value.statement
}

/** Nothing where there is no corpus beside the project. */
async function corpusFigures(): Promise<Figure[]> {
  const corpus = corpusBodies()
  if (corpus === undefined) return []
  const count = Math.ceil(STATEMENTS / 4)
  const { written, bytes } = await fillAndCompact(join(folder, 'corpus'), {
    statements: corpusSenders(corpus.all),
    count,
  })
  return [
    { name: 'lake/corpus/written-bytes-share', unit: 'of the JSON', value: written.bytes / written.jsonBytes },
    {
      name: 'lake/corpus/bytes-per-statement-share',
      unit: 'of the JSON',
      value: bytes / written.jsonBytes,
      budget: 0.12,
    },
  ]
}

async function fillAndCompact(place: string, sent: Sent) {
  const lake = lakeInFolder(place)
  const written = await writeDays(lake.put, sent)
  const before = { ...lake.requests }
  const begin = process.cpuUsage()
  const log = { compacted: () => undefined, unreadable: fail, failed: fail }
  const options = { keepMs: 0, now: () => Date.now() + DAY_MS, log }
  const done = await compactLake(lake, options)
  const { user, system } = process.cpuUsage(begin)
  // The second run removes what the first one replaced.
  await compactLake(lake, options)
  const requests = lake.requests.get + lake.requests.list + lake.requests.put - before.get - before.list - before.put
  let [files, bytes] = [0, 0]
  for await (const file of lake.list('lake/')) {
    files++
    bytes += file.bytes
  }
  return { written, done, compactionSeconds: (user + system) / 1e6, requests, files, bytes }
}

function fail(what: object): never {
  throw new Error(JSON.stringify(what))
}

function shown(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 4 : 0 })
}

/** The figures of the other benchmarks stay in the file. */
function save(figures: Figure[]) {
  const results = figures.map(({ name, unit, value }) => ({ name, unit, value: Number(value.toFixed(4)) }))
  const others: { name: string }[] = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, 'utf8')) : []
  const isNew = ({ name }: { name: string }) =>
    name.startsWith('lake/') && name.startsWith('lake/path/') === (whole !== undefined)
  const kept = others.filter((other) => !isNew(other))
  writeFileSync(RESULTS, `${JSON.stringify([...kept, ...results], null, 2)}\n`)
}
