/** Tenants: made, listed, changed, suspended, and marked for deletion. */
import { randomBytes, randomUUID } from 'node:crypto'
import type { Clock } from '../../database/clock.ts'
import type { Tables } from '../../database/tables.ts'
import { createTenant } from '../../tenancy/registry.ts'
import { isTenantId, type TenantId, tenantId } from '../../tenancy/tenant-id.ts'
import type { TenantItem } from '../../tenancy/tenant-item.ts'
import {
  countItems,
  listTenantPage,
  REMOVAL_WAIT_DAYS,
  readRemovedTenant,
  replaceTenant,
} from '../../tenancy/tenants.ts'
import type { HttpResponse } from '../protocol/request.ts'
import {
  forPerson,
  forPersonWith,
  forTenant,
  forTenantWith,
  type Operations,
  type PersonCall,
  type TenantCall,
} from './call.ts'
import { foreignCursor } from './cursor.ts'
import { json } from './json-body.ts'
import { invalidParameter, notFound, Problem } from './problem.ts'
import { ADMIN_BASE } from './routes.ts'
import { changedMeanwhile, etagOfVersion, requiredState, requireState, tagged } from './state.ts'
import type { Stock } from './stock.ts'
import { changeOf, factsOf } from './told.ts'

export type TenantsDependencies = {
  tables: Tables
  clock: Clock
  stockOf(tenant: TenantId): Promise<Stock>
}

export const DEFAULT_LIMIT = 50

export function tenantOperations(dependencies: TenantsDependencies): Operations {
  const { tables, clock } = dependencies
  const now = () => new Date(clock.now()).toISOString()
  return {
    listTenants: forPerson((call) => list(tables, call)),
    createTenant: forPersonWith('NewTenant', async ({ body }) => {
      const { id, name = id, defaultVersion = '1.0.3', quotas } = body
      const tenant: TenantItem = {
        ...{ id, name, defaultVersion, moreKey: randomBytes(32), created: now(), version: randomUUID() },
        ...(quotas && { quotas }),
      }
      if (!(await createTenant(tables, tenant)))
        throw new Problem('conflict', `The tenant ${id} exists already, or was removed: its id is given once.`)
      const headers = { ETag: etagOf(tenant), Location: `${ADMIN_BASE}/tenants/${id}` }
      return { ...json(201, shown(tenant), headers), told: { after: factsOf(shown(tenant)) } }
    }),
    getCertificate: forPerson(async ({ parameters }) => {
      const id = tenantId(parameters.text('tenant'))
      const removed = await readRemovedTenant(tables, id)
      if (removed === undefined) throw notFound('certificate: no tenant of this id was removed')
      return json(200, { tenant: id, ...removed })
    }),
    getTenant: forTenant(async ({ request, tenant }) => tagged(request, versionOf(tenant), shown(tenant))),
    changeTenant: forTenantWith('TenantChange', async ({ request, tenant, body }) => {
      requireState(requiredState(request), versionOf(tenant))
      return answer(tenant, await replaceTenant(tables, tenant, { ...tenant, ...body }))
    }),
    removeTenant: forTenant((call) => remove(dependencies, call)),
    suspendTenant: forTenantWith('Suspension', async ({ tenant, body: { reason } }) =>
      answer(tenant, await replaceTenant(tables, tenant, { ...tenant, suspended: { at: now(), reason } }), reason),
    ),
    resumeTenant: forTenant(async ({ tenant }) => {
      requireWhole(tenant)
      const { suspended: _, removal: __, ...resumed } = tenant
      return answer(tenant, await replaceTenant(tables, tenant, resumed))
    }),
    restoreTenant: forTenant(async ({ tenant }) => {
      requireWhole(tenant)
      if (tenant.removal === undefined) throw new Problem('conflict', `${tenant.id} is not marked for deletion.`)
      const { removal: _, ...restored } = tenant
      return answer(tenant, await replaceTenant(tables, tenant, restored))
    }),
    holdTenant: forTenantWith('Hold', async ({ request, tenant, body: { reason } }) => {
      requireState(requiredState(request), versionOf(tenant))
      if (tenant.hold !== undefined)
        throw new Problem('conflict', `${tenant.id} is held already: lift that hold first.`)
      return answer(tenant, await replaceTenant(tables, tenant, { ...tenant, hold: { at: now(), reason } }), reason)
    }),
    releaseTenant: forTenant(async ({ request, parameters, tenant }) => {
      requireState(requiredState(request), versionOf(tenant))
      if (tenant.hold === undefined) throw new Problem('conflict', `${tenant.id} is not held.`)
      const { hold: _, ...released } = tenant
      return answer(tenant, await replaceTenant(tables, tenant, released), parameters.text('reason'))
    }),
  }
}

/** Of a tenant that no release with versions has changed. */
const NO_VERSION = '0'
const versionOf = ({ version = NO_VERSION }: TenantItem) => version
const etagOf = (tenant: TenantItem) => etagOfVersion(versionOf(tenant))

export function shown({
  id,
  name,
  defaultVersion,
  quotas = {},
  created,
  suspended,
  removal,
  hold,
  secondPerson,
}: Omit<TenantItem, 'moreKey'>) {
  return {
    ...{ id, name, defaultVersion, quotas },
    ...(created && { created }),
    ...(suspended && { suspended }),
    ...(removal && { removal }),
    ...(hold && { hold }),
    ...(secondPerson && { secondPerson }),
  }
}

/** Of what is being removed some is gone: nobody can give it back. */
function requireWhole({ id, removal }: TenantItem) {
  if (removal?.began !== undefined)
    throw new Problem('conflict', `${id} is being removed since ${removal.began}: that can't be taken back.`)
}

function answer(before: TenantItem, tenant: TenantItem | undefined, reason?: string): HttpResponse {
  if (tenant === undefined) throw changedMeanwhile()
  const told = changeOf(shown(before), shown(tenant))
  return { ...json(200, shown(tenant), { ETag: etagOf(tenant) }), told: { ...told, ...(reason && { reason }) } }
}

/** Its cursor is the last id: who lists all tenants learns nothing by another one. */
async function list(tables: Tables, { parameters }: PersonCall): Promise<HttpResponse> {
  const cursor = parameters.textIf('cursor')
  const limit = parameters.numberIf('limit') ?? DEFAULT_LIMIT
  const last = cursor === undefined ? undefined : Buffer.from(cursor, 'base64url').toString('utf8')
  if (last !== undefined && !isTenantId(last)) throw foreignCursor()
  const { tenants, after } = await listTenantPage(tables, { limit, ...(last !== undefined && { after: last }) })
  const next = after === undefined ? {} : { next: Buffer.from(after).toString('base64url') }
  return json(200, { items: tenants.map(shown), ...next })
}

const DAY_MS = 24 * 3_600_000

/** Nothing is removed before the waiting time is over. Who asks what would be done needs to know no state. */
async function remove(
  { tables, clock, stockOf }: TenantsDependencies,
  { request, parameters, tenant, person }: TenantCall,
): Promise<HttpResponse> {
  const dryRun = parameters.flag('dryRun')
  const reason = parameters.textIf('reason')
  if (!dryRun) {
    requireState(requiredState(request), versionOf(tenant))
    if (reason === undefined) throw invalidParameter('reason', 'is required: it stands in the audit trail')
    if (tenant.hold !== undefined) throw new Problem('conflict', `${tenant.id} is held: nothing of it is removed.`)
    requireWhole(tenant)
  }
  const id = tenantId(tenant.id)
  const [credentials, members, stock] = await Promise.all([
    countItems(tables, id, 'credentials'),
    countItems(tables, id, 'members'),
    stockOf(id),
  ])
  const at = clock.now()
  const wait = parameters.numberIf('waitDays') ?? REMOVAL_WAIT_DAYS
  const after = tenant.removal?.after ?? new Date(at + wait * DAY_MS).toISOString()
  const hasStatements = stock.statements.requests > 0
  const isHeld = tenant.hold !== undefined
  const report = { tenant: id, dryRun, after, isHeld, credentials, members, hasStatements, ...stock }
  if (dryRun || reason === undefined) return json(200, report)
  const removal = tenant.removal ?? { at: new Date(at).toISOString(), after, reason, by: person.subject }
  const marked = await replaceTenant(tables, tenant, { ...tenant, removal })
  if (marked === undefined) throw changedMeanwhile()
  return { ...json(202, report, { ETag: etagOf(marked) }), told: { ...changeOf(shown(tenant), shown(marked)), reason } }
}
