/**
 * A proxy before DynamoDB or S3, in which everything can happen to a call that happens on a network: it passes, it is
 * refused, it waits, its answer is lost, or only a part of it is done.
 */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { afterEach } from '@jest/globals'

/** `operation`: DynamoDB's name, or the method of a call to S3. `body`: of a call to DynamoDB. */
export type Call = { number: number; operation: string; path: string; body: Body }
type Body = {
  Statements?: unknown[]
  Responses?: unknown
  RequestItems?: { [table: string]: { Keys?: unknown[] } | unknown[] }
  UnprocessedKeys?: unknown
  UnprocessedItems?: unknown
}

/**
 * `lost`: it happened, but nobody hears of it. `slow`: it happened, and is answered after the time-out. `swallowed`:
 * it neither happens nor is answered. `held`: nothing happens until `release`, and nothing at all if the caller is gone by then. `denied`: without permission. `halved`: the first half happened, the rest is given back.
 */
export type Fate =
  | 'pass'
  | 'throttled'
  | 'failed'
  | 'dropped'
  | 'lost'
  | 'slow'
  | 'swallowed'
  | 'halved'
  | 'held'
  | 'denied'
  | 'cut'

export type FaultProxy = {
  endpoint: string
  calls: Call[]
  /** What happens to a call; each passes until a test says otherwise. */
  fateOf: (call: Call) => Fate
  /** How long (ms) a call is on its way before anything happens to it. */
  delayOf: (call: Call) => number
  release(): void
  stop(): Promise<void>
}

/** @returns what opens a proxy that is closed `after` each test or all tests */
export function faultProxies(after: typeof afterEach) {
  const open: FaultProxy[] = []
  after(async () => {
    await Promise.all(open.splice(0).map((proxy) => proxy.stop()))
  })
  return async (target: string): Promise<FaultProxy> => {
    const proxy = await openFaultProxy(target)
    open.push(proxy)
    return proxy
  }
}

const SLOW_MS = 2_000

export async function openFaultProxy(target: string): Promise<FaultProxy> {
  const proxy: FaultProxy = {
    endpoint: '',
    calls: [],
    fateOf: () => 'pass',
    delayOf: () => 0,
    release: () => undefined,
    stop: async () => undefined,
  }
  const released = new Promise<void>((resolve) => {
    proxy.release = resolve
  })
  const server = createServer(async (incoming, outgoing) => {
    const bytes = await bytesOf(incoming)
    const isDynamoDb = incoming.headers['x-amz-target'] !== undefined
    const call = {
      number: proxy.calls.length,
      operation: String(incoming.headers['x-amz-target'] ?? incoming.method).replace(/^.*\./, ''),
      path: decodeURIComponent(incoming.url ?? ''),
      body: isDynamoDb ? (JSON.parse(bytes.toString()) as Body) : {},
    }
    proxy.calls.push(call)
    const fate = proxy.fateOf(call)
    const delay = proxy.delayOf(call)
    if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay))
    if (fate === 'swallowed') return
    if (fate === 'held') await released
    if (incoming.socket.destroyed) return
    if (fate === 'dropped') return incoming.socket.destroy()
    if (fate === 'throttled' || fate === 'failed' || fate === 'denied') return refuse(outgoing, fate, isDynamoDb)
    const { now, rest } = fate === 'halved' ? halve(call.body) : { now: bytes, rest: undefined }
    const answer = await forward(target, incoming, now).catch(() => undefined)
    if (answer === undefined || fate === 'lost') return incoming.socket.destroy()
    if (fate === 'cut') {
      const half = answer.bytes.subarray(0, answer.bytes.length / 2)
      return outgoing.writeHead(answer.status, answer.headers).write(half, () => incoming.socket.destroy())
    }
    if (fate === 'slow') await new Promise((resolve) => setTimeout(resolve, SLOW_MS))
    if (rest === undefined) return outgoing.writeHead(answer.status, answer.headers).end(answer.bytes)
    const { 'content-length': _, 'x-amz-crc32': __, ...headers } = answer.headers
    outgoing.writeHead(answer.status, headers).end(rest(answer.bytes.toString()))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  proxy.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  proxy.stop = async () => {
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  }
  return proxy
}

type Answer = { status: number; headers: IncomingMessage['headers']; bytes: Buffer }

function forward(target: string, incoming: IncomingMessage, bytes: Buffer): Promise<Answer> {
  const { hostname, port } = new URL(target)
  const { 'transfer-encoding': _, ...received } = incoming.headers
  const headers = { ...received, 'content-length': bytes.length }
  return new Promise((resolve, reject) => {
    const call = request({ hostname, port, method: incoming.method, path: incoming.url, headers }, async (answer) => {
      resolve({ status: answer.statusCode ?? 500, headers: answer.headers, bytes: await bytesOf(answer) })
    })
    call.on('error', reject)
    call.end(bytes)
  })
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** Status and name of a refusal, as each service has them. */
const REFUSALS = {
  dynamodb: {
    throttled: [400, 'ProvisionedThroughputExceededException'],
    failed: [500, 'InternalServerError'],
    denied: [400, 'AccessDeniedException'],
  },
  s3: { throttled: [503, 'SlowDown'], failed: [500, 'InternalError'], denied: [403, 'AccessDenied'] },
} as const

function refuse(outgoing: ServerResponse, fate: 'throttled' | 'failed' | 'denied', isDynamoDb: boolean) {
  const [status, name] = REFUSALS[isDynamoDb ? 'dynamodb' : 's3'][fate]
  const message = 'caused on purpose'
  const [type, body] = isDynamoDb
    ? ['application/x-amz-json-1.0', JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message })]
    : ['application/xml', `<Error><Code>${name}</Code><Message>${message}</Message></Error>`]
  outgoing.writeHead(status, { 'content-type': type }).end(body)
}

/** The half of a batch call that happens, and how its answer tells of the other half. */
function halve(body: Body): { now: Buffer; rest?: (answer: string) => string } {
  const { Statements, RequestItems = {} } = body
  if (Statements !== undefined) {
    const [first, second] = halves(Statements)
    const refused = second.map(() => ({ Error: { Code: 'ThrottlingError', Message: 'caused on purpose' } }))
    return { now: bytesWith(body, { Statements: first }), rest: adding('Responses', refused) }
  }
  const [[table, wanted] = ['', []]] = Object.entries(RequestItems)
  if (Array.isArray(wanted)) {
    const [first, second] = halves(wanted)
    const now = bytesWith(body, { RequestItems: { [table]: first } })
    return second.length === 0 ? { now } : { now, rest: adding('UnprocessedItems', { [table]: second }) }
  }
  const [first, second] = halves(wanted.Keys ?? [])
  const now = bytesWith(body, { RequestItems: { [table]: { ...wanted, Keys: first } } })
  return second.length === 0
    ? { now }
    : { now, rest: adding('UnprocessedKeys', { [table]: { ...wanted, Keys: second } }) }
}

const halves = (all: unknown[]) =>
  [all.slice(0, Math.ceil(all.length / 2)), all.slice(Math.ceil(all.length / 2))] as const

const bytesWith = (body: Body, changed: Body) => Buffer.from(JSON.stringify({ ...body, ...changed }))

const adding = (name: 'Responses' | 'UnprocessedItems' | 'UnprocessedKeys', rest: unknown) => (answer: string) => {
  const body = JSON.parse(answer) as Body
  const both = Array.isArray(rest) ? [...((body[name] as unknown[]) ?? []), ...rest] : rest
  return JSON.stringify({ ...body, [name]: both })
}
