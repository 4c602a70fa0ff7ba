/** CPU time, as a multiple of `JSON.parse` on the same machine, and the sizes and cold loads of the bundles. */
import { execFileSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Figure } from './figures.ts'
import type { Send } from './handler-client.ts'

const ROUNDS = 9
/** Rounds in which the compiler still works. */
const WARM_UP = 5
const COLD_LOADS = 9

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] as number

/** CPU milliseconds of this process per call, garbage collection included. */
async function cpuMs(times: number, call: (index: number) => unknown): Promise<number> {
  const start = process.cpuUsage()
  for (let index = 0; index < times; index++) await call(index)
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1_000 / times
}

/** @param bare the handler without the SDK's calls; @param whole with them */
export async function cpu(bodies: string[], { bare, whole }: { bare: Send; whole: Send }): Promise<Figure[]> {
  const body = (index: number) => bodies[index % bodies.length] as string
  const parse = (index: number) => JSON.parse(body(index))
  const post = (send: Send) => (index: number) => send('POST', '', body(index).replaceAll(UUIDS, freshUuid))
  const fresh = (index: number) => body(index).replaceAll(UUIDS, freshUuid)
  const rounds = { parse: [] as number[], bare: [] as number[], whole: [] as number[], fresh: [] as number[] }
  for (let round = 0; round < ROUNDS; round++) {
    rounds.parse.push(await cpuMs(400, parse))
    rounds.fresh.push(await cpuMs(200, fresh))
    rounds.bare.push(await cpuMs(200, post(bare)))
    rounds.whole.push(await cpuMs(60, post(whole)))
  }
  const handler = median(rounds.bare) - median(rounds.fresh)
  return [
    { name: 'cpu/batch-50/json-parse-ms', unit: 'ms', value: median(rounds.parse) },
    { name: 'cpu/batch-50/handler-ms', unit: 'ms', value: handler },
    {
      name: 'cpu/batch-50/json-parse-multiple',
      unit: 'x JSON.parse',
      value: handler / median(rounds.parse),
      budget: 6,
    },
    { name: 'cpu/batch-50/sdk-ms', unit: 'ms', value: median(rounds.whole) - median(rounds.bare) },
  ]
}

const BATCHES = 60
const BATCH = 100
const RARE = 'https://bench.example/verbs/rare'

/**
 * Reads as a busy function does them: a page of 50 statements that lie in 50 batches of 100, and one statement by its id.
 * @param bodies batches of 100 of many learners
 */
export async function cpuOfReads(bodies: string[], send: Send): Promise<Figure[]> {
  const ids: string[] = []
  for (let index = 0; index < BATCHES; index++) {
    const body = (bodies[index % bodies.length] as string).replaceAll(UUIDS, freshUuid)
    const statements = JSON.parse(body)
    // Here and there in the batch, so that it is in every part of a block.
    statements[(index * 37) % BATCH].verb = { id: RARE }
    const answer = await send('POST', '', JSON.stringify(statements))
    ids.push(...JSON.parse(answer.body))
  }
  const page = () => send('GET', `${new URLSearchParams({ verb: RARE, limit: '50' })}`)
  const byId = (index: number) => send('GET', `statementId=${ids[(index * 7_919) % ids.length]}`)
  const rounds = { page: [] as number[], byId: [] as number[] }
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    rounds.page.push(await cpuMs(60, page))
    rounds.byId.push(await cpuMs(300, byId))
  }
  return [
    { name: 'cpu/page-50-verb/ms', unit: 'ms', value: median(rounds.page.slice(WARM_UP)), budget: 6 },
    { name: 'cpu/get-id/ms', unit: 'ms', value: median(rounds.byId.slice(WARM_UP)), budget: 2 },
  ]
}

/** Each request gets new ids: one that was sent before would be a repeat, which costs something else. */
const UUIDS = /(?<="id":")[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?=")/g
const freshUuid = () => crypto.randomUUID()

export function bundle(name: string, folder: string): Figure[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.mjs'))
  const bytes = files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0)
  const entry = JSON.stringify(pathToFileURL(join(folder, 'index.mjs')).href)
  const script = `const t = performance.now(); await import(${entry}); console.log(performance.now() - t)`
  const load = () => Number(execFileSync(process.execPath, ['--input-type=module', '-e', script]).toString())
  const loads = Array.from({ length: COLD_LOADS }, load)
  return [
    { name: `bundle/${name}/kB`, unit: 'kB', value: bytes / 1_000, ...(name === 'statements' && { budget: 600 }) },
    { name: `cold-load/${name}/ms`, unit: 'ms', value: median(loads) },
  ]
}
