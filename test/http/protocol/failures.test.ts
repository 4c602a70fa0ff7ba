/** What the endpoint responds when a request fails, and which requests it refuses before any resource sees them. */
import { createSecretKey, randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from '@jest/globals'
import type { Context } from 'aws-lambda'
import { Unavailable } from '../../../lambdas/database/unavailable.ts'
import { createEndpoint } from '../../../lambdas/http/protocol/endpoint.ts'
import type { MethodHandler } from '../../../lambdas/http/protocol/resource.ts'
import type { StatementsDependencies } from '../../../lambdas/http/xapi/statement-response.ts'
import { postStatements } from '../../../lambdas/http/xapi/statement-writes.ts'
import { tenantId } from '../../../lambdas/tenancy/tenant-id.ts'
import { XapiError } from '../../../lambdas/xapi/errors.ts'
import { createLeniency } from '../../../lambdas/xapi/leniency.ts'
import { apiEvent } from '../../support/api-event.ts'
import { nobody } from '../../support/nobody.ts'
import { unheard } from '../../support/trails.ts'

type Sent = { method?: string; path?: string; headers?: { [name: string]: string }; body?: string | Buffer }

/** An endpoint with one open resource, `it`, that does as told. */
function open(handle: MethodHandler = async () => ({ status: 200, body: 'done' })) {
  const lines: string[] = []
  const endpoint = createEndpoint({
    base: '/xapi',
    routes: (['POST', 'GET', 'HEAD'] as const).map((method) => ({ method, path: '/xapi/it', scope: 'none' })),
    resources: new Map([['it', { handlers: { POST: handle, GET: handle } }]]),
    registry: nobody,
    trail: unheard,
    log: (level, message, details) => lines.push(JSON.stringify({ level, message, ...details })),
  })
  const send = async (
    { method = 'POST', path = '/xapi/it', headers = {}, body = Buffer.alloc(0) }: Sent = {},
    context: Partial<Context> = {},
  ) => {
    const event = apiEvent({ method, path, headers, body })
    const { statusCode, headers: answered = {}, body: text = '' } = await endpoint(event, context as Context)
    return { status: statusCode, headers: answered, text }
  }
  return { send, lines }
}

const throwing = (error: unknown) =>
  open(async () => {
    throw error
  })

describe('a failure', () => {
  it('of the store to respond before the function ends is answered with 503 and Retry-After', async () => {
    const { send } = open(() => new Promise(() => {}))
    const { status, headers } = await send({}, { getRemainingTimeInMillis: () => 30 })
    expect(status).toBe(503)
    expect(headers['Retry-After']).toBe('2')
  })

  it('is answered in JSON with the rule and its place, where no Accept says otherwise', async () => {
    const violation = { statement: 3, pointer: '/actor/mbox', rule: 'must be mailto:', found: 'a string' }
    const { status, headers, text } = await throwing(new XapiError('invalid', 'No.', [violation])).send()
    expect(status).toBe(400)
    expect(headers['Content-Type']).toBe('application/json')
    expect(JSON.parse(text)).toEqual({ error: 'invalid', message: 'No.', violations: [violation] })
  })

  it('is answered in plain text, where Accept has that and no JSON', async () => {
    const violation = { statement: 3, pointer: '/actor/mbox', rule: 'must be mailto:', found: 'a string' }
    const { send } = throwing(new XapiError('invalid', 'No.', [violation]))
    const { headers, text } = await send({ headers: { accept: 'text/plain' } })
    expect(headers['Content-Type']).toBe('text/plain; charset=utf-8')
    expect(text).toBe('No.\n- statement 3 /actor/mbox must be mailto:, found a string')
    expect((await send({ headers: { accept: 'application/json, text/plain, */*' } })).headers['Content-Type']).toBe(
      'application/json',
    )
  })

  it('of 500 violations with long names is answered in less than 4 kB', async () => {
    const violations = Array.from({ length: 500 }, (_, statement) => ({
      statement,
      pointer: `/${'x'.repeat(5_000)}/end-of-${statement}`,
      rule: 'must not be here',
    }))
    const { text } = await throwing(new XapiError('invalid', 'No.', violations)).send()
    expect(Buffer.byteLength(text)).toBeLessThan(4_000)
    expect(JSON.parse(text).violations[0].pointer).toMatch(/^….*\/end-of-0$/)
  })

  it('of the store is answered with 503, Retry-After and the promise that nothing is stored twice', async () => {
    const { status, headers, text } = await throwing(new Unavailable(new Error('throttled'))).send()
    expect([status, headers['Retry-After']]).toEqual([503, '2'])
    expect(JSON.parse(text).message).toContain('nothing is stored twice')
  })

  it('of ours is answered with 500, and neither the answer nor the log quotes what was sent', async () => {
    const { send, lines } = throwing(new Error('cannot read mailto:ada@example.com'))
    const { status, text } = await send()
    expect(status).toBe(500)
    expect(text + lines.join()).not.toContain('ada@example.com')
    expect(lines.join()).toContain('request-1')
  })

  it('is answered with the version', async () => {
    const { headers } = await throwing(new XapiError('notFound', 'No.')).send()
    expect(headers['X-Experience-API-Version']).toBe('2.0.0')
  })
})

describe('a request', () => {
  it('to no resource is answered with 404, and by an unknown method with 405 and those there are in Allow', async () => {
    const { send } = open()
    expect((await send({ path: '/xapi/nothing' })).status).toBe(404)
    const { status, headers } = await send({ method: 'DELETE' })
    expect([status, headers.Allow]).toEqual([405, 'HEAD, POST, GET'])
  })

  it('with doubled or trailing slashes in its path reaches its resource (200)', async () => {
    const { send } = open()
    for (const path of ['/xapi/it/', '/xapi//it', '//xapi/it']) expect((await send({ path })).status).toBe(200)
  })

  it('by HEAD is answered like GET, without a body but with its length in octets (RFC 9110 9.3.2)', async () => {
    for (const body of ['é!', Buffer.from('é!')]) {
      const head = await open(async () => ({ status: 200, body })).send({ method: 'HEAD' })
      expect(head).toMatchObject({ status: 200, text: '', headers: { 'Content-Length': '3' } })
    }
    const missing = throwing(new XapiError('notFound', 'No.'))
    const { text } = await missing.send({ method: 'GET' })
    expect(await missing.send({ method: 'HEAD' })).toMatchObject({
      status: 404,
      text: '',
      headers: { 'Content-Length': String(text.length) },
    })
    const unchanged = await open(async () => ({ status: 304 })).send({ method: 'HEAD' })
    expect(unchanged.headers).not.toHaveProperty('Content-Length')
  })

  it('is too large also where only its inflated body is (413)', async () => {
    const { send } = open()
    expect((await send({ body: Buffer.alloc(5_500_001) })).status).toBe(413)
    const bomb = gzipSync(Buffer.alloc(50_000_000))
    expect((await send({ body: bomb, headers: { 'content-encoding': 'gzip' } })).status).toBe(413)
  })

  it('of text is measured in octets and not in characters (413 beyond 5,500,000)', async () => {
    const { send } = open()
    expect((await send({ body: 'é'.repeat(2_750_000) })).status).toBe(200)
    expect((await send({ body: 'é'.repeat(2_750_001) })).status).toBe(413)
  })

  it('in an unknown encoding, or with a body that is not in its encoding, is refused (400)', async () => {
    const { send } = open()
    expect((await send({ headers: { 'content-encoding': 'compress' } })).status).toBe(400)
    const headers = { 'content-encoding': 'gzip' }
    expect((await send({ headers, body: Buffer.from('no gzip') })).status).toBe(400)
  })

  it('whose text was no UTF-8 before the gateway made it text is refused (400), not stored with U+FFFD', async () => {
    const { send } = open()
    const lossy = Buffer.from([...Buffer.from('{"a":"'), 0xfc, ...Buffer.from('"}')])
    const headers = { 'content-length': String(lossy.length) }
    const { status, text } = await send({ body: lossy.toString('utf8'), headers })
    expect([status, JSON.parse(text).message]).toEqual([400, expect.stringContaining('not UTF-8')])
    const sent = '{"a":"\uFFFD"}'
    expect((await send({ body: sent, headers: { 'content-length': '11' } })).status).toBe(200)
  })

  it('that the gateway has inflated already is taken as it is (200)', async () => {
    const { send } = open(async ({ request }) => ({ status: 200, body: request.body }))
    const headers = { 'content-encoding': 'gzip', 'content-length': '31' }
    expect(await send({ body: '{"a":1}', headers })).toMatchObject({ status: 200, text: '{"a":1}' })
  })

  it('with a statement that names more than 1,000 people is refused before anything is stored (413)', async () => {
    const member = Array.from({ length: 1_001 }, (_, n) => ({ mbox: `mailto:${n}@example.org` }))
    const verb = { id: 'http://example.org/verbs/met' }
    const statement = { actor: { objectType: 'Group', member }, verb, object: { id: 'http://example.org/a' } }
    const request = {
      method: 'POST',
      path: '/xapi/statements',
      query: '',
      headers: new Map([['content-type', 'application/json']]),
      body: Buffer.from(JSON.stringify({ id: randomUUID(), ...statement })),
      id: '1',
    }
    const principal = {
      tenant: tenantId('one'),
      key: 'key',
      scopes: [],
      authority: { mbox: 'mailto:lrs@example.org' },
      lenient: [],
      defaultVersion: '2.0.0' as const,
      moreKey: createSecretKey(new Uint8Array(32)),
    }
    const unreached = {} as StatementsDependencies
    const leniency = createLeniency([])
    const admit = async () => {}
    const call = { request, principal, version: '2.0.0' as const, leniency, admit }
    await expect(postStatements(unreached, call)).rejects.toMatchObject({
      code: 'tooLarge',
      violations: [{ statement: 0, found: '1002 of them' }],
    })
  })
})
