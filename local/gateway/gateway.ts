/** The HTTP API on 127.0.0.1: it invokes the function of a request's route and sends back what that returns. */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Failure, messageOf } from '../failure.ts'
import type { FunctionPool } from '../functions/function-pool.ts'
import { isOverLimit, type LoggedRequest, type Outcome } from '../functions/invocation.ts'
import type { HttpApi } from '../template/http-api.ts'
import { within } from '../waiting.ts'
import { splitUrl, toHttpEvent } from './http-event.ts'
import { respond, sendResult } from './http-response.ts'
import type { RequestLines } from './request-lines.ts'
import { createRouteMatcher } from './route-match.ts'

export type Gateway = {
  port: number
  route(api: HttpApi, pools: ReadonlyMap<string, FunctionPool>): void
  /** Until then it listens, and lets requests wait. */
  serve(): void
  stop(): Promise<void>
}

/** The longest body that an HTTP API takes, in bytes. */
const BODY_LIMIT = 10 * 1024 * 1024
const TIMEOUT: Outcome = { kind: 'timeout', payload: '' }
/** @returns what the function logged of the request */
type RequestHandler = (request: IncomingMessage, response: ServerResponse) => Promise<LoggedRequest | undefined>

/**
 * Takes the port at once, so that a used one is found before anything else is started.
 * @param answered is told of each request
 */
export async function openGateway(port: number, answered?: RequestLines): Promise<Gateway> {
  const opened = Promise.withResolvers<void>()
  let handle: RequestHandler = async (_, response) => refuse(response, 404, 'Not Found')
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const started = performance.now()
    await opened.promise
    const logged = await handle(request, response)
    const ms = performance.now() - started
    answered?.({ method: request.method ?? '', status: response.statusCode, ms, ...logged })
  }
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy())
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
      handle = createRequestHandler(api, pools)
    },
    serve: opened.resolve,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

function createRequestHandler(api: HttpApi, pools: ReadonlyMap<string, FunctionPool>): RequestHandler {
  const matchRoute = createRouteMatcher(api.routes)
  return async (request, response) => {
    const match = matchRoute(request.method ?? '', splitUrl(request).rawPath)
    const pool = match && pools.get(match.route.functionArn)
    if (!pool) return refuse(response, 404, 'Not Found')
    const body = await readBody(request)
    if (!body) return refuse(response, 413, 'Request Entity Too Large')
    const requestId = randomUUID()
    const event = toHttpEvent({ api, match, request, body, requestId })
    if (isOverLimit(event)) return refuse(response, 413, 'Request Entity Too Large')
    response.setHeader('apigw-requestid', requestId)
    // The gateway may stop waiting before a slow function ends; the function goes on to its own time-out.
    const outcome = await within<Outcome>(pool.invoke(event, requestId), match.route.timeoutMs, TIMEOUT)
    if (outcome.kind === 'result') sendResult(response, outcome)
    else if (outcome.kind === 'timeout') respond(response, 503, 'Service Unavailable')
    else respond(response, 500, 'Internal Server Error')
    return outcome.logged
  }
}

function refuse(response: ServerResponse, status: number, message: string): undefined {
  respond(response, status, message)
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
