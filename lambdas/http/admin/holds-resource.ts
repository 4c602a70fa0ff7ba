/** Holds on records: set and lifted by people. Whom a hold names is shown to who may read it, and never told to the trail. */
import type { Hold } from '../../cases/hold-item.ts'
import { allHolds, liftHold, listHolds, MOST_HOLDS, readHold, setHold } from '../../cases/holds.ts'
import type { Clock } from '../../database/clock.ts'
import type { Tables } from '../../database/tables.ts'
import { tenantId } from '../../tenancy/tenant-id.ts'
import type { HttpResponse } from '../protocol/request.ts'
import type { Bodies } from './bodies.ts'
import { byOf, personIdentifiers, toldPerson } from './by-person.ts'
import { forTenant, forTenantWith, type Operations, type TenantCall } from './call.ts'
import { readCursor, toCursor } from './cursor.ts'
import { textOfInstant } from './instants.ts'
import { json } from './json-body.ts'
import { invalidParameter, notFound, Problem } from './problem.ts'
import { ADMIN_BASE } from './routes.ts'
import { changedMeanwhile, etagOfVersion, requiredState, tagged } from './state.ts'
import { DEFAULT_LIMIT } from './tenants-resource.ts'

/** The list's name in its cursors. */
const LIST = 'holds'

type Parts = { tables: Tables; clock: Clock }

export const holdOperations = ({ tables, clock }: Parts): Operations => ({
  listHolds: forTenant((call) => list(tables, call)),
  getHold: forTenant(async (call) => {
    const hold = await read(tables, call)
    return tagged(call.request, hold.version, shownHold(hold))
  }),
  holdRecords: forTenantWith('NewRecordsHold', (call) => set({ tables, clock }, call)),
  releaseRecords: forTenant((call) => release(tables, call)),
})

export const shownHold = ({ id, meets, set: deed }: Hold) => ({ id, ...meets, set: deed })

async function list(tables: Tables, { tenant, parameters }: TenantCall): Promise<HttpResponse> {
  const last = readCursor(tenant, LIST, parameters.textIf('cursor'))
  const limit = parameters.numberIf('limit') ?? DEFAULT_LIMIT
  const { items, after } = await listHolds(tables, tenantId(tenant.id), { limit, ...(last && { after: last }) })
  const next = after === undefined ? {} : { next: toCursor(tenant, LIST, after) }
  return json(200, { items: items.map(shownHold), ...next })
}

async function read(tables: Tables, { tenant, parameters }: TenantCall): Promise<Hold> {
  const hold = await readHold(tables, tenantId(tenant.id), parameters.text('hold'))
  if (hold === undefined) throw notFound('hold')
  return hold
}

async function set(
  { tables, clock }: Parts,
  { tenant, person: by, body }: TenantCall<Bodies['NewRecordsHold']>,
): Promise<HttpResponse> {
  const id = tenantId(tenant.id)
  if ((await allHolds(tables, id)).length >= MOST_HOLDS)
    throw new Problem('conflict', `${tenant.id} has ${MOST_HOLDS} holds: lift one first, or hold the whole tenant.`)
  const { reason, person, activity, registration } = body
  const meets = {
    ...(person && { person: personIdentifiers(person) }),
    ...(activity !== undefined && { activity }),
    ...(registration !== undefined && { registration: registration.toLowerCase() }),
  }
  const hold = await setHold(tables, id, { meets, set: { at: textOfInstant(clock.now()), by: byOf(by), reason } })
  const Location = `${ADMIN_BASE}/tenants/${tenant.id}/holds/${hold.id}`
  // The answer is kept for a day, for whoever sends the same again: it names nobody.
  const { person: _, ...shown } = shownHold(hold)
  return { ...json(201, shown, { Location }), told: { after: toldHold(tenant, hold), reason } }
}

async function release(tables: Tables, call: TenantCall): Promise<HttpResponse> {
  const { tenant, parameters, request } = call
  if (parameters.flag('dryRun')) return json(200, shownHold(await read(tables, call)))
  const state = requiredState(request)
  const reason = parameters.textIf('reason')
  if (reason === undefined) throw invalidParameter('reason', 'is required: it stands in the audit trail')
  const before = await read(tables, call)
  const outcome = await liftHold(tables, tenantId(tenant.id), before.id, state)
  if (outcome === 'absent') throw notFound('hold')
  if (outcome === 'changed') throw changedMeanwhile()
  return {
    status: 204,
    headers: { ETag: etagOfVersion(before.version) },
    told: { before: toldHold(tenant, before), after: null, reason },
  }
}

/** With fingerprints in the place of the person. */
const toldHold = (tenant: TenantCall['tenant'], { id, meets: { person, ...meets } }: Hold) => ({
  ...{ id, ...meets },
  ...(person && { persons: toldPerson(tenant, person) }),
})
