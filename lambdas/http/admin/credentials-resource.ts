/** Credentials of a tenant: listed, made, changed, rotated, revoked. Secrets are told once, to whoever makes them. */
import { randomBytes } from 'node:crypto'
import type { Clock } from '../../database/clock.ts'
import type { Tables } from '../../database/tables.ts'
import { ownAuthority } from '../../tenancy/authority-item.ts'
import {
  type ChangeOutcome,
  changeCredential,
  createCredential,
  getCredential,
  type ListedCredential,
  listCredentials,
  revokeCredential,
  rotateCredential,
} from '../../tenancy/credentials.ts'
import { readLeniencyCounts } from '../../tenancy/leniency-counter.ts'
import { tenantId } from '../../tenancy/tenant-id.ts'
import type { HttpResponse } from '../protocol/request.ts'
import type { Bodies } from './bodies.ts'
import { forTenant, forTenantWith, type Operations, type TenantCall } from './call.ts'
import { readCursor, toCursor } from './cursor.ts'
import { later, textOfInstant, toInstant } from './instants.ts'
import { json } from './json-body.ts'
import { notFound } from './problem.ts'
import { ADMIN_BASE } from './routes.ts'
import { changedMeanwhile, etagOfVersion, requiredState, requireState, tagged } from './state.ts'
import { DEFAULT_LIMIT } from './tenants-resource.ts'
import { changeOf, factsOf } from './told.ts'

type Parts = { tables: Tables; clock: Clock }

/** The list's name in its cursors. */
const LIST = 'credentials'

/** How long the secret before works where nobody says how long. */
const ROTATION_MS = 24 * 3_600_000

export const credentialOperations = ({ tables, clock }: Parts): Operations => ({
  listCredentials: forTenant((call) => list(tables, call)),
  createCredential: forTenantWith('NewCredential', (call) => create({ tables, clock }, call)),
  getCredential: forTenant(async (call) => {
    const credential = await read(tables, call)
    return tagged(call.request, versionOf(credential), shown(credential))
  }),
  changeCredential: forTenantWith('CredentialChange', async (call) => {
    const change = toChange(call.body, clock.now())
    const before = await readKnown(tables, call)
    const { key, revision } = before
    const expected = revision === undefined ? {} : { expected: revision }
    const changed = settled(await changeCredential(tables, tenantId(call.tenant.id), { key, change, ...expected }))
    return { ...json(200, shown(changed), etag(changed)), told: changeOf(shown(before), shown(changed)) }
  }),
  revokeCredential: forTenant(async (call) => {
    if (call.parameters.flag('dryRun')) return json(200, shown(await read(tables, call)))
    const before = await readKnown(tables, call)
    if (!(await revokeCredential(tables, tenantId(call.tenant.id), before.key))) throw notFound('credential')
    return { status: 204, told: changeOf(shown(before), null) }
  }),
  rotateCredential: forTenantWith('Rotation', (call) => rotate({ tables, clock }, call)),
})

async function list(tables: Tables, { tenant, parameters }: TenantCall): Promise<HttpResponse> {
  const after = readCursor(tenant, LIST, parameters.textIf('cursor'))
  const limit = parameters.numberIf('limit') ?? DEFAULT_LIMIT
  const { credentials, last } = await listCredentials(tables, tenantId(tenant.id), { limit, ...(after && { after }) })
  const next = last === undefined ? {} : { next: toCursor(tenant, LIST, last) }
  const counts = await readLeniencyCounts(tables, tenantId(tenant.id))
  const items = credentials.map((one) => ({ ...shown(one), needed: counts.get(one.key) ?? {} }))
  return json(200, { items, ...next })
}

/** A key is ours to choose: keys are one name space of all tenants, and who may try keys learns which others have. */
async function create(
  { tables, clock }: Parts,
  { tenant, body, parameters: _ }: TenantCall<Bodies['NewCredential']>,
): Promise<HttpResponse> {
  const now = clock.now()
  const id = tenantId(tenant.id)
  const key = `${id}-${randomBytes(9).toString('hex')}`
  const secret = randomBytes(32).toString('base64url')
  const { label, scopes, lenient, filter, authority = ownAuthority(key) } = body
  const expires =
    body.expires === undefined ? {} : { expires: later(toInstant('/expires', body.expires), now, '/expires') }
  const made = {
    ...{ tenant: id, key, secret, salt: randomBytes(16), label, scopes, authority, created: now },
    ...expires,
  }
  const options = { ...(filter && { filter }), ...(lenient && { lenient }) }
  if (!(await createCredential(tables, { ...made, ...options }))) throw new Error('a random key exists')
  const credential = await getCredential(tables, id, key)
  if (credential === undefined) throw changedMeanwhile()
  const Location = `${ADMIN_BASE}/tenants/${id}/credentials/${key}`
  const answer = json(201, { ...shown(credential), secret }, { ...etag(credential), Location })
  return { ...answer, told: { what: { key }, after: factsOf(shown(credential)) } }
}

async function rotate(
  { tables, clock }: Parts,
  { tenant, body, parameters }: TenantCall<Bodies['Rotation']>,
): Promise<HttpResponse> {
  const now = clock.now()
  const key = parameters.text('key')
  const until = body.until === undefined ? now + ROTATION_MS : toInstant('/until', body.until)
  const secret = randomBytes(32).toString('base64url')
  const rotation = { key, secret, until, now }
  const rotated = settled(await rotateCredential(tables, tenantId(tenant.id), rotation))
  const Location = `${ADMIN_BASE}/tenants/${tenant.id}/credentials/${key}`
  const answer = json(200, { ...shown(rotated), secret }, { ...etag(rotated), Location })
  return { ...answer, told: { after: factsOf(shown(rotated)) } }
}

async function read(tables: Tables, { tenant, parameters }: TenantCall<unknown>): Promise<ListedCredential> {
  const credential = await getCredential(tables, tenantId(tenant.id), parameters.text('key'))
  if (credential === undefined) throw notFound('credential')
  return credential
}

/** In the state that the request knows. */
async function readKnown(tables: Tables, call: TenantCall<unknown>): Promise<ListedCredential> {
  const state = requiredState(call.request)
  const credential = await read(tables, call)
  requireState(state, versionOf(credential))
  return credential
}

function settled(outcome: ChangeOutcome): ListedCredential {
  if (outcome.kind === 'missing') throw notFound('credential')
  if (outcome.kind === 'stale') throw changedMeanwhile()
  return outcome.credential
}

/** Of a credential that no release with revisions has changed. */
const NO_REVISION = '0'
const versionOf = ({ revision = NO_REVISION }: ListedCredential) => revision
const etag = (credential: ListedCredential) => ({ ETag: etagOfVersion(versionOf(credential)) })

function toChange({ expires, filter, ...rest }: Bodies['CredentialChange'], now: number) {
  return {
    ...rest,
    ...(expires === null && { expires: undefined }),
    ...(typeof expires === 'string' && { expires: later(toInstant('/expires', expires), now, '/expires') }),
    ...(filter !== undefined && { filter: filter ?? undefined }),
  }
}

export function shown({
  key,
  label,
  scopes,
  authority,
  created,
  expires,
  lastUsed,
  filter,
  lenient,
  secrets,
}: ListedCredential) {
  return {
    ...{ key, label, scopes, authority: JSON.parse(authority), lenient },
    ...(created !== undefined && { created: textOfInstant(created) }),
    ...(expires !== undefined && { expires: textOfInstant(expires) }),
    ...(lastUsed !== undefined && { lastUsed: textOfInstant(lastUsed) }),
    ...(filter && { filter }),
    secrets: secrets.map(({ until }) => (until === undefined ? {} : { until: textOfInstant(until) })),
  }
}
