/**
 * Records the old home: writes the history over HTTP, waits until the consumers of the stream have processed all of it,
 * and saves the home with this commit's answers. Takes about two minutes: node test/flow/old-home/record.ts
 */
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createHome, type Home } from '../../support/runner.ts'
import { within } from '../../support/waiting.ts'
import { AFTER_THE_RAISE, HISTORY, type WriteRequest } from './history.ts'
import { scanItems } from './items.ts'
import { COMMANDS, type Instants, QUERIES, questions, TENANTS } from './questions.ts'
import { type Answers, ask, cairn, headersFor, type Lrs, writeAnswers, writeHome, writeItems } from './recorded.ts'
import { activity, bob, uuid, verb } from './statements.ts'

const LAKE_WITHIN_MS = 60_000
/** A raise takes effect after 90 s. */
const RAISE_MS = 95_000

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

const home = createHome()
try {
  const runner = await home.launch()
  const demo = Object.fromEntries(runner.tenants.map(({ key, secret }) => [key, secret]))
  const lrs = { endpoint: runner.endpoint, secrets: { ...demo, ...(await addTenant()) } }
  const instants = await writeHistory(lrs)
  await waitForConsumers(home)
  const answers = await recordAnswers(lrs, instants)
  const items = await scanItems(home.folder)
  await runner.end('SIGINT')
  writeAnswers(answers)
  writeItems(items)
  packHome(home.folder)
  console.log(`${answers.requests.length} requests, ${items.length} items`)
} finally {
  await home.remove()
}

async function run(...words: string[]): Promise<string> {
  const { code, out } = await cairn(home.folder, words)
  if (code !== 0) throw new Error(`cairn ${words.join(' ')} ended with ${code}: ${out}`)
  return out
}

/** @returns the secrets of its credentials */
async function addTenant(): Promise<Lrs['secrets']> {
  await run('tenants', 'add', 'acme', '--name', 'Acme Ltd')
  const lms = JSON.stringify({ name: 'LMS', mbox: 'mailto:lms@acme.example' })
  const secrets: Lrs['secrets'] = {}
  for (const [key = '', ...options] of [
    ['acme-lms', '--label', 'LMS', '--authority', lms],
    ['acme-app', '--label', 'App', '--scope', 'statements/read', '--scope', 'statements/write'],
    ['acme-writer', '--scope', 'statements/write'],
    ['acme-revoked'],
  ]) {
    const out = await run('credentials', 'add', 'acme', '--key', key, ...options)
    secrets[key] = /^secret +(\S+)$/m.exec(out)?.[1] ?? ''
  }
  await run('credentials', 'revoke', 'acme', 'acme-revoked')
  return secrets
}

async function writeHistory(lrs: Lrs): Promise<Instants> {
  for (const request of HISTORY) await send(lrs, request)
  await run('lists', 'raise', 'demo', 'all', '3')
  await run('lists', 'raise', 'demo', 'agent', JSON.stringify(bob), '2')
  await run('lists', 'raise', 'demo2', 'verb+activity', verb('completed'), activity('course'), '2')
  await pause(RAISE_MS)
  const raised = new Date().toISOString()
  for (const request of AFTER_THE_RAISE) await send(lrs, request)
  return { batch: await storedOf(lrs, uuid(100)), single: await storedOf(lrs, uuid(20)), raised }
}

async function send(lrs: Lrs, { method, path, body, status, ...request }: WriteRequest): Promise<void> {
  const response = await fetch(`${lrs.endpoint}/${path}`, {
    method,
    headers: headersFor(lrs, request),
    ...(body !== undefined && { body: new Uint8Array(Buffer.from(body as string)) }),
  })
  const text = await response.text()
  if (response.status !== status) throw new Error(`${method} ${path} answered ${response.status}: ${text}`)
}

async function storedOf(lrs: Lrs, id: string): Promise<string> {
  const [page] = await ask(lrs, { login: 'demo-key', version: '1.0.3', path: `statements?statementId=${id}` })
  return JSON.parse(page?.body ?? '').stored
}

/** Until the lake has as many statements as the batch items say, and a little longer for the references. */
async function waitForConsumers({ folder, query }: Home): Promise<void> {
  const items = (await scanItems(folder)).map((line) => JSON.parse(line))
  const stored = items
    .filter(({ table }) => table === 'STATEMENTS_TABLE')
    .reduce((sum, { item }) => sum + Number(item.n?.N ?? 0), 0)
  const counted = () => query<{ count: number }>(`SELECT count(*) AS count FROM statements WHERE ${TENANTS}`)
  const [row] = await within(LAKE_WITHIN_MS, counted, ([row]) => row?.count === stored)
  if (row?.count !== stored) throw new Error(`The lake has ${row?.count} of ${stored} statements.`)
  await pause(5_000)
}

async function recordAnswers(lrs: Lrs, instants: Instants): Promise<Answers> {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  const answers: Answers = { commit, secrets: lrs.secrets, requests: [], commands: [], queries: [] }
  for (const request of questions(instants)) answers.requests.push({ ...request, pages: await ask(lrs, request) })
  for (const words of COMMANDS) answers.commands.push({ words, ...(await cairn(home.folder, words.split(' '))) })
  for (const sql of QUERIES) answers.queries.push({ sql, rows: await home.query(sql) })
  return answers
}

/** Without logs and copies, which every start and every query make anew. */
function packHome(folder: string): void {
  for (const name of ['dynamodb.sqlite', 's3/fauxqs.db']) compact(join(folder, name))
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .filter((name) => !/^(logs|lake-cache)\/|^(lock|endpoint)\.json$|\/LOG(\.old)?$/.test(name))
  writeHome(folder, files.sort())
}

/** One file without a journal and without free pages. */
function compact(file: string): void {
  const database = new DatabaseSync(file)
  database.exec('PRAGMA wal_checkpoint(TRUNCATE); VACUUM; PRAGMA wal_checkpoint(TRUNCATE)')
  database.close()
}
