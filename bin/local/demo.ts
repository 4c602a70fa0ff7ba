import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import type { Deployment } from './deployment.ts'
import type { Endpoints } from './engines.ts'
import { Failure } from './failure.ts'
import { type Home, writeWhole } from './home.ts'

export type DemoTenant = { name: string; key: string; secret: string; defaultVersion: '1.0.3' | '2.0.0' }

/** Two tenants from the start, with secrets of this home's own, made at its first start and kept with it. */
export async function ensureDemoTenants(
  home: Home,
  _deployment: Deployment,
  _endpoints: Endpoints,
): Promise<DemoTenant[]> {
  const tenants = readTenants(home.file('demo.json'))
  // The tenancy's own code puts them into the Control table here.
  return tenants
}

function readTenants(file: string): DemoTenant[] {
  if (!existsSync(file)) {
    const tenants = [newTenant('demo', '1.0.3'), newTenant('demo2', '2.0.0')]
    writeWhole(file, JSON.stringify(tenants, null, 2), 0o600)
    return tenants
  }
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as DemoTenant[]
  } catch {
    throw new Failure(`${file} is damaged: remove it, and the demo tenants get new secrets`)
  }
}

function newTenant(name: string, defaultVersion: DemoTenant['defaultVersion']): DemoTenant {
  return { name, key: `${name}-key`, secret: randomBytes(32).toString('base64url'), defaultVersion }
}
