/** Two tenants from the start, with secrets of this home's own. They are made once, by a process of their own. */
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { ENV } from '../../lambdas/runtime/names.ts'
import type { Endpoints } from '../engines/engines.ts'
import { Failure } from '../failure.ts'
import { environmentOf } from '../functions/function-environment.ts'
import type { Children } from '../home/children.ts'
import { replaceFile } from '../home/durable-file.ts'
import type { Home } from '../home/home.ts'
import type { Deployment } from '../template/deployment.ts'

export type DemoTenant = { name: string; key: string; secret: string; defaultVersion: '1.0.3' | '2.0.0' }
type DemoFile = { tenants: DemoTenant[]; created: boolean }

/** A child process makes them as a function would, so that the runner itself needs no client for the tables. */
export async function ensureDemoTenants(
  home: Home,
  children: Children,
  deployment: Deployment,
  endpoints: Endpoints,
): Promise<DemoTenant[]> {
  const fn = deployment.functions.find(({ environment }) => ENV.controlTable in environment)
  if (!fn) return []
  const file = home.file('demo.json')
  const { tenants, created } = readDemo(file)
  if (created) return tenants
  // The secrets are on disk first: after a kill, nobody would know the secret of a credential that exists.
  save(file, { tenants, created: false })
  const child = children.start({
    module: new URL('./demo-tenants-process.ts', import.meta.url),
    environment: environmentOf(fn, endpoints),
    log: 'demo',
  })
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve())
    child.once('exit', () => reject(new Failure(`The demo tenants cannot be made: see ${home.file('logs/demo.log')}`)))
    child.send(tenants)
  })
  await children.stop(child)
  save(file, { tenants, created: true })
  return tenants
}

function readDemo(file: string): DemoFile {
  if (!existsSync(file)) return { tenants: [newTenant('demo', '1.0.3'), newTenant('demo2', '2.0.0')], created: false }
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as DemoFile
  } catch {
    throw new Failure(`${file} is damaged: remove that file, and the next start gives the demo tenants new secrets`)
  }
}

function save(file: string, demo: DemoFile): void {
  replaceFile(file, `${JSON.stringify(demo, null, 2)}\n`, 0o600)
}

function newTenant(name: string, defaultVersion: DemoTenant['defaultVersion']): DemoTenant {
  return { name, key: `${name}-key`, secret: randomBytes(32).toString('base64url'), defaultVersion }
}
