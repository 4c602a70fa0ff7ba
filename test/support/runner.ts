/** The real local runner, as `npm start` starts it, on a home of its own: one start for a test file, or as many as it wants. */
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll } from '@jest/globals'
import { duringTests, temporaryFolder } from './during-tests.ts'
import { type Program, programs } from './program.ts'

const BIN = join(import.meta.dirname, '../../bin')

/** A first start synthesizes the app: 30 s on two cores is its own limit, a loaded machine gets three times that. */
export const START_TIMEOUT = 90_000

export type Tenant = { name: string; key: string; secret: string; defaultVersion: string }

/** `endpoint` ends in `/xapi`, no slash after it. */
export type Address = { endpoint: string; tenants: Tenant[] }

export type Runner = Address & Pick<Program, 'end'>

export type Home = ReturnType<typeof useHome>

/** A home that outlives its runners, until the tests of the file are over. */
export function useHome() {
  const start = programs(afterAll)
  const folder = temporaryFolder()
  return {
    folder,
    async launch(): Promise<Runner> {
      const program = start(process.execPath, [join(BIN, 'start.mjs')], { PORT: '0', CAIRN_HOME: folder })
      await program.says(/^Cairn is ready on /m)
      return { ...(await readAddress(join(folder, 'endpoint.json'))), end: program.end }
    },
    /** `npm run query`, as a process of its own. */
    async query<Row>(sql: string): Promise<Row[]> {
      const words = [join(BIN, 'query.ts'), '--format', 'json', sql]
      const program = start(process.execPath, words, { CAIRN_HOME: folder })
      const { code, stderr } = await program.ended
      if (code !== 0) throw new Error(`the query failed (${code}): ${stderr}`)
      return JSON.parse(program.stdout())
    },
  }
}

/**
 * One runner for the tests of a file, with its home. With `CAIRN_ENDPOINT_FILE` (an `endpoint.json`) set, what runs there
 * is used and left running.
 */
export function useRunner(): Address & { home: string } {
  const running = process.env.CAIRN_ENDPOINT_FILE
  if (running) return duringTests(async () => ({ ...(await readAddress(running)), home: dirname(running) }))
  const home = useHome()
  return duringTests(async () => ({ ...(await home.launch()), home: home.folder }), START_TIMEOUT)
}

const readAddress = async (file: string): Promise<Address> => JSON.parse(await readFile(file, 'utf8'))

/** The tenant that answers requests without a version header as `version`. */
export function tenantOf({ tenants }: Pick<Address, 'tenants'>, version: string): Tenant {
  const tenant = tenants.find(({ defaultVersion }) => defaultVersion === version)
  if (!tenant) throw new Error(`no tenant answers as ${version} by default`)
  return tenant
}

export const basic = ({ key, secret }: Tenant): string => `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`
