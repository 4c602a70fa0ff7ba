import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Tenant = { name: string; key: string; secret: string; defaultVersion: string }

export type Running = {
  /** Ends in `/xapi`, no slash after it. */
  endpoint: string
  tenants: Tenant[]
  /** The runner's `CAIRN_HOME`. */
  home: string
  stop: () => Promise<void>
}

/** A first start synthesizes the app: 30 s on two cores is its own limit, a loaded machine gets three times that. */
export const START_TIMEOUT = 90_000

const READY = /^Cairn is ready on /m

/**
 * Starts the real local runner, as `npm start` does, in a home and on a port of its own.
 * With `CAIRN_ENDPOINT_FILE` (an `endpoint.json`) set, what runs there is used and left running.
 */
export async function running(): Promise<Running> {
  const given = process.env.CAIRN_ENDPOINT_FILE
  if (given) return { ...(await endpointOf(given)), home: join(given, '..'), stop: async () => {} }

  const home = await mkdtemp(join(tmpdir(), 'cairn-test-'))
  const stop = await start(home)
  try {
    return { ...(await endpointOf(join(home, 'endpoint.json'))), home, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function endpointOf(file: string): Promise<Pick<Running, 'endpoint' | 'tenants'>> {
  return JSON.parse(await readFile(file, 'utf8'))
}

/** Resolves once requests are served, with what ends the runner and removes its home. */
function start(home: string): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../bin/start.mjs')], {
    env: { ...process.env, PORT: '0', CAIRN_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async () => {
    // Ctrl-C: the runner ends its own children. Killed only when it hangs, so that a test never does.
    child.kill('SIGINT')
    const hanging = setTimeout(() => child.kill('SIGKILL'), 15_000)
    await exited
    clearTimeout(hanging)
    await rm(home, { recursive: true, force: true })
  }
  return new Promise((resolve, reject) => {
    let output = ''
    let ready = false
    // Listened to for ever: an unread pipe would block the runner once it is full.
    const read = (chunk: Buffer) => {
      if (ready) return
      output += chunk
      ready = READY.test(output)
      if (ready) resolve(stop)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`the runner ended (${code}) before it was ready:\n${output}`)))
  })
}

export const basic = ({ key, secret }: Tenant): string => `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`

/** The tenant that answers requests without a version header as `version`. */
export function tenantOf(run: Pick<Running, 'tenants'>, defaultVersion: string): Tenant {
  const tenant = run.tenants.find((each) => each.defaultVersion === defaultVersion)
  if (!tenant) throw new Error(`no tenant answers as ${defaultVersion} by default`)
  return tenant
}
