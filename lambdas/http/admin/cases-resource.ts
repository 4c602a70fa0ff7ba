/** Cases by people: prepared, counted, approved, rejected or withdrawn. Whoever carries one out is no part of this API. */
import { refusalToApprove } from '../../cases/approval.ts'
import { isSame } from '../../cases/by.ts'
import type { Case, CaseAsk, ErasureAsk } from '../../cases/case.ts'
import { type CaseDecision, type CaseStore, createCaseStore } from '../../cases/case-store.ts'
import { countCase } from '../../cases/counting.ts'
import { allHolds } from '../../cases/holds.ts'
import { allRules } from '../../cases/retention-rules.ts'
import type { StoredDocuments } from '../../cases/stored-documents.ts'
import type { StoredTexts } from '../../cases/stored-texts.ts'
import type { Clock } from '../../database/clock.ts'
import type { Tables } from '../../database/tables.ts'
import { Unavailable } from '../../database/unavailable.ts'
import { type TenantId, tenantId } from '../../tenancy/tenant-id.ts'
import type { HttpResponse } from '../protocol/request.ts'
import type { Bodies } from './bodies.ts'
import { byOf, personIdentifiers, toldPerson } from './by-person.ts'
import { forTenant, forTenantWith, type Operations, type TenantCall } from './call.ts'
import { readCursor, toCursor } from './cursor.ts'
import { textOfInstant } from './instants.ts'
import { json } from './json-body.ts'
import { notFound, Problem } from './problem.ts'
import { shownRule } from './retention-resource.ts'
import { ADMIN_BASE } from './routes.ts'
import { changedMeanwhile, etagOfVersion, tagged } from './state.ts'
import { DEFAULT_LIMIT } from './tenants-resource.ts'

/** `storedTexts`, `storedDocuments`: all that a tenant has stored, for the counts. */
export type CaseParts = { tables: Tables; clock: Clock; storedTexts: StoredTexts; storedDocuments: StoredDocuments }

/** The list's name in its cursors. */
const LIST = 'cases'
/** Of counting in one request, which the gateway ends after 29 s; a page may take seconds more. */
const COUNT_MS = 8_000

export function caseOperations(parts: CaseParts): Operations {
  const store = createCaseStore(parts.tables)
  return {
    listCases: forTenant((call) => list(store, call)),
    getCase: forTenant(async (call) => {
      const one = await read(store, call)
      return tagged(call.request, one.version, shownCase(one, true))
    }),
    prepareCase: forTenantWith('NewCase', (call) => prepare(parts, store, call)),
    countCase: forTenantWith('Recount', async (call) => {
      const known = await read(store, call)
      requirePrepared(known)
      return answer(await count(parts, store, tenantId(call.tenant.id), known), known)
    }),
    approveCase: forTenantWith('CaseDecision', (call) => approve(parts, store, call)),
    rejectCase: forTenantWith('CaseDecision', async (call) => decide(parts, call, await read(store, call), 'rejected')),
    withdrawCase: forTenantWith('CaseDecision', async (call) => {
      const known = await read(store, call)
      const isOther = known.prepared.by.kind === 'person' && !isSame(known.prepared.by, byOf(call.person))
      if (isOther) throw new Problem('forbidden', 'Whoever prepared a case withdraws it: reject it instead.')
      return decide(parts, call, known, 'withdrawn')
    }),
    getCaseCertificate: forTenant(async (call) => {
      const { id, certificate } = await read(store, call)
      if (certificate === undefined) throw notFound('certificate: the case is not done')
      return json(200, { case: id, ...certificate })
    }),
  }
}

/** @param isWhole with who is meant: to one who looks at this case, never where answers are kept or listed */
export function shownCase(one: Case, isWhole = false) {
  const { id, kind, state, prepared, decided, preview, run, certificate } = one
  const { basis: _, after: __, ...counts } = preview
  return {
    ...{ id, kind, state, prepared, preview: counts, hasCertificate: certificate !== undefined },
    ...(one.kind === 'erasure' && { erasure: isWhole ? one.erasure : withoutIdentifiers(one.erasure) }),
    ...(one.kind === 'retention' && { retention: { at: one.retention.at, rules: one.retention.rules.map(shownRule) } }),
    ...(decided && { decided }),
    ...(run && { run }),
  }
}

const withoutIdentifiers = ({ identifiers: _, ...erasure }: ErasureAsk) => erasure

async function list(store: CaseStore, { tenant, parameters }: TenantCall): Promise<HttpResponse> {
  const last = readCursor(tenant, LIST, parameters.textIf('cursor'))
  const limit = parameters.numberIf('limit') ?? DEFAULT_LIMIT
  const { items, after } = await store.list(tenantId(tenant.id), { limit, ...(last && { after: last }) })
  const next = after === undefined ? {} : { next: toCursor(tenant, LIST, after) }
  return json(200, { items: items.map((one) => shownCase(one)), ...next })
}

async function read(store: CaseStore, { tenant, parameters }: TenantCall<unknown>): Promise<Case> {
  const one = await store.get(tenantId(tenant.id), parameters.text('case'))
  if (one === undefined) throw notFound('case')
  return one
}

async function prepare(
  parts: CaseParts,
  store: CaseStore,
  { tenant, person, body }: TenantCall<Bodies['NewCase']>,
): Promise<HttpResponse> {
  const id = tenantId(tenant.id)
  const at = textOfInstant(parts.clock.now())
  const asks = await askOf(parts, { tenant, body, at })
  const prepared = await store.prepare(id, asks, { at, by: byOf(person), reason: body.reason })
  const one = await count(parts, store, id, prepared).catch((error) => {
    // It is prepared: it is counted by whoever asks next.
    if (error instanceof Unavailable) return prepared
    throw error
  })
  const Location = `${ADMIN_BASE}/tenants/${tenant.id}/cases/${one.id}`
  return { ...json(201, shownCase(one), { Location }), told: { after: toldCase(one), reason: body.reason } }
}

type Asked = Pick<TenantCall<Bodies['NewCase']>, 'tenant' | 'body'> & { at: string }

async function askOf({ tables }: CaseParts, { tenant, body: { erasure }, at }: Asked): Promise<CaseAsk> {
  if (erasure === undefined) {
    const rules = await allRules(tables, tenantId(tenant.id))
    if (rules.length === 0) throw new Problem('conflict', `${tenant.id} has no retention rule: everything is kept.`)
    return { kind: 'retention', retention: { at, rules } }
  }
  const identifiers = personIdentifiers(erasure.identifiers)
  return { kind: 'erasure', erasure: { way: erasure.way, identifiers, persons: toldPerson(tenant, identifiers) } }
}

/** @throws Problem `precondition-failed` where somebody else counts it, or has decided it */
async function count({ tables, clock, ...stored }: CaseParts, store: CaseStore, tenant: TenantId, known: Case) {
  const [rules, holds] = await Promise.all([allRules(tables, tenant), allHolds(tables, tenant)])
  const until = clock.now() + COUNT_MS
  const counting = { texts: stored.storedTexts, documents: stored.storedDocuments, mayGoOn: () => clock.now() < until }
  const preview = await countCase(counting, tenant, known, { rules, holds })
  const counted = await store.count(tenant, known, preview)
  if (counted === undefined) throw changedMeanwhile()
  return counted
}

async function approve(parts: CaseParts, store: CaseStore, call: TenantCall<Bodies['CaseDecision']>) {
  const { tenant, person } = call
  const id = tenantId(tenant.id)
  const known = await read(store, call)
  const [rules, holds] = await Promise.all([allRules(parts.tables, id), allHolds(parts.tables, id)])
  const { secondPerson = false, hold } = tenant
  const now = { by: byOf(person), secondPerson, isHeld: hold !== undefined, rules, holds }
  const refusal = refusalToApprove(known, now)
  if (refusal !== undefined) throw new Problem(refusal.kind, refusal.says)
  return decide(parts, call, known, 'approved')
}

async function decide(
  { tables, clock }: CaseParts,
  { tenant, person, body: { reason } }: TenantCall<Bodies['CaseDecision']>,
  known: Case,
  to: CaseDecision['to'],
): Promise<HttpResponse> {
  requirePrepared(known)
  const decision = { to, at: textOfInstant(clock.now()), by: byOf(person), reason }
  return answer(await createCaseStore(tables).decide(tenantId(tenant.id), known, decision), known, reason)
}

function requirePrepared({ id, state }: Case) {
  if (state !== 'prepared') throw new Problem('conflict', `The case ${id} is ${state}.`)
}

function answer(one: Case | undefined, before: Case, reason?: string): HttpResponse {
  if (one === undefined) throw changedMeanwhile()
  const told = { before: toldCase(before), after: toldCase(one), ...(reason !== undefined && { reason }) }
  return { ...json(200, shownCase(one), { ETag: etagOfVersion(one.version) }), told }
}

/** Counts and states; who is meant only by fingerprints. */
function toldCase(one: Case) {
  const { id, kind, state, preview } = one
  const { statements, affected, documents, isComplete } = preview
  const kept = preview.kept.reduce((sum, { count: each }) => sum + each, 0)
  return {
    ...{
      case: id,
      kind,
      state,
      counted: { statements, affected, ...(documents !== undefined && { documents }), kept, isComplete },
    },
    ...(one.kind === 'erasure' && { way: one.erasure.way, persons: one.erasure.persons }),
    ...(one.kind === 'retention' && { at: one.retention.at, rules: one.retention.rules.map(({ id: rule }) => rule) }),
  }
}
