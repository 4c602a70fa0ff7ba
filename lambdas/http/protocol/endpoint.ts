/**
 * The endpoint: what happens to a request of any resource, as middy steps. Authentication is a step here and no
 * authorizer of the gateway: xAPI 1.0.3's alternate syntax carries credentials in the form body, and a gateway's own
 * 401 could not carry `X-Experience-API-Version`.
 */
import middy, { type MiddlewareObj } from '@middy/core'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda'
import type { Trail } from '../../audit/trail.ts'
import { addingTo, noConsumption } from '../../database/consumption.ts'
import { withinRequestTime } from '../../database/request-time.ts'
import type { Log } from '../../runtime/log.ts'
import type { Demand } from '../../tenancy/quotas/admission.ts'
import type { Registry } from '../../tenancy/registry.ts'
import { withinTenant } from '../../tenancy/tenant-context.ts'
import { createLeniency } from '../../xapi/leniency.ts'
import { toSendable } from './answer-size.ts'
import { audited } from './audited.ts'
import { faultOf, lengthOf, NEVER_KEPT, timeoutEarlyResponse } from './every-endpoint.ts'
import { toFailure } from './failure.ts'
import { handleLeniently, tellLeniency } from './lenient-call.ts'
import { admit, countRequest } from './metering.ts'
import { type HttpResponse, toRequest, toResult } from './request.ts'
import type { Call, Resources } from './resource.ts'
import { type RouteTable, resourceNameOf, routeResources } from './routing.ts'
import {
  authenticate,
  authorize,
  DEFAULT_VERSION,
  findOperation,
  findResource,
  negotiate,
  type RequestState,
  readBody,
} from './steps.ts'
import { requestedVersion, VERSION_HEADER } from './version.ts'

export type EndpointDependencies = RouteTable & { resources: Resources; registry: Registry; trail: Trail; log: Log }

export type Handler = (event: APIGatewayProxyEventV2, context: Context) => Promise<APIGatewayProxyStructuredResultV2>

type Step = MiddlewareObj<RequestState, HttpResponse>

export function createEndpoint({ base, routes, resources, registry, trail, log }: EndpointDependencies): Handler {
  const routed = routeResources({ base, routes }, resources)
  const steps = middy<RequestState, HttpResponse>({ timeoutEarlyResponse })
    .use(respond(registry, log))
    .use(audited({ trail, registry, log, now: Date.now }))
    .use(before((state) => readBody(state, routed)))
    .use(before((state) => findResource(state, routed)))
    .use(before(findOperation))
    .use(before((state) => (isOpen(state) ? undefined : authenticate(state, registry))))
    .use(before((state) => admit(state, { requests: 1 }, registry, log)))
    .use(before((state) => (isOpen(state) ? undefined : negotiate(state))))
    .use(before(authorize))
    // The cast: an operation that is open to all declares no more of a call than its request.
    .handler((state: RequestState) => {
      const { operation, request, principal, version, leniency = STRICT } = state
      const call = {
        request,
        principal,
        version,
        leniency,
        admit: (demand: Demand) => admit(state, demand, registry, log),
      }
      if (operation === undefined) return undefined
      const handle = () => handleLeniently(operation.handle, call as Call)
      return principal === undefined ? handle() : withinTenant(principal.tenant, handle)
    })
  return async (event, context) => {
    const request = toRequest(event)
    const resourceName = resourceNameOf(base, request.path)
    const consumption = noConsumption()
    const bytesIn = Buffer.byteLength(request.body)
    const state = { request, resourceName, started: performance.now(), bytesIn, consumption }
    return toResult(await withinRequestTime(() => addingTo(consumption, () => steps(state, context))))
  }
}

/** Of requests that say nothing of their sender. */
const STRICT = createLeniency([])

const isOpen = ({ operation }: RequestState) => operation?.scope === 'none'

const before = (step: (state: RequestState) => void | Promise<void>): Step => ({
  before: async ({ event }) => {
    await step(event)
  },
})

/** Whatever happens, there is a response, with every header that the standard wants on every response. */
function respond(registry: Registry, log: Log): Step {
  const finish = (state: RequestState, response: HttpResponse): HttpResponse => {
    const { request, resource, principal, version, started } = state
    // What fails before the version is negotiated (404, 405, 401) is still told in the version that was asked for.
    const requested = version ?? requestedVersion(request.headers.get(VERSION_HEADER.toLowerCase()))
    const standard = { [VERSION_HEADER]: requested ?? principal?.defaultVersion ?? DEFAULT_VERSION }
    const { status, body = '' } = response
    const isHead = request.method === 'HEAD'
    const headers = {
      ...NEVER_KEPT,
      ...standard,
      ...resource?.headers?.(),
      ...response.headers,
      ...(isHead && lengthOf(body)),
    }
    log('INFO', 'request', {
      requestId: request.id,
      tenant: principal?.tenant,
      method: request.method,
      resource: resource?.name ?? 'unknown',
      status,
      ms: Math.round(performance.now() - started),
    })
    return { status, headers, body: isHead ? '' : body }
  }
  return {
    after: async (run) => {
      run.response = finish(run.event, toSendable(run.response as HttpResponse, run.event.request))
      await tellLeniency(run.event, registry, log)
      await countRequest({ state: run.event, memoryMb: memoryOf(run.context) }, registry, log)
      await noteUse(run.event, registry, log)
    },
    onError: async (run) => {
      const failure = toFailure(run.error, run.event.request.headers.get('accept'))
      if (failure.status >= 500) log('ERROR', 'failed', { requestId: run.event.request.id, ...faultOf(run.error) })
      run.response = finish(run.event, failure)
      await countRequest({ state: run.event, memoryMb: memoryOf(run.context), error: run.error }, registry, log)
      await noteUse(run.event, registry, log)
    },
  }
}

/** Lambda says it as a text. */
const memoryOf = ({ memoryLimitInMB }: Context) => Number(memoryLimitInMB) || 0

/** A credential whose request is refused is in use, too. What can't be noted now is no fault of the request. */
async function noteUse({ principal, request }: RequestState, registry: Registry, log: Log): Promise<void> {
  try {
    if (principal !== undefined) await registry.noteUse(principal)
  } catch (error) {
    log('WARN', 'use is not noted', {
      requestId: request.id,
      error: error instanceof Error ? error.name : typeof error,
    })
  }
}
