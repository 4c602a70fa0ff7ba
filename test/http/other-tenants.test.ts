/** What one tenant can learn of another by what it sends, or do to it: nothing. */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { createCredential } from '../../lambdas/tenancy/credentials.ts'
import { tenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { toTenantItem } from '../../lambdas/tenancy/tenant-item.ts'
import { duringTests } from '../support/during-tests.ts'
import { useEngine } from '../support/engines.ts'
import {
  type Answer,
  agentOf,
  CREATES,
  clientOf,
  JSON_TYPE,
  openService,
  type Query,
  read,
  type Service,
} from '../support/in-process-endpoint.ts'
import { useBucket } from '../support/s3-emulator.ts'
import { newStatement, uniqueParts } from '../support/sent-statements.ts'
import { VOIDED } from '../support/statements.ts'

const engine = useEngine()
const bucket = useBucket()
const service: Service = duringTests(() => openService(engine, bucket))
const send = clientOf(service, '1.0.3')
/** Credentials of two tenants. */
const [ONE, TWO] = [{ key: 'all' }, { key: 'other' }]

const post = (sender: { key: string }, statements: unknown, headers: { [name: string]: string } = JSON_TYPE) =>
  send('POST', 'statements', {}, { ...sender, headers, body: bodyOf(statements) })
const bodyOf = (body: unknown) => (Buffer.isBuffer(body) ? body : JSON.stringify(body))
const get = (sender: { key: string }, query: Query) => send('GET', 'statements', query, sender)
const idsIn = (answer: Answer): string[] => read(answer).statements.map(({ id }: { id: string }) => id)
const sha2Of = (data: Buffer) => createHash('sha256').update(data).digest('hex')
const attachmentOf = (data: Buffer, more = {}) => ({
  usageType: 'https://example.com/usage',
  display: {},
  contentType: 'text/plain',
  length: data.length,
  sha2: sha2Of(data),
  ...more,
})
const multipart = (statements: unknown, data?: Buffer): [Buffer, { [name: string]: string }] => {
  const head = `Content-Transfer-Encoding: binary\r\nX-Experience-API-Hash: ${data && sha2Of(data)}`
  const parts = [
    `--b\r\nContent-Type: application/json\r\n\r\n${JSON.stringify(statements)}\r\n`,
    ...(data ? [`--b\r\nContent-Type: text/plain\r\n${head}\r\n\r\n${data.toString('latin1')}\r\n`] : []),
    '--b--\r\n',
  ]
  return [Buffer.from(parts.join(''), 'latin1'), { 'content-type': 'multipart/mixed; boundary=b' }]
}

describe('a tenant', () => {
  // @control tenants-apart
  it('does not see a statement by its id (404), and may use the same id for another one (200)', async () => {
    const theirs = newStatement()
    expect((await post(ONE, [theirs])).status).toBe(200)
    expect((await get(TWO, { statementId: theirs.id })).status).toBe(404)
    expect((await get(TWO, { voidedStatementId: theirs.id })).status).toBe(404)
    const ours = { ...theirs, result: { success: true } }
    expect((await post(TWO, [ours])).status).toBe(200)
    expect(read(await get(ONE, { statementId: theirs.id })).result).toBeUndefined()
    expect(read(await get(TWO, { statementId: theirs.id })).result).toEqual({ success: true })
  })

  it('voids and refers to nothing of another by its id', async () => {
    const { statement, verb } = uniqueParts()
    const theirs = statement()
    await post(ONE, [theirs])
    const object = { objectType: 'StatementRef', id: theirs.id }
    await post(TWO, [newStatement({ verb: VOIDED, object }), newStatement({ object })])
    expect((await get(ONE, { statementId: theirs.id })).status).toBe(200)
    expect(idsIn(await get(ONE, { verb: verb.id }))).toEqual([theirs.id])
    expect(idsIn(await get(TWO, { verb: verb.id }))).toEqual([])
  })

  it.each(['agent', 'verb', 'activity', 'registration'] as const)('finds nothing of another by %s', async (filter) => {
    const { agent, verb, activity, registration, statement } = uniqueParts()
    await post(ONE, [statement({ context: { registration } })])
    const values = { agent: JSON.stringify(agent), verb: verb.id, activity: activity.id, registration }
    expect(idsIn(await get(ONE, { [filter]: values[filter] }))).toHaveLength(1)
    expect(idsIn(await get(TWO, { [filter]: values[filter] }))).toEqual([])
  })

  it('gets no data of an attachment by its hash, neither to read nor to pass as its own', async () => {
    const data = randomBytes(40)
    const [body, headers] = multipart([newStatement({ attachments: [attachmentOf(data)] })], data)
    expect((await post(ONE, body, headers)).status).toBe(200)
    const claimed = attachmentOf(data, { fileUrl: 'https://example.com/file' })
    const claiming = newStatement({ attachments: [claimed] })
    expect((await post(TWO, [claiming])).status).toBe(200)
    const answer = await get(TWO, { statementId: claiming.id, attachments: 'true' })
    expect(answer.status).toBe(200)
    expect(answer.body.includes(data)).toBe(false)
    const [without, type] = multipart([newStatement({ attachments: [attachmentOf(data)] })])
    expect((await post(TWO, without, type)).status).toBe(400)
    expect(service.objectsRead.filter((key) => key === `one/attachments/${sha2Of(data)}`)).toEqual([])
  })

  it('goes on in no list of another by its `more` link, and in none by a link it made itself (400)', async () => {
    const { verb, statement } = uniqueParts()
    for (const sender of [ONE, TWO]) await post(sender, [statement(), statement()])
    const { more } = read(await get(ONE, { verb: verb.id, limit: '1' }))
    const token = new URL(more, 'http://lrs').searchParams.get('more') ?? ''
    const follow = (sender: { key: string }, link: string) => get(sender, { more: link })
    expect((await follow(ONE, token)).status).toBe(200)
    expect((await follow(TWO, token)).status).toBe(400)
    const bytes = Buffer.from(token, 'base64url')
    const text = (from: string, to: string) =>
      Buffer.from(bytes.toString('latin1').replace(from, to), 'latin1').toString('base64url')
    const forged = [
      text(verb.id.slice(-36), randomUUID()),
      Buffer.concat([bytes.subarray(0, 15), Buffer.of(255 - (bytes[15] ?? 0)), bytes.subarray(16)]).toString(
        'base64url',
      ),
      bytes.subarray(16).toString('base64url'),
      bytes.subarray(0, 16).toString('base64url'),
      'AAAA',
      '',
    ]
    for (const link of forged) {
      expect(link).not.toBe(token)
      expect((await follow(ONE, link)).status).toBe(400)
    }
  })

  it.each(['activities/state', 'activities/profile', 'agents/profile'])(
    'shares no document of %s',
    async (resource) => {
      const activityId = `https://example.com/${randomUUID()}`
      const id = resource === 'activities/state' ? { stateId: 'd' } : { profileId: 'd' }
      const agent = resource === 'activities/profile' ? {} : { agent: agentOf(randomUUID()) }
      const context = { ...(resource === 'agents/profile' ? {} : { activityId }), ...agent }
      const one = { ...context, ...id }
      const put = (sender: { key: string }, body: string) =>
        send('PUT', resource, one, { ...sender, body, headers: { ...JSON_TYPE, ...CREATES } })
      expect((await put(ONE, '{"of":"one"}')).status).toBe(204)
      expect((await send('GET', resource, one, TWO)).status).toBe(404)
      expect(read(await send('GET', resource, context, TWO))).toEqual([])
      expect((await send('DELETE', resource, one, { ...TWO, headers: { 'if-match': '*' } })).status).not.toBe(500)
      expect((await put(TWO, '{"of":"two"}')).status).toBe(204)
      expect(read(await send('GET', resource, one, ONE))).toEqual({ of: 'one' })
    },
  )

  it('is decided by the credential alone: what names a tenant otherwise is refused or read by nobody', async () => {
    const theirs = newStatement()
    await post(ONE, [theirs])
    expect((await get(TWO, { statementId: theirs.id, tenant: 'one' })).status).toBe(400)
    const headers = { 'x-tenant': 'one', 'x-forwarded-host': 'one.example.com' }
    expect((await send('GET', 'statements', { statementId: theirs.id }, { ...TWO, headers })).status).toBe(404)
  })

  it('that is suspended reads and writes nothing (403), and tells that to nobody without its secret (401)', async () => {
    const suspended = { at: '2026-01-01T00:00:00Z', reason: 'unpaid' }
    const moreKey = new Uint8Array(32)
    const tenant = { id: 'stopped', name: 'Stopped', defaultVersion: '2.0.0' as const, moreKey, suspended }
    await engine.tables.insert('control', [toTenantItem(tenant)])
    const authority = { account: { homePage: 'http://h', name: 'stopped' } }
    const credential = { key: 'stopped', salt: moreKey, label: 'stopped', scopes: ['all' as const], authority }
    await createCredential(engine.tables, { ...credential, tenant: tenantId('stopped'), secret: 's' })
    const sender = { key: 'stopped' }
    for (const answer of [await get(sender, {}), await post(sender, [newStatement()])]) {
      expect(answer.status).toBe(403)
      expect(answer.body.toString()).not.toContain('unpaid')
    }
    const authorization = `Basic ${Buffer.from('stopped:wrong').toString('base64')}`
    expect((await send('GET', 'statements', {}, { headers: { authorization } })).status).toBe(401)
  })
})
