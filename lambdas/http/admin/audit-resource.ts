/** The trail of audit, for those who review it. */
import { createSecretKey } from 'node:crypto'
import { isPlace } from '../../audit/audit-item.ts'
import type { StoredEntry } from '../../audit/audit-store.ts'
import { personFingerprint } from '../../audit/filter.ts'
import { readTrail, type TrailQuery } from '../../audit/trail-pages.ts'
import type { Clock } from '../../database/clock.ts'
import type { Tables } from '../../database/tables.ts'
import { tenantId } from '../../tenancy/tenant-id.ts'
import type { HttpResponse } from '../protocol/request.ts'
import { forPerson, forTenant, type Operations, type PersonCall } from './call.ts'
import { foreignCursor, readCursor, toCursor } from './cursor.ts'
import { textOfInstant } from './instants.ts'
import { json } from './json-body.ts'
import { invalidParameter } from './problem.ts'
import { DEFAULT_LIMIT } from './tenants-resource.ts'

type Parts = { tables: Tables; clock: Clock }

const LIST = 'audit'
const DAY_MS = 86_400_000

export const auditOperations = (parts: Parts): Operations => ({
  listTenantAudit: forTenant(async (call) => {
    const { tenant, parameters } = call
    const after = readCursor(tenant, LIST, parameters.textIf('cursor'))
    const about = parameters.textIf('about')
    const person = about === undefined ? {} : { about: personFingerprint(createSecretKey(tenant.moreKey), about) }
    const query = { ...queryOf(parts, call), ...person, tenant: tenantId(tenant.id) }
    return answer(parts, { ...query, ...(after && { after }) }, (place) => toCursor(tenant, LIST, place))
  }),
  /** Its cursor is a place: who reads this trail may read all of it. */
  listAudit: forPerson(async (call) => {
    const cursor = call.parameters.textIf('cursor')
    if (cursor !== undefined && !isPlace(cursor)) throw foreignCursor()
    const query = { ...queryOf(parts, call), tenant: undefined }
    return answer(parts, { ...query, ...(cursor && { after: cursor }) }, (place) => place)
  }),
})

function queryOf({ clock }: Parts, { parameters }: PersonCall): Omit<TrailQuery, 'tenant'> {
  const [who, act] = [parameters.textIf('who'), parameters.textIf('act')]
  // What is to come has no entries: each of its days would cost a read.
  const to = Math.min(instantIf(parameters, 'to') ?? clock.now(), clock.now())
  return {
    ...{ from: instantIf(parameters, 'from') ?? to - DAY_MS, to },
    limit: parameters.numberIf('limit') ?? DEFAULT_LIMIT,
    descending: parameters.flag('descending'),
    ...(who !== undefined && { who }),
    ...(act !== undefined && { act }),
  }
}

function instantIf(parameters: PersonCall['parameters'], name: string): number | undefined {
  const text = parameters.textIf(name)
  const instant = text === undefined ? undefined : Date.parse(text)
  if (Number.isNaN(instant)) throw invalidParameter(name, 'must be a date and time that exists')
  return instant
}

async function answer({ tables }: Parts, query: TrailQuery, toNext: (place: string) => string): Promise<HttpResponse> {
  const { entries, next } = await readTrail(tables, query)
  const body = { items: entries.map(shown), ...(next !== undefined && { next: toNext(next) }) }
  return { ...json(200, body), told: { count: entries.length } }
}

export const shown = ({ entry: { tenant: _, at, ...entry }, stored }: StoredEntry) => ({
  ...entry,
  at: textOfInstant(at),
  stored: textOfInstant(stored),
})
