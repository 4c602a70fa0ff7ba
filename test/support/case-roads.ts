/** What retention makes its function do: something is past its time, nothing is, and what would be is lost. */
import type { Local } from '../../local/start.ts'
import { emptyDocuments, noise } from './request-roads.ts'
import { newStatement } from './sent-statements.ts'

type Admin = { endpoint: string; token: string }

/** Before others' data get lost. @throws for an answer that is none of success */
export async function caseRoads(admin: Admin, local: Local): Promise<void> {
  const { deployment, invoke } = local
  const fn = deployment.functions.find(({ name }) => name.includes('Retention'))
  const prepare = () => invoke(fn?.name ?? '', {})
  await tenantWithRule(admin, local, { name: 'past', period: 'P1D' })
  await tenantWithRule(admin, local, { name: 'still', period: 'P90Y' })
  const { kind, payload } = await prepare()
  const { counted, prepared } = kind === 'result' ? JSON.parse(payload) : {}
  if (counted !== 2 || prepared !== 1) throw new Error(`${payload}`)
  const lost = await tenantWithRule(admin, local, { name: 'lost', period: 'P1D' })
  await emptyDocuments(local, `${lost.tenant}/batches/`)
  const outcome = await prepare()
  if (outcome.kind !== 'result') throw new Error(`${outcome.payload}`)
  await lost.removeRule()
}

type Wanted = { name: string; period: string }

/** A tenant with one old statement, which lies in the bucket. */
async function tenantWithRule({ endpoint, token }: Admin, { origin }: Local, { name, period }: Wanted) {
  const bearer = { Authorization: `Bearer ${token}` }
  const tenant = `${name}-${Date.now()}`
  const rule = `${endpoint}/tenants/${tenant}/retention-rules/all`
  await call('POST', `${endpoint}/tenants`, bearer, { id: tenant })
  const made = { label: 'x', scopes: ['statements/write'] }
  const { key, secret } = await call('POST', `${endpoint}/tenants/${tenant}/credentials`, bearer, made)
  const basic = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`
  const old = newStatement({ timestamp: '2020-01-01T00:00:00Z', result: noise(200_000) })
  const sender = { Authorization: basic, 'X-Experience-API-Version': '1.0.3' }
  await call('POST', `${origin}/xapi/statements`, sender, [old])
  const wanted = { meets: {}, period, from: 'timestamp', reason: 'roads' }
  await call('PUT', rule, { ...bearer, 'If-None-Match': '*' }, wanted)
  return { tenant, removeRule: () => call('DELETE', `${rule}?reason=roads`, { ...bearer, 'If-Match': '*' }) }
}

async function call(method: string, address: string, headers: { [name: string]: string }, body?: unknown) {
  const json = body === undefined ? {} : { body: JSON.stringify(body) }
  const response = await fetch(address, {
    method,
    headers: { 'Content-Type': 'application/json', ...headers },
    ...json,
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${address}: ${response.status} ${text}`)
  return text === '' ? undefined : JSON.parse(text)
}
