/** The real runner on a home that outlives it: for tests that stop it or kill it and start it again. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { basic, type Tenant } from './running.ts'

const BIN = join(import.meta.dirname, '../../bin')
const STOP_MS = 5_000

export type Runner = {
  endpoint: string
  tenants: Tenant[]
  /** SIGINT is Ctrl-C; SIGKILL is what no program can prepare for. Resolves when the process has ended. */
  end(signal: 'SIGINT' | 'SIGKILL'): Promise<void>
}

/** A home for one test file; `remove` ends what still runs there, also what never got ready. */
export async function createHome() {
  const folder = await mkdtemp(join(tmpdir(), 'cairn-flow-'))
  const started = new Set<Process>()
  return {
    folder,
    /** `printed` is what it said until it was ready. */
    async launch(): Promise<Runner & { printed: string }> {
      const runner = startProcess(folder)
      started.add(runner)
      const printed = await runner.ready
      const { endpoint, tenants } = JSON.parse(await readFile(join(folder, 'endpoint.json'), 'utf8'))
      return { endpoint, tenants, printed, end: runner.end }
    },
    query: <Row>(sql: string) => query<Row>(folder, sql),
    async remove() {
      for (const runner of started) await runner.end('SIGINT')
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

export type Home = Awaited<ReturnType<typeof createHome>>

type Process = Pick<Runner, 'end'> & { ready: Promise<string> }

function startProcess(home: string): Process {
  const child = spawn(process.execPath, [join(BIN, 'start.mjs')], {
    env: { ...process.env, PORT: '0', CAIRN_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return {
    ready: ready(child),
    async end(signal) {
      child.kill(signal)
      const hanging = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
      await exited
      clearTimeout(hanging)
    },
  }
}

function ready(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    // Listened to for ever: an unread pipe would block the runner once it is full.
    const read = (chunk: Buffer) => {
      output += chunk
      if (/^Cairn is ready on /m.test(output)) resolve(output)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`the runner ended (${code}) before it was ready:\n${output}`)))
  })
}

/** `npm run query`, as a process of its own. */
async function query<Row>(home: string, sql: string): Promise<Row[]> {
  const command = [join(BIN, 'query.ts'), '--format', 'json', sql]
  const env = { ...process.env, CAIRN_HOME: home }
  const { stdout } = await promisify(execFile)(process.execPath, command, { env, maxBuffer: 64 * 1024 ** 2 })
  return JSON.parse(stdout)
}

/** Asks again until the answer is as wanted or the time is over; then the last answer is there to be compared. */
export async function within<Answer>(
  ms: number,
  ask: () => Promise<Answer>,
  isWanted: (answer: Answer) => boolean,
): Promise<Answer> {
  const deadline = Date.now() + ms
  for (;;) {
    const answer = await ask()
    if (isWanted(answer) || Date.now() > deadline) return answer
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

export type Answer = { status: number; headers: Headers; text: string }

/** A client of one tenant: `path` begins below the endpoint, or is a `more` link. */
export function clientOf({ endpoint }: Runner, tenant: Tenant, version = tenant.defaultVersion) {
  return async (method: string, path: string, body?: string): Promise<Answer> => {
    const url = path.startsWith('/') ? new URL(path, endpoint).href : `${endpoint}/${path}`
    const headers = {
      authorization: basic(tenant),
      'content-type': 'application/json',
      'x-experience-api-version': version,
    }
    const response = await fetch(url, { method, headers, ...(body !== undefined && { body }) })
    return { status: response.status, headers: response.headers, text: await response.text() }
  }
}

export type Client = ReturnType<typeof clientOf>

/** Every page of a list, newest first as it comes. */
export async function* pages(client: Client, query: string): AsyncGenerator<string> {
  for (let path = `statements?${query}`; path !== ''; ) {
    const { status, text } = await client('GET', path)
    if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${text}`)
    yield text
    path = JSON.parse(text).more
  }
}
