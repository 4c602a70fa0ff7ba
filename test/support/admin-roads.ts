/** Everything that requests of the admin API make its function do, over HTTP. */
import { newStatement } from './sent-statements.ts'
import { within } from './waiting.ts'

type Admin = { endpoint: string; token: string }
type Sent = { body?: unknown; headers?: { [name: string]: string } }
type Answer = { status: number; json: ReturnType<typeof JSON.parse> }

const LAUNCH = {
  actor: { account: { homePage: 'https://lms.example.com', name: 'ada' } },
  registration: '5c51b0b6-1b57-4f3e-8a6e-0d1f4a0f3f11',
  activity: 'https://lms.example.com/activities/1',
  publisherId: 'https://publisher.example.com/au/1',
}

/** @param tenant that has statements. @throws for an answer that is none of success */
export async function adminRoads({ endpoint, token }: Admin, tenant: string): Promise<void> {
  const call = async (method: string, path: string, { body, headers = {} }: Sent = {}): Promise<Answer> => {
    const response = await fetch(`${endpoint}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    const isJson = response.headers.get('content-type')?.includes('json')
    return { status: response.status, json: isJson ? JSON.parse(text) : undefined }
  }
  const known = { 'If-Match': '*' }
  const id = `roads-${Date.now()}`
  await call('POST', '/tenants', { body: { id }, headers: { 'Idempotency-Key': id } })
  await call('GET', '/tenants')
  await call('PATCH', `/tenants/${id}`, { body: { name: 'Roads' }, headers: known })
  const { json: made } = await call('POST', `/tenants/${id}/credentials`, { body: { label: 'x', scopes: ['state'] } })
  const credential = `/tenants/${id}/credentials/${made.key}`
  await call('PATCH', credential, { body: { label: 'y' }, headers: known })
  await call('GET', `/tenants/${id}/credentials`)
  await call('DELETE', credential, { headers: known })
  await call('PUT', `/tenants/${id}/members/grace`, { body: { role: 'admin' }, headers: { 'If-None-Match': '*' } })
  await call('DELETE', `/tenants/${id}/members/grace`, { headers: known })
  const { json: page } = await call('GET', `/tenants/${tenant}/statements?limit=50&format=canonical`)
  // Data that were sent as a fileUrl alone are looked for.
  await call('GET', `/tenants/${tenant}/statements?limit=50&attachments=true`)
  const { json: launch } = await call('POST', `/tenants/${tenant}/launches`, { body: LAUNCH })
  const fetched = await fetch(launch.parameters.fetch, { method: 'POST' })
  if (!fetched.ok) throw new Error(`the fetch URL of a launch: ${fetched.status}`)
  await call('GET', `/tenants/${tenant}/statements/${page.statements[0]?.id ?? newStatement().id}`)
  const { json: run } = await call('POST', `/tenants/${tenant}/queries/verbs`, { body: {} })
  await within(
    30_000,
    () => call('GET', `/tenants/${tenant}/queries/verbs/runs/${run.run}`),
    ({ json }) => json.state === 'succeeded',
  )
  await call('GET', `/tenants/${id}/audit`)
  // Its prefix is listed, and what there is is read: a proof or a page needs no more rights.
  await call('GET', `/tenants/${tenant}/evidence/heads`)
  await call('DELETE', `/tenants/${tenant}?dryRun=true`)
  await call('PUT', `/tenants/${id}/hold`, { body: { reason: 'a lawsuit' }, headers: known })
  await call('DELETE', `/tenants/${id}/hold?reason=settled`, { headers: known })
  await call('DELETE', `/tenants/${id}?reason=tried`, { headers: known })
}
