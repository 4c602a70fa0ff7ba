/** Whatever is sent is answered with what it is: never a fault of ours; and what is accepted can be read again. */
import { describe, expect, it } from '@jest/globals'
import type { Context } from 'aws-lambda'
import fc from 'fast-check'
import { apiEvent } from '../support/api-event.ts'
import { type HostileRequest, hostileRequest } from '../support/hostile-requests.ts'
import { useService } from '../support/in-process-endpoint.ts'

/** DEEP=1 takes minutes. */
const RUNS = process.env.DEEP ? 100_000 : 600
const AT_ONCE = 8

const service = useService()

async function send(request: HostileRequest) {
  const {
    statusCode = 0,
    headers = {},
    body = '',
    isBase64Encoded,
  } = await service.endpoint(apiEvent(request), {} as Context)
  return { status: statusCode, headers, bytes: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8') }
}

/** As clients do: an engine that cannot keep pace on a busy machine is asked again. */
async function sendPatiently(request: HostileRequest) {
  for (let tries = 1; ; tries++) {
    const answer = await send(request)
    if (answer.status !== 503 || tries === 4) return answer
  }
}

const read = (request: HostileRequest, path: string, query: string) => {
  const { authorization = '', 'x-experience-api-version': version = '' } = request.headers
  const headers = { authorization, 'x-experience-api-version': version }
  return send({ method: 'GET', path, query, headers, body: '' })
}

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))
const SOME = 100

/** A few at a time, since all of them together would be gigabytes. */
function* requests() {
  for (let made = 0; made < RUNS; made += SOME) yield* fc.sample(hostileRequest, { numRuns: SOME, seed: SEED + made })
}

type Sent = { id?: string; verb?: unknown; result?: unknown }

/** Each statement that was accepted is found by its id, with the values that no LRS changes. */
async function expectStatements(request: HostileRequest, ids: string[], sent: Sent[]) {
  for (const [at, id] of ids.entries()) {
    const { bytes, status } = await read(request, '/xapi/statements', `statementId=${id}`)
    // It may have been voided meanwhile.
    if (status === 404) expect((await read(request, '/xapi/statements', `voidedStatementId=${id}`)).status).toBe(200)
    else expect(JSON.parse(bytes.toString())).toMatchObject(unchanged(sent[at]))
  }
}

const unchanged = ({ verb, result }: Sent = {}) => JSON.parse(JSON.stringify({ verb, result }))

const isPlain = ({ headers }: HostileRequest) =>
  headers['content-encoding'] === undefined && headers['content-type'] === 'application/json'

async function expectReadable(request: HostileRequest, answer: Awaited<ReturnType<typeof send>>) {
  const { method, path, query, body } = request
  if (!isPlain(request) || typeof body !== 'string') return
  if (path === '/xapi/statements' && method === 'POST' && answer.status === 200 && query === '') {
    await expectStatements(request, JSON.parse(answer.bytes.toString()), [JSON.parse(body)].flat())
  } else if (path === '/xapi/statements' && method === 'PUT' && answer.status === 204) {
    await expectStatements(request, [new URLSearchParams(query).get('statementId') ?? ''], [JSON.parse(body)])
  } else if (method === 'PUT' && answer.status === 204) {
    const stored = await read(request, path, query)
    // Others write at the same time, to the few documents that all of these requests are about.
    expect([200, 404]).toContain(stored.status)
  }
}

describe('half a character', () => {
  const headers = {
    authorization: 'Basic YWxsOnM=',
    'x-experience-api-version': '1.0.3',
    'content-type': 'text/plain',
  }
  const agent = encodeURIComponent('{"mbox":"mailto:half@example.org"}')
  const state = { path: '/xapi/activities/state', query: `activityId=a:b&agent=${agent}&stateId=\ud800`, body: 'x' }

  it('in an id of a document is U+FFFD, so the document is stored and found', async () => {
    expect((await send({ ...state, method: 'PUT', headers })).status).toBe(204)
    expect((await send({ ...state, method: 'GET', headers, body: '' })).bytes.toString()).toBe('x')
  })

  it('in If-Match is a tag that no document has (412)', async () => {
    const matching = { ...headers, 'if-match': '\ud800' }
    expect((await send({ ...state, method: 'DELETE', headers: matching })).status).toBe(412)
  })
})

describe('a request of any kind', () => {
  it(`is never answered 5xx, and is kept if it is accepted (${RUNS} of them)`, async () => {
    const counts: { [status: number]: number } = {}
    const failed: unknown[] = []
    let slowest = 0
    const left = requests()
    const sender = async () => {
      for (const request of left) {
        const started = performance.now()
        const answer = await sendPatiently(request)
        counts[answer.status] = (counts[answer.status] ?? 0) + 1
        slowest = Math.max(slowest, performance.now() - started - request.body.length / 1_000)
        if (answer.status >= 500)
          failed.push({ seed: SEED, status: answer.status, ...request, body: String(request.body).slice(0, 500) })
        else await expectReadable(request, answer)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, sender))
    if (process.env.DEEP) console.info(JSON.stringify({ ...counts, slowest, seed: SEED }))
    expect(failed.slice(0, 5)).toEqual([])
    expect((counts[200] ?? 0) + (counts[204] ?? 0)).toBeGreaterThan(RUNS / 20)
  }, 3_600_000)
})
