/** Retention rules, under names that people choose. */
import type { RetentionRule } from '../../cases/retention-rule-item.ts'
import { allRules, listRules, MOST_RULES, putRule, readRule, removeRule } from '../../cases/retention-rules.ts'
import type { Clock } from '../../database/clock.ts'
import type { Tables } from '../../database/tables.ts'
import { tenantId } from '../../tenancy/tenant-id.ts'
import type { HttpResponse } from '../protocol/request.ts'
import type { Bodies } from './bodies.ts'
import { byOf } from './by-person.ts'
import { forTenant, forTenantWith, type Operations, type TenantCall } from './call.ts'
import { readCursor, toCursor } from './cursor.ts'
import { textOfInstant } from './instants.ts'
import { json } from './json-body.ts'
import { invalidParameter, notFound, Problem } from './problem.ts'
import { changedMeanwhile, etagOfVersion, requiredState, tagged } from './state.ts'
import { DEFAULT_LIMIT } from './tenants-resource.ts'
import { changeOf } from './told.ts'

/** The list's name in its cursors. */
const LIST = 'retention-rules'

type Parts = { tables: Tables; clock: Clock }

export const retentionOperations = ({ tables, clock }: Parts): Operations => ({
  listRetentionRules: forTenant((call) => list(tables, call)),
  getRetentionRule: forTenant(async (call) => {
    const rule = await read(tables, call)
    return tagged(call.request, rule.version, shownRule(rule))
  }),
  putRetentionRule: forTenantWith('NewRetentionRule', (call) => put({ tables, clock }, call)),
  removeRetentionRule: forTenant((call) => remove(tables, call)),
})

export const shownRule = ({ version: _, ...rule }: RetentionRule) => rule

async function list(tables: Tables, { tenant, parameters }: TenantCall): Promise<HttpResponse> {
  const last = readCursor(tenant, LIST, parameters.textIf('cursor'))
  const limit = parameters.numberIf('limit') ?? DEFAULT_LIMIT
  const { items, after } = await listRules(tables, tenantId(tenant.id), { limit, ...(last && { after: last }) })
  const next = after === undefined ? {} : { next: toCursor(tenant, LIST, after) }
  return json(200, { items: items.map(shownRule), ...next })
}

async function read(tables: Tables, { tenant, parameters }: TenantCall): Promise<RetentionRule> {
  const rule = await readRule(tables, tenantId(tenant.id), parameters.text('rule'))
  if (rule === undefined) throw notFound('retention rule')
  return rule
}

async function put(
  { tables, clock }: Parts,
  { request, tenant, person, parameters, body }: TenantCall<Bodies['NewRetentionRule']>,
): Promise<HttpResponse> {
  const state = requiredState(request)
  const [id, name] = [tenantId(tenant.id), parameters.text('rule')]
  const rules = await allRules(tables, id)
  const before = rules.find((rule) => rule.id === name)
  if (before === undefined && rules.length >= MOST_RULES)
    throw new Problem('conflict', `${tenant.id} has ${MOST_RULES} retention rules: no tenant has more.`)
  const { reason, ...rule } = body
  const changed = { at: textOfInstant(clock.now()), by: byOf(person), reason }
  const written = await putRule(tables, id, { ...rule, id: name, changed }, state)
  if (written === undefined) throw changedMeanwhile()
  const shown = shownRule(written.rule)
  const told = { ...changeOf(before ? shownRule(before) : null, shown), reason }
  return { ...json(written.isNew ? 201 : 200, shown, { ETag: etagOfVersion(written.rule.version) }), told }
}

async function remove(tables: Tables, call: TenantCall): Promise<HttpResponse> {
  const { tenant, parameters, request } = call
  if (parameters.flag('dryRun')) return json(200, shownRule(await read(tables, call)))
  const state = requiredState(request)
  const reason = parameters.textIf('reason')
  if (reason === undefined) throw invalidParameter('reason', 'is required: it stands in the audit trail')
  const before = await read(tables, call)
  const outcome = await removeRule(tables, tenantId(tenant.id), before.id, state)
  if (outcome === 'absent') throw notFound('retention rule')
  if (outcome === 'changed') throw changedMeanwhile()
  return { status: 204, told: { ...changeOf(shownRule(before), null), reason } }
}
