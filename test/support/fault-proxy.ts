/**
 * A proxy between the store and its engine, where everything can happen to a call that happens on a network: it passes,
 * it is refused, it waits, its answer is lost, or only a part of it is done.
 */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Call = { number: number; operation: string; body: Body }
type Body = {
  Statements?: unknown[]
  Responses?: unknown
  RequestItems?: { [table: string]: { Keys?: unknown[] } | unknown[] }
  UnprocessedKeys?: unknown
  UnprocessedItems?: unknown
}

/**
 * `lost`: it happened, but nobody hears of it. `slow`: it happened, and is answered after the time-out. `swallowed`:
 * it neither happens nor is answered. `denied`: as S3 does it. `partly`: the first half happened, the rest is given back.
 */
export type Fate = 'pass' | 'throttled' | 'failed' | 'dropped' | 'lost' | 'slow' | 'swallowed' | 'partly' | 'denied'
/** `delay`: how long (ms) a call is on its way before anything happens to it. */
export type FaultProxy = {
  endpoint: string
  calls: Call[]
  fateOf: (call: Call) => Fate
  delayOf: (call: Call) => number
  stop(): Promise<void>
}

const SLOW_MS = 2_000

export async function openFaultProxy(engine: string): Promise<FaultProxy> {
  const { hostname, port } = new URL(engine)
  const proxy: FaultProxy = {
    endpoint: '',
    calls: [],
    fateOf: () => 'pass',
    delayOf: () => 0,
    stop: async () => undefined,
  }

  const onward = (incoming: IncomingMessage, body: string): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const headers = { ...incoming.headers, 'content-length': Buffer.byteLength(body) }
      const call = request({ hostname, port, method: incoming.method, path: incoming.url, headers }, async (answer) => {
        resolve({ status: answer.statusCode ?? 500, headers: answer.headers, body: await textOf(answer) })
      })
      call.on('error', reject)
      call.end(body)
    })

  const server = createServer(async (incoming, outgoing) => {
    const text = await textOf(incoming)
    const operation = String(incoming.headers['x-amz-target'] ?? incoming.method).replace(/^.*\./, '')
    const call = { number: proxy.calls.length, operation, body: text.startsWith('{') ? (JSON.parse(text) as Body) : {} }
    proxy.calls.push(call)
    const fate = proxy.fateOf(call)
    const delay = proxy.delayOf(call)
    if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay))
    if (fate === 'swallowed') return
    if (fate === 'dropped') return incoming.socket.destroy()
    if (fate === 'throttled') return refuse(outgoing, 400, 'ProvisionedThroughputExceededException')
    if (fate === 'failed') return refuse(outgoing, 500, 'InternalServerError')
    if (fate === 'denied') return outgoing.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>')
    const { now, rest } = fate === 'partly' ? halve(call.body) : { now: text, rest: undefined }
    const answer = await onward(incoming, now).catch(() => undefined)
    if (answer === undefined || fate === 'lost') return incoming.socket.destroy()
    if (fate === 'slow') await new Promise((resolve) => setTimeout(resolve, SLOW_MS))
    const { 'content-length': _, 'x-amz-crc32': __, ...headers } = answer.headers
    outgoing.writeHead(answer.status, headers).end(rest === undefined ? answer.body : rest(answer.body))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  proxy.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  proxy.stop = async () => {
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  }
  return proxy
}

type Answer = { status: number; headers: IncomingMessage['headers']; body: string }

async function textOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function refuse(outgoing: ServerResponse, status: number, name: string) {
  outgoing.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' })
  outgoing.end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'caused on purpose' }))
}

/** The half of a batch call that happens, and how its answer tells of the other half. */
function halve(body: Body): { now: string; rest?: (answer: string) => string } {
  const { Statements, RequestItems = {} } = body
  if (Statements !== undefined) {
    const [first, second] = cut(Statements)
    const refused = second.map(() => ({ Error: { Code: 'ThrottlingError', Message: 'caused on purpose' } }))
    return { now: JSON.stringify({ ...body, Statements: first }), rest: adding('Responses', refused) }
  }
  const [[table, wanted] = ['', []]] = Object.entries(RequestItems)
  if (Array.isArray(wanted)) {
    const [first, second] = cut(wanted)
    const now = JSON.stringify({ ...body, RequestItems: { [table]: first } })
    return second.length === 0 ? { now } : { now, rest: adding('UnprocessedItems', { [table]: second }) }
  }
  const [first, second] = cut(wanted.Keys ?? [])
  const now = JSON.stringify({ ...body, RequestItems: { [table]: { ...wanted, Keys: first } } })
  return second.length === 0
    ? { now }
    : { now, rest: adding('UnprocessedKeys', { [table]: { ...wanted, Keys: second } }) }
}

const cut = (all: unknown[]) => [all.slice(0, Math.ceil(all.length / 2)), all.slice(Math.ceil(all.length / 2))] as const

const adding = (name: 'Responses' | 'UnprocessedItems' | 'UnprocessedKeys', rest: unknown) => (answer: string) => {
  const body = JSON.parse(answer) as Body
  const both = Array.isArray(rest) ? [...((body[name] as unknown[]) ?? []), ...rest] : rest
  return JSON.stringify({ ...body, [name]: both })
}
