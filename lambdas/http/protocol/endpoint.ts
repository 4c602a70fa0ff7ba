/**
 * The endpoint: what happens to a request of any resource, as middy steps. Authentication is a step here and no
 * authorizer of the gateway: xAPI 1.0.3's alternate syntax carries credentials in the form body, and a gateway's own
 * 401 could not carry `X-Experience-API-Version`.
 */
import middy, { type MiddlewareObj } from '@middy/core'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda'
import { Unavailable } from '../../database/unavailable.ts'
import type { Log } from '../../runtime/log.ts'
import type { Registry } from '../../tenancy/registry.ts'
import { CORS_HEADERS } from './cors.ts'
import { toFailure } from './failure.ts'
import { type HttpResponse, resourceOf, toRequest, toResult } from './request.ts'
import type { Call, Resources } from './resource.ts'
import {
  authenticate,
  authorize,
  type Exchange,
  findOperation,
  findResource,
  negotiate,
  readBody,
  SHIPPED_VERSION,
} from './steps.ts'
import { VERSION_HEADER, versionAsked } from './version.ts'

export type EndpointParts = { resources: Resources; registry: Registry; log: Log }

export type Handler = (event: APIGatewayProxyEventV2, context: Context) => Promise<APIGatewayProxyStructuredResultV2>

type Step = MiddlewareObj<Exchange, HttpResponse>

export function createEndpoint({ resources, registry, log }: EndpointParts): Handler {
  const steps = middy<Exchange, HttpResponse>({ timeoutEarlyResponse })
    .use(answered(log))
    .use(before(readBody))
    .use(before((exchange) => findResource(exchange, resources)))
    .use(before(findOperation))
    .use(before((exchange) => (isOpen(exchange) ? undefined : authenticate(exchange, registry))))
    .use(before((exchange) => (isOpen(exchange) ? undefined : negotiate(exchange))))
    .use(before(authorize))
    .handler(({ operation, request, principal, version }: Exchange) =>
      operation?.handle({ request, principal, version } as Call),
    )
  return async (event, context) => {
    const exchange = { request: toRequest(event), started: performance.now() }
    return toResult(await steps(exchange, context))
  }
}

/** Shortly before the function's own time is over: a store that is so slow is one that can't be reached. */
function timeoutEarlyResponse(): never {
  throw new Unavailable(new Error('the time of the function is over'))
}

const isOpen = ({ operation }: Exchange) => operation?.scope === 'none'

const before = (step: (exchange: Exchange) => void | Promise<void>): Step => ({
  before: async ({ event }) => {
    await step(event)
  },
})

/** Whatever happens, there is an answer, with every header that the standard wants on every response. */
function answered(log: Log): Step {
  const finish = (exchange: Exchange, response: HttpResponse): HttpResponse => {
    const { request, resource, principal, version } = exchange
    // What fails before the version is negotiated (404, 405, 401) still answers in the version that was asked for.
    const asked = version ?? versionAsked(request.headers.get(VERSION_HEADER.toLowerCase()))
    const standard = { [VERSION_HEADER]: asked ?? principal?.defaultVersion ?? SHIPPED_VERSION }
    const headers = { ...standard, ...CORS_HEADERS, ...resource?.headers?.(), ...response.headers }
    log('INFO', 'request', {
      requestId: request.id,
      tenant: principal?.tenant,
      method: request.method,
      resource: resource ? resourceOf(request.path) : 'unknown',
      status: response.status,
      ms: Math.round(performance.now() - exchange.started),
    })
    return { ...response, headers, body: request.method === 'HEAD' ? '' : (response.body ?? '') }
  }
  return {
    after: (step) => {
      step.response = finish(step.event, step.response as HttpResponse)
    },
    onError: (step) => {
      const failure = toFailure(step.error, step.event.request.headers.get('accept'))
      if (failure.status >= 500) log('ERROR', 'failed', { requestId: step.event.request.id, ...faultOf(step.error) })
      step.response = finish(step.event, failure)
    },
  }
}

/** Names and the stack, never a message: a message may quote what was sent. */
function faultOf(error: unknown): { [name: string]: unknown } {
  if (!(error instanceof Error)) return { error: typeof error }
  const stack = error.stack
    ?.split('\n')
    .filter((line) => /^ {4}at /.test(line))
    .slice(0, 8)
  const cause = error.cause instanceof Error ? { cause: error.cause.name } : {}
  return { error: error.name, ...cause, stack }
}
