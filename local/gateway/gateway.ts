import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Failure, messageOf } from '../failure.ts'
import type { FunctionPool } from '../functions/function-pool.ts'
import { isOverLimit, type Outcome } from '../functions/invocation.ts'
import type { Api } from '../template/deployment.ts'
import { toHttpEvent } from './http-event.ts'
import { answer, sendResult } from './http-response.ts'
import { createMatcher } from './route-match.ts'

export type Gateway = { port: number; serve(): void; stop(): Promise<void> }

/** The body that an HTTP API takes at most, in bytes. */
const BODY_LIMIT = 10 * 1024 * 1024
/** A gateway that listens but does not serve yet lets requests wait. */
type Serve = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** The HTTP API on 127.0.0.1. It takes its port at once, so that a used one is found before anything else is started. */
export async function openGateway(
  port: number,
): Promise<Gateway & { route(api: Api, pools: ReadonlyMap<string, FunctionPool>): void }> {
  const opened = Promise.withResolvers<void>()
  let serve: Serve = async (_, response) => answer(response, 404, 'Not Found')
  const server = createServer((request, response) => {
    opened.promise.then(() => serve(request, response)).catch(() => response.destroy())
  })
  server.requestTimeout = 0
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const used = error.code === 'EADDRINUSE'
      reject(new Failure(used ? `Port ${port} is in use: set PORT to another` : `Port ${port}: ${messageOf(error)}`))
    })
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    route: (api, pools) => {
      serve = createServe(api, pools)
    },
    serve: opened.resolve,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

function createServe(api: Api, pools: ReadonlyMap<string, FunctionPool>): Serve {
  const match = createMatcher(api.routes)
  return async (request, response) => {
    const found = match(request.method ?? '', pathOf(request))
    const pool = found && pools.get(found.route.functionArn)
    if (!pool) return answer(response, 404, 'Not Found')
    const body = await readBody(request)
    if (!body) return answer(response, 413, 'Request Entity Too Large')
    const requestId = randomUUID()
    const event = toHttpEvent({ api, match: found, request, body, requestId })
    if (isOverLimit(event)) {
      return answer(response, 413, 'Request Entity Too Large')
    }
    response.setHeader('apigw-requestid', requestId)
    const outcome = await patiently(pool.invoke(event, requestId), found.route.timeoutMs)
    if (outcome.kind === 'result') sendResult(response, outcome)
    else if (outcome.kind === 'timeout') answer(response, 503, 'Service Unavailable')
    else answer(response, 500, 'Internal Server Error')
  }
}

function pathOf(request: IncomingMessage): string {
  const url = request.url ?? '/'
  const mark = url.indexOf('?')
  return mark < 0 ? url : url.slice(0, mark)
}

/** The whole body, or nothing if it is over the limit; what comes after the limit is read and dropped. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    length += (chunk as Buffer).length
    if (length <= BODY_LIMIT) chunks.push(chunk as Buffer)
    else chunks.length = 0
  }
  return length > BODY_LIMIT ? undefined : Buffer.concat(chunks, length)
}

/** The gateway stops waiting before a slow function ends; the function goes on to its own time-out. */
async function patiently(invocation: Promise<Outcome>, ms: number): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Outcome>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'timeout', payload: '' }), ms)
  })
  const outcome = await Promise.race([invocation, late])
  clearTimeout(timer)
  return outcome
}
