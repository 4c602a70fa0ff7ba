/** What retention makes its function do: in one tenant something is past its time, in another nothing is. */
import type { Local } from '../../local/start.ts'
import { noise } from './request-roads.ts'
import { newStatement } from './sent-statements.ts'

type Admin = { endpoint: string; token: string }

/**
 * Before their data get lost.
 * @returns what has one of them counted again, with what was lost. @throws for an answer that is none of success
 */
export async function caseRoads({ endpoint, token }: Admin, { origin, deployment, invoke }: Local) {
  const call = async (address: string, body: unknown, headers: { [name: string]: string }, method = 'POST') => {
    const sent = { method, headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) }
    const response = await fetch(address, sent)
    if (!response.ok) throw new Error(`${method} ${address}: ${response.status} ${await response.text()}`)
    return JSON.parse(await response.text())
  }
  const bearer = { Authorization: `Bearer ${token}` }
  let again = async () => {}
  for (const [name, period] of Object.entries({ past: 'P1D', still: 'P90Y' })) {
    const tenant = `${name}-${Date.now()}`
    await call(`${endpoint}/tenants`, { id: tenant }, bearer)
    const made = { label: 'x', scopes: ['statements/write'] }
    const { key, secret } = await call(`${endpoint}/tenants/${tenant}/credentials`, made, bearer)
    const basic = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`
    const old = newStatement({ timestamp: '2020-01-01T00:00:00Z', result: noise(200_000) })
    await call(`${origin}/xapi/statements`, [old], { Authorization: basic, 'X-Experience-API-Version': '1.0.3' })
    const rule = { meets: {}, period, from: 'timestamp', reason: 'roads' }
    const place = `${endpoint}/tenants/${tenant}/retention-rules/all`
    await call(place, rule, { ...bearer, 'If-None-Match': '*' }, 'PUT')
    again = () => call(place, { ...rule, period: 'P80Y' }, { ...bearer, 'If-Match': '*' }, 'PUT')
  }
  const fn = deployment.functions.find(({ name: one }) => one.includes('Retention'))
  const { kind, payload } = await invoke(fn?.name ?? '', {})
  const { counted, prepared } = kind === 'result' ? JSON.parse(payload) : {}
  if (counted !== 2 || prepared !== 1) throw new Error(`${payload}`)
  return again
}
