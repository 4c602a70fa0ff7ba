/** The HTTP API on 127.0.0.1: it invokes the function of a request's route and sends back what that returns. */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Failure, messageOf } from '../failure.ts'
import type { FunctionPool } from '../functions/function-pool.ts'
import { isOverLimit, type Outcome } from '../functions/invocation.ts'
import type { HttpApi } from '../template/http-api.ts'
import { within } from '../waiting.ts'
import { splitUrl, toHttpEvent } from './http-event.ts'
import { respond, sendResult } from './http-response.ts'
import { createRouteMatcher } from './route-match.ts'

export type Gateway = {
  port: number
  /** Where this machine reaches it. */
  origin: string
  route(api: HttpApi, pools: ReadonlyMap<string, FunctionPool>): void
  /** Until then it listens, and lets requests wait. */
  serve(): void
  stop(): Promise<void>
}

/** The longest body that an HTTP API takes, in bytes. */
const BODY_LIMIT = 10 * 1024 * 1024
const TIMEOUT: Outcome = { kind: 'timeout', payload: '' }
type RequestHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>

const LOOPBACK = '127.0.0.1'
/** They mean every address of the machine, and are none that a client could call. */
const EVERYWHERE = new Set(['0.0.0.0', '::'])

/** Takes the port at once, so that a used one is found before anything else is started. */
export async function openGateway(wanted: number, host = LOOPBACK): Promise<Gateway> {
  const opened = Promise.withResolvers<void>()
  let handle: RequestHandler = async (_, response) => respond(response, 404, 'Not Found')
  const server = createServer((request, response) => {
    opened.promise.then(() => handle(request, response)).catch(() => response.destroy())
  })
  server.requestTimeout = 0
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(whyNot(error, wanted, host)))
    server.listen(wanted, host, resolve)
  })
  const { port } = server.address() as AddressInfo
  const name = EVERYWHERE.has(host) ? LOOPBACK : host
  return {
    port,
    origin: `http://${name.includes(':') ? `[${name}]` : name}:${port}`,
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

function whyNot(error: NodeJS.ErrnoException, port: number, host: string): Failure {
  switch (error.code) {
    case 'EADDRINUSE':
      return new Failure(
        `Port ${port} is in use, perhaps by another Cairn: stop that (lsof -i :${port} names it), or choose another port: PORT=${port === 65535 ? 0 : port + 1} npm start`,
      )
    case 'EACCES':
      return new Failure(`Port ${port} is not for this user, as ports below 1024 often are: set PORT to a higher one`)
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new Failure(`HOST is ${host}, which is no address of this machine: 0.0.0.0 stands for all of them`)
    default:
      return new Failure(`Port ${port} on ${host}: ${messageOf(error)}`)
  }
}

function createRequestHandler(api: HttpApi, pools: ReadonlyMap<string, FunctionPool>): RequestHandler {
  const matchRoute = createRouteMatcher(api.routes)
  return async (request, response) => {
    const match = matchRoute(request.method ?? '', splitUrl(request).rawPath)
    const pool = match && pools.get(match.route.functionArn)
    if (!pool) return respond(response, 404, 'Not Found')
    const body = await readBody(request)
    if (!body) return respond(response, 413, 'Request Entity Too Large')
    const requestId = randomUUID()
    const event = toHttpEvent({ api, match, request, body, requestId })
    if (isOverLimit(event)) return respond(response, 413, 'Request Entity Too Large')
    response.setHeader('apigw-requestid', requestId)
    // The gateway may stop waiting before a slow function ends; the function goes on to its own time-out.
    const outcome = await within<Outcome>(pool.invoke(event, requestId), match.route.timeoutMs, TIMEOUT)
    if (outcome.kind === 'result') sendResult(response, outcome)
    else if (outcome.kind === 'timeout') respond(response, 503, 'Service Unavailable')
    else respond(response, 500, 'Internal Server Error')
  }
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
