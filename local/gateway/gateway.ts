/** The HTTP API on 127.0.0.1: it invokes the function of a request's route and sends back what that returns. */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Failure, messageOf } from '../failure.ts'
import type { FunctionPool } from '../functions/function-pool.ts'
import { isOverLimit, type LoggedRequest, type Outcome } from '../functions/invocation.ts'
import type { HttpApi } from '../template/http-api.ts'
import { within } from '../waiting.ts'
import { answerOptions } from './cors.ts'
import { splitUrl, toHttpEvent } from './http-event.ts'
import { respond, sendResult } from './http-response.ts'
import { isHeadOverLimit, readBody, SENDER_TIMES, type SenderTimes } from './request-limits.ts'
import type { RequestLines } from './request-lines.ts'
import { createRouteMatcher } from './route-match.ts'
import { createStageThrottle } from './stage-throttle.ts'

export type Gateway = {
  port: number
  /** The port that was asked for: 0 for any. */
  wanted: number
  /** Where this machine reaches it. */
  origin: string
  /** `isLikeAws`: with the limits that a laptop has no need of. */
  route(api: HttpApi, pools: ReadonlyMap<string, FunctionPool>, isLikeAws?: boolean): void
  /** Until then it listens, and lets requests wait. */
  serve(): void
  stop(): Promise<void>
}

const TIMEOUT: Outcome = { kind: 'timeout', payload: '' }
/** @returns what the function logged of the request */
type RequestHandler = (request: IncomingMessage, response: ServerResponse) => Promise<LoggedRequest | undefined>

const LOOPBACK = '127.0.0.1'
/** They mean every address of the machine, and are none that a client could call. */
const EVERYWHERE = new Set(['0.0.0.0', '::'])

/** `answered` is told of each request. */
type GatewayOptions = { host?: string | undefined; times?: SenderTimes; answered?: RequestLines | undefined }

/** Takes the port at once, so that a used one is found before anything else is started. */
export async function openGateway(
  wanted: number,
  { host = LOOPBACK, times = SENDER_TIMES, answered }: GatewayOptions = {},
): Promise<Gateway> {
  const opened = Promise.withResolvers<void>()
  let handle: RequestHandler = async (_, response) => refuse(response, 404, 'Not Found')
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const started = performance.now()
    await opened.promise
    const logged = await handle(request, response)
    const ms = performance.now() - started
    answered?.({ method: request.method ?? '', status: response.statusCode, ms, ...logged })
  }
  const options = {
    requestTimeout: times.requestMs,
    keepAliveTimeout: times.idleMs,
    connectionsCheckingInterval: Math.min(1_000, times.requestMs),
    // Our own limit is less than this one of Node.
    maxHeaderSize: 64 * 1024,
  }
  const server = createServer(options, (request, response) => {
    serve(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(whyNot(error, wanted, host)))
    server.listen(wanted, host, resolve)
  })
  const { port } = server.address() as AddressInfo
  const name = EVERYWHERE.has(host) ? LOOPBACK : host
  return {
    port,
    wanted,
    origin: `http://${name.includes(':') ? `[${name}]` : name}:${port}`,
    route: (api, pools, isLikeAws = false) => {
      handle = createRequestHandler(api, pools, isLikeAws)
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

function createRequestHandler(
  api: HttpApi,
  pools: ReadonlyMap<string, FunctionPool>,
  isLikeAws: boolean,
): RequestHandler {
  const takes = isLikeAws && api.throttle ? createStageThrottle(api.throttle) : () => true
  const matchRoute = createRouteMatcher(api.routes)
  return async (request, response) => {
    if (isHeadOverLimit(request)) return refuse(response, 431, 'Request Header Fields Too Large')
    const match = matchRoute(request.method ?? '', splitUrl(request).sentPath)
    if (!match && api.cors && request.method === 'OPTIONS') return void answerOptions(api.cors, request, response)
    if (!takes()) return refuse(response, 429, 'Too Many Requests')
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
    if (outcome.kind === 'result') sendResult(response, outcome, { cors: api.cors, isLikeAws })
    else if (outcome.kind === 'timeout' || outcome.kind === 'throttled') respond(response, 503, 'Service Unavailable')
    else respond(response, 500, 'Internal Server Error')
    return outcome.logged
  }
}

function refuse(response: ServerResponse, status: number, message: string): undefined {
  respond(response, status, message)
}
