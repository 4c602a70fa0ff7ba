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
 * What the trail of audit is told is a part of it: the same with the trail, a read after a read, is the other half.
 * @param bodies batches of 100 of many learners
 * @param told the same tenant's, with a trail
 */
export async function cpuOfReads(bodies: string[], send: Send, told: Send): Promise<Figure[]> {
  const ids: string[] = []
  for (let index = 0; index < BATCHES; index++) {
    const body = (bodies[index % bodies.length] as string).replaceAll(UUIDS, freshUuid)
    const statements = JSON.parse(body)
    // Here and there in the batch, so that it is in every part of a block.
    statements[(index * 37) % BATCH].verb = { id: RARE }
    const answer = await send('POST', '', JSON.stringify(statements))
    ids.push(...JSON.parse(answer.body))
  }
  const single = JSON.stringify([JSON.parse(bodies[0] as string)[0]])
  const page = (by: Send) => () => by('GET', `${new URLSearchParams({ verb: RARE, limit: '50' })}`)
  const byId = (by: Send) => (index: number) => by('GET', `statementId=${ids[(index * 7_919) % ids.length]}`)
  const post = (by: Send) => () => by('POST', '', single.replaceAll(UUIDS, freshUuid))
  const rounds = { page: [], pageTold: [], byId: [], byIdTold: [], post: [], postTold: [] }
  const measured: { [name in keyof typeof rounds]: number[] } = rounds
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    measured.page.push(await cpuMs(60, page(send)))
    measured.pageTold.push(await cpuMs(60, page(told)))
    measured.byId.push(await cpuMs(300, byId(send)))
    measured.byIdTold.push(await cpuMs(300, byId(told)))
    measured.post.push(await cpuMs(100, post(send)))
    measured.postTold.push(await cpuMs(100, post(told)))
  }
  const of = (name: keyof typeof rounds) => median(measured[name].slice(WARM_UP))
  const share = (before: keyof typeof rounds, after: keyof typeof rounds) =>
    (100 * (of(after) - of(before))) / of(after)
  return [
    { name: 'cpu/page-50-verb/ms', unit: 'ms', value: of('page'), budget: 6 },
    { name: 'cpu/get-id/ms', unit: 'ms', value: of('byId'), budget: 2 },
    { name: 'cpu/audit/read-ms', unit: 'ms', value: of('byIdTold') - of('byId') },
    { name: 'cpu/audit/page-50-share', unit: '%', value: share('page', 'pageTold'), budget: 5 },
    { name: 'cpu/audit/get-id-share', unit: '%', value: share('byId', 'byIdTold') },
    { name: 'cpu/audit/post-1-share', unit: '%', value: share('post', 'postTold'), budget: 5 },
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
