/** The commands on tenants, done by the tables themselves: by an operator with rights of AWS. */
import { randomBytes, randomUUID } from 'node:crypto'
import { createObjectCount } from '../../lambdas/database/s3-object-count.ts'
import { shown } from '../../lambdas/http/admin/tenants-resource.ts'
import { changeOf, factsOf } from '../../lambdas/http/admin/told.ts'
import { stockOf } from '../../lambdas/removal/stock.ts'
import { ENV } from '../../lambdas/runtime/names.ts'
import { createTenant, scanTenants } from '../../lambdas/tenancy/registry.ts'
import { removeTenant, tableOfRecords } from '../../lambdas/tenancy/removal.ts'
import type { TenantItem } from '../../lambdas/tenancy/tenant-item.ts'
import { countItems, readRemovedTenant, readTenant, replaceTenant } from '../../lambdas/tenancy/tenants.ts'
import { showProgress } from '../terminal/progress.ts'
import type { Administration, RemovalStock } from './administration.ts'
import { existingTenant, toTenant } from './command.ts'
import { credentialsByTables } from './credentials-by-tables.ts'
import type { Deployment } from './deployment.ts'
import { Failure } from './failure.ts'
import { membersByTables } from './members-by-tables.ts'
import { reportsByTables } from './reports-by-tables.ts'
import { retainingByTables } from './retaining-by-tables.ts'

/** @param operator tells who works here */
export function administerByTables(deployment: Deployment, operator: () => Promise<string>): Administration {
  const existing = (text: string) => existingTenant(deployment, text)
  return {
    ...tenantsByTables(deployment),
    ...credentialsByTables(deployment, existing),
    ...membersByTables(deployment, existing),
    ...reportsByTables(deployment, existing),
    ...retainingByTables({ ...deployment, operator, existing }),
  }
}

type Tenants = Pick<
  Administration,
  | 'tenants'
  | 'tenant'
  | 'tenantIf'
  | 'createTenant'
  | 'changeTenant'
  | 'suspendTenant'
  | 'resumeTenant'
  | 'restoreTenant'
  | 'holdTenant'
  | 'releaseTenant'
  | 'certificate'
  | 'stock'
  | 'removeTenant'
>

function tenantsByTables(deployment: Deployment): Tenants {
  const { tables, scanner, clock } = deployment
  const now = () => new Date(clock.now()).toISOString()
  const change = (text: string, to: (tenant: TenantItem) => TenantItem) => changeTenant(deployment, text, to)
  return {
    tenants: async () => (await scanTenants(tables, scanner)).map(shown),
    tenant: async (text) => shown(await knownTenant(deployment, text)),
    async tenantIf(text) {
      const found = await readTenant(tables, toTenant(text))
      return found && shown(found)
    },
    async createTenant({ id, name = id, defaultVersion = '1.0.3', quotas }) {
      const made = { id, name, defaultVersion, created: now(), version: randomUUID(), ...(quotas && { quotas }) }
      if (!(await createTenant(tables, { ...made, moreKey: randomBytes(32) })))
        throw new Failure(`The tenant ${id} exists already, or was removed: its id is given once.`)
      return { value: shown(made), told: { after: factsOf(shown(made)) } }
    },
    changeTenant: (text, changed) => change(text, (tenant) => ({ ...tenant, ...changed })),
    suspendTenant: (text, reason) => change(text, (tenant) => ({ ...tenant, suspended: { at: now(), reason } })),
    resumeTenant: (text) => change(text, (tenant) => without(requireWhole(tenant), 'suspended', 'removal')),
    restoreTenant: (text) => change(text, (tenant) => without(requireMarked(requireWhole(tenant)), 'removal')),
    holdTenant: (text, reason) => change(text, (tenant) => ({ ...requireFree(tenant), hold: { at: now(), reason } })),
    releaseTenant: (text) => change(text, (tenant) => without(requireHeld(tenant), 'hold')),
    async certificate(text) {
      const removed = await readRemovedTenant(tables, toTenant(text))
      if (removed === undefined) throw new Failure(`No tenant ${text} was removed, or not all of it is gone.`)
      return { tenant: text, ...removed }
    },
    stock: (text) => tenantStock(deployment, text),
    async removeTenant(text) {
      const tenant = await existingTenant(deployment, text)
      requireFree(await knownTenant(deployment, text))
      if (!deployment.hasDocuments)
        throw new Failure('Set DOCUMENTS_TABLE too: a tenant is removed only if it has no documents.')
      const looking = showProgress((seconds) => `Looking for records of ${tenant}: ${seconds} s`)
      const found = await tableOfRecords(scanner, tenant).finally(() => looking.end())
      if (found !== undefined)
        throw new Failure(`The tenant ${tenant} has ${found}: nothing was removed. No command deletes records yet.`)
      const credentials = await removeTenant(tables, scanner, tenant)
      return { value: { credentials }, told: { what: { credentials } } }
    },
  }
}

async function tenantStock(deployment: Deployment, text: string): Promise<RemovalStock> {
  const { tables, names } = deployment
  const { hold } = await knownTenant(deployment, text)
  if (!deployment.hasDocuments) throw new Failure('Set DOCUMENTS_TABLE too, to count documents.')
  const [content, lake] = [ENV.contentBucket, ENV.lakeBucket].map((name) => createObjectCount(names[name] ?? ''))
  if (content === undefined || lake === undefined || !names[ENV.lakeBucket])
    throw new Failure(`Set ${ENV.lakeBucket} too, to count files of the lake.`)
  const tenant = toTenant(text)
  const [credentials, members, stock] = await Promise.all([
    countItems(tables, tenant, 'credentials'),
    countItems(tables, tenant, 'members'),
    stockOf({ tables, content, lake }, tenant),
  ])
  return { tenant, credentials, members, isHeld: hold !== undefined, ...stock }
}

function without(tenant: TenantItem, ...names: ('suspended' | 'removal' | 'hold')[]): TenantItem {
  const rest = { ...tenant }
  for (const name of names) delete rest[name]
  return rest
}

/** Of what is being removed some is gone: nobody can give it back. */
function requireWhole(tenant: TenantItem): TenantItem {
  if (tenant.removal?.began === undefined) return tenant
  throw new Failure(`${tenant.id} is being removed since ${tenant.removal.began}: that can't be taken back.`)
}

function requireMarked(tenant: TenantItem): TenantItem {
  if (tenant.removal === undefined) throw new Failure(`${tenant.id} is not marked for deletion.`)
  return tenant
}

function requireHeld(tenant: TenantItem): TenantItem {
  if (tenant.hold === undefined) throw new Failure(`${tenant.id} is not held.`)
  return tenant
}

function requireFree(tenant: TenantItem): TenantItem {
  if (tenant.hold !== undefined) throw new Failure(`${tenant.id} is held: lift that hold first.`)
  return tenant
}

async function changeTenant(deployment: Deployment, text: string, to: (tenant: TenantItem) => TenantItem) {
  const before = await knownTenant(deployment, text)
  const after = await replaceTenant(deployment.tables, before, to(before))
  if (after === undefined) throw new Failure(`${text} was changed by somebody else meanwhile: try again.`)
  return { value: shown(after), told: changeOf(shown(before), shown(after)) }
}

async function knownTenant({ tables }: Deployment, text: string): Promise<TenantItem> {
  const found = await readTenant(tables, toTenant(text))
  if (found === undefined) throw new Failure(`There is no tenant ${text}: cairn tenants list shows them.`)
  return found
}
