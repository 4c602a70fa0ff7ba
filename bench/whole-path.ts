/**
 * `npm run bench:lake -- --whole-path N`: statements through all of Cairn: over HTTP into the store, by the stream to the
 * lake's writer, and through compaction; then `cairn lake check` compares what is stored with what the lake holds.
 */
import { type ChildProcess, execFile } from 'node:child_process'
import { existsSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { MEMORY, makeTemporaryFolder } from '../local/home/temporary-folder.ts'
import type { Figure } from './figures.ts'
import { startRunner, stopRunner } from './local-runner.ts'
import { type LoadProgress, sendStatements } from './path-load.ts'
import { type Watch, watch } from './path-watch.ts'

const BIN = fileURLToPath(new URL('../bin', import.meta.url))
const SHOWN_MS = 10_000
const TENANT = 'demo'
/** What `cairn lake check` leaves out as too young, and a heartbeat and its allowance. */
const PATIENCE_MS = 10 * 60_000
const MOST_OUTPUT = 64 * 1024 * 1024
const MOST_TRIES = 3
/** Of a million statements. */
const ROOM_BYTES = 6 * 1024 ** 3

type Tenant = { name: string; key: string; secret: string }
type Address = { endpoint: string; tenants: Tenant[]; lake: { endpoint: string; bucket: string } }

export async function wholePath(count: number): Promise<Figure[]> {
  const home = process.env.CAIRN_HOME || makeTemporaryFolder('path', memoryFolder())
  const runner = await startRunner(home)
  try {
    return await measure(home, runner, count)
  } finally {
    await stopRunner(runner)
    if (!process.env.CAIRN_HOME) rmSync(home, { recursive: true, force: true })
  }
}

/** The store waits for the disk at every write, which is no part of what is measured: so in memory, where there is room. */
function memoryFolder(): string | undefined {
  if (!existsSync(MEMORY)) return undefined
  const { bavail, bsize } = statfsSync(MEMORY)
  return bavail * bsize > ROOM_BYTES ? MEMORY : undefined
}

async function measure(home: string, runner: ChildProcess, count: number): Promise<Figure[]> {
  const address: Address = JSON.parse(readFileSync(join(home, 'endpoint.json'), 'utf8'))
  const tenant = address.tenants.find(({ name }) => name === TENANT)
  if (tenant === undefined) throw new Error(`The runner has no tenant ${TENANT}`)
  // The commands and the watch read the lake with the runner's own keys.
  Object.assign(process.env, { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' })
  const watching = watch({ runner: runner.pid ?? 0, lake: address.lake })
  const from = dayOf(Date.now())
  const began = Date.now()
  const progress: LoadProgress = { statements: 0, voids: 0, bytes: 0, refused: 0 }
  const shown = setInterval(() => show(progress, { count, began, watching }), SHOWN_MS)
  try {
    await sendStatements({ ...tenant, endpoint: address.endpoint }, count, progress)
    const sent = Date.now()
    const lagAtEnd = (sent - (watching.through() ?? began)) / 1_000
    await until(() => (watching.through() ?? 0) > sent)
    const caughtUp = Date.now()
    const check = () => cairn(home, ['lake', 'check', '--from', from, '--tenant', TENANT])
    await until(() => Date.now() > sent + 35_000)
    const before = toCounts(await check())
    console.log(`Before compaction: ${JSON.stringify(before)}`)
    await cairn(home, ['lake', 'compact', '--tenant', TENANT, '--keep', '1'])
    await until(() => Date.now() > caughtUp + 90_000)
    await cairn(home, ['lake', 'compact', '--tenant', TENANT, '--keep', '1'])
    const after = toCounts(await check())
    console.log(`After compaction: ${JSON.stringify(after)}`)
    const asked = await cairn(home, ['query', '--sql', COUNTS])
    console.log(`In SQL: ${JSON.stringify(asked)}`)
    if (before.stored !== count || before.wrong + after.wrong > 0 || after.stored !== count || after.lake !== count)
      throw new Error(`${count} statements were sent; this is not what store and lake hold`)
    return [
      { name: 'lake/path/statements', unit: 'statements', value: count },
      { name: 'lake/path/lost-or-different', unit: 'statements', value: before.wrong + after.wrong, budget: 0 },
      { name: 'lake/path/double-after-compaction', unit: 'rows', value: after.double, budget: 0 },
      { name: 'lake/path/refused-and-sent-again', unit: 'requests', value: progress.refused },
      { name: 'lake/path/statements-per-second', unit: 'statements', value: (1_000 * count) / (sent - began) },
      { name: 'lake/path/behind-at-the-end', unit: 's, watermark', value: lagAtEnd, budget: 60 },
      { name: 'lake/path/behind-median', unit: 's, watermark', value: quantile(watching.lags, 0.5) },
      { name: 'lake/path/behind-most', unit: 's, watermark', value: quantile(watching.lags, 1) },
      { name: 'lake/path/all-queryable-after', unit: 's', value: (caughtUp - sent) / 1_000 },
      { name: 'lake/path/writer-peak-memory', unit: 'MiB', value: watching.used('LakeWriter').peakMb, budget: 512 },
      {
        name: 'lake/path/writer-rows-per-second-core',
        unit: 'rows, with reading and uploads',
        value: count / watching.used('LakeWriter').cpuSeconds,
      },
      { name: 'lake/path/compaction-peak-memory', unit: 'MiB', value: watching.used('Compaction').peakMb },
      { name: 'lake/path/files-before', unit: 'files', value: before.files },
      { name: 'lake/path/files-after', unit: 'files', value: after.files },
      { name: 'lake/path/machine-load', unit: 'median of waiting processes', value: quantile(watching.loads, 0.5) },
    ]
  } finally {
    clearInterval(shown)
    await watching.end()
  }
}

const COUNTS = `SELECT count(*) AS n, count(DISTINCT statement_id) AS ids, count_if(voided) AS voided
FROM statements_all WHERE tenant = '${TENANT}'`

function show(progress: LoadProgress, { count, began, watching }: { count: number; began: number; watching: Watch }) {
  const seconds = (Date.now() - began) / 1_000
  const { peakMb, cpuSeconds } = watching.used('LakeWriter')
  const parts = [
    `${progress.statements.toLocaleString('en-US')} of ${count.toLocaleString('en-US')} statements`,
    `${Math.round(progress.statements / seconds)} a second`,
    `${progress.refused} refused`,
    `watermark ${watching.lags.at(-1)?.toFixed(0) ?? '-'} s behind`,
    `writer ${peakMb.toFixed(0)} MiB, ${cpuSeconds.toFixed(0)} s of CPU`,
    `compaction ${watching.used('Compaction').peakMb.toFixed(0)} MiB`,
    `load ${watching.loads.at(-1)?.toFixed(1)}`,
  ]
  console.log(`${seconds.toFixed(0).padStart(5)} s: ${parts.join(', ')}`)
}

type Side = { count: number }
type Compared = { stored: number; lake: number; missing: Side; extra: Side; different: Side; double: Side }
type Check = { days: { files: number; younger: number; statements: Compared; voids: Compared }[] }
type Counts = { stored: number; lake: number; wrong: number; double: number; voids: number; files: number }

function toCounts(check: unknown): Counts {
  const counts: Counts = { stored: 0, lake: 0, wrong: 0, double: 0, voids: 0, files: 0 }
  for (const { files, younger, statements, voids } of (check as Check).days) {
    counts.stored += statements.stored
    counts.lake += statements.lake
    counts.double += statements.double.count
    counts.voids += voids.stored
    counts.files += files
    counts.wrong += younger
    for (const { missing, extra, different } of [statements, voids])
      counts.wrong += missing.count + extra.count + different.count
  }
  return counts
}

async function cairn(home: string, words: string[]): Promise<unknown> {
  const program = [join(BIN, 'launch.mjs'), join(BIN, 'cairn.ts'), ...words, '--json']
  const options = { env: { ...process.env, CAIRN_HOME: home }, maxBuffer: MOST_OUTPUT }
  // A difference has an exit code of its own; what it is stands in the output.
  for (let tries = 1; ; tries++) {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, program, options).catch((error) => error)
    if (stdout) return JSON.parse(stdout)
    // A machine that does other things makes the store too slow for a while.
    if (tries === MOST_TRIES) throw new Error(`cairn ${words.join(' ')} failed: ${String(stderr).slice(-500)}`)
  }
}

async function until(isSo: () => boolean): Promise<void> {
  for (const last = Date.now() + PATIENCE_MS; !isSo(); ) {
    if (Date.now() > last) throw new Error('The lake did not catch up')
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10)

function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
