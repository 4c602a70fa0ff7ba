/** The real local runner, as `npm start` starts it, on a home of its own that outlives it. Knows nothing of Jest. */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { nameTemporaryFolder } from '../../local/home/temporary-folder.ts'
import { type Program, programs } from './program.ts'

const BIN = join(import.meta.dirname, '../../bin')

/** A first start synthesizes the app: 30 s on two cores is its own limit, a loaded machine gets three times that. */
export const START_TIMEOUT = 90_000

export type Tenant = { name: string; key: string; secret: string; defaultVersion: string }

/** `endpoint` ends in `/xapi`, no slash after it. */
export type Address = { endpoint: string; tenants: Tenant[] }

/** `printed` is what it said until it was ready. */
export type Runner = Address & Omit<Program, 'says'> & { printed: string }

export type Home = ReturnType<typeof createHome>

/** A home, until it is removed with all that runs there. */
export function createHome(folder = nameTemporaryFolder('home')) {
  let endAll = async () => {}
  const start = programs((end) => {
    endAll = end
  })
  return {
    folder,
    async launch(environment: { [name: string]: string } = {}): Promise<Runner> {
      const program = start(process.execPath, [join(BIN, 'start.mjs')], {
        ...{ PORT: '0', CAIRN_HOME: folder },
        ...environment,
      })
      await program.says(/^Cairn is ready on /m)
      return { ...readAddress(join(folder, 'endpoint.json')), printed: program.stdout(), ...program }
    },
    /** `npm run query`, as a process of its own. */
    async query<Row>(sql: string): Promise<Row[]> {
      const words = [join(BIN, 'launch.mjs'), join(BIN, 'query.ts'), '--format', 'json', sql]
      const program = start(process.execPath, words, { CAIRN_HOME: folder })
      const { code, stderr } = await program.ended
      if (code !== 0) throw new Error(`the query failed (${code}): ${stderr}`)
      return JSON.parse(program.stdout())
    },
    async remove() {
      await endAll()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** @param file an `endpoint.json` */
export const readAddress = (file: string): Address => JSON.parse(readFileSync(file, 'utf8'))

/** The tenant that answers requests without a version header as `version`. */
export function tenantOf({ tenants }: Pick<Address, 'tenants'>, version: string): Tenant {
  const tenant = tenants.find(({ defaultVersion }) => defaultVersion === version)
  if (!tenant) throw new Error(`no tenant answers as ${version} by default`)
  return tenant
}

export const basic = ({ key, secret }: Tenant): string => `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`
