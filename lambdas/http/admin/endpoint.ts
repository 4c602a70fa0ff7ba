/** The endpoint of the admin API: what happens to each of its requests, as middy steps. */
import middy, { type MiddlewareObj } from '@middy/core'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda'
import type { Trail } from '../../audit/trail.ts'
import { withinRequestTime } from '../../database/request-time.ts'
import type { Log } from '../../runtime/log.ts'
import type { People } from '../../tenancy/people/people.ts'
import type { Person } from '../../tenancy/person.ts'
import { withinTenant } from '../../tenancy/tenant-context.ts'
import { type TenantId, tenantId } from '../../tenancy/tenant-id.ts'
import type { TenantItem } from '../../tenancy/tenant-item.ts'
import { toSendable } from '../protocol/answer-size.ts'
import { decodeBody } from '../protocol/body.ts'
import { faultOf, lengthOf, NEVER_KEPT, timeoutEarlyResponse } from '../protocol/every-endpoint.ts'
import { type HttpRequest, type HttpResponse, toRequest, toResult } from '../protocol/request.ts'
import { type AdminAudit, createAdminAudit } from './audited.ts'
import type { Operations } from './call.ts'
import type { Idempotency } from './idempotency.ts'
import { readJsonBody } from './json-body.ts'
import { readPathParameters, readQueryParameters, toParameters } from './parameters.ts'
import { toProblemResponse } from './problem.ts'
import { isOfTenant } from './route.ts'
import { ADMIN_BASE, ADMIN_ROUTES } from './routes.ts'
import { type Found, findOperation, routeOperations } from './routing.ts'
import { type Entered, enterTenant, requireDeploymentRole, signIn } from './sign-in.ts'

export type AdminDependencies = {
  people: People
  findTenant: (tenant: TenantId) => Promise<TenantItem | undefined>
  operations: Operations
  idempotency: Idempotency
  trail: Trail
  log: Log
}

export type AdminHandler = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>

/** What is known of a request so far. */
type State = { request: HttpRequest; started: number; found?: Found; person?: Person; entered?: Entered }

export function createAdminEndpoint(dependencies: AdminDependencies): AdminHandler {
  const routed = routeOperations(ADMIN_ROUTES, dependencies.operations)
  const audit = createAdminAudit(dependencies.trail, { now: Date.now, log: dependencies.log })
  const steps = middy<State, HttpResponse>({ timeoutEarlyResponse })
    .use(respond(dependencies.log))
    .use(audit.steps)
    .use(
      before(async (state) => {
        state.request = decodeBody(state.request)
        state.found = findOperation(routed, state.request.method, pathBelow(state.request.path))
        if (state.found.route.may !== 'none')
          state.person = await signIn(dependencies.people, state.request.headers.get('authorization'))
      }),
    )
    .handler((state: State) => handle({ ...dependencies, audit }, state))
  return async (event, context) => {
    const state = { request: toRequest(event), started: performance.now() }
    return toResult(await withinRequestTime(() => steps(state, context)))
  }
}

const before = (step: (state: State) => Promise<void>): MiddlewareObj<State, HttpResponse> => ({
  before: ({ event }) => step(event),
})

/** A last slash does not count. */
const pathBelow = (path: string): string => path.slice(ADMIN_BASE.length).replace(/\/$/, '')

async function handle(dependencies: AdminDependencies & { audit: AdminAudit }, state: State): Promise<HttpResponse> {
  const { request, found, person } = state
  if (found === undefined) throw new Error('no operation')
  const { route, operation } = found
  const path = readPathParameters(found.path)
  if (person !== undefined && isOfTenant(route)) {
    state.entered = await enterTenant(dependencies, route, person, String(path.get('tenant')))
  } else if (person !== undefined) requireDeploymentRole(route, person)
  const parameters = toParameters(new Map([...path, ...readQueryParameters(route, request.query)]))
  const call = { request, parameters, body: readJsonBody(route, request) }
  if (operation.for === 'all') return operation.handle(call)
  if (person === undefined) throw new Error('nobody signed in')
  await dependencies.audit.begin(state)
  const run = () => {
    if (operation.for === 'person') return operation.handle({ ...call, person })
    const { entered } = state
    if (entered === undefined) throw new Error('no tenant was entered')
    return withinTenant(tenantId(entered.tenant.id), () => operation.handle({ ...call, person, ...entered }))
  }
  return route.method === 'POST'
    ? dependencies.idempotency({ request, route, person, tenant: state.entered?.tenant }, run)
    : run()
}

const HEADERS = { ...NEVER_KEPT, 'X-Content-Type-Options': 'nosniff' }

/** Whatever happens, there is an answer. */
function respond(log: Log): MiddlewareObj<State, HttpResponse> {
  const finish = ({ request, started, found, entered }: State, response: HttpResponse): HttpResponse => {
    const { status, body = '' } = response
    const isHead = request.method === 'HEAD'
    log('INFO', 'request', {
      requestId: request.id,
      tenant: entered?.tenant.id,
      method: request.method,
      operation: found?.route.operationId ?? 'unknown',
      status,
      ms: Math.round(performance.now() - started),
    })
    return {
      status,
      headers: { ...HEADERS, ...response.headers, ...(isHead && lengthOf(body)) },
      body: isHead ? '' : body,
    }
  }
  return {
    after: (run) => {
      run.response = finish(run.event, toSendable(run.response as HttpResponse, run.event.request))
    },
    onError: (run) => {
      const { request } = run.event
      const problem = toProblemResponse(run.error, request.id)
      if (problem.status >= 500) log('ERROR', 'failed', { requestId: request.id, ...faultOf(run.error) })
      run.response = finish(run.event, problem)
    },
  }
}
