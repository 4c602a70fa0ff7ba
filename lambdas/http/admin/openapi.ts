/** The admin API as an OpenAPI 3.1 document: printed from the table and the schemas that route and judge its requests. */
import { VERSION } from '../../runtime/names.ts'
import { forAll, type Operations } from './call.ts'
import { IDEMPOTENCY_KEY, REPLAYED } from './idempotency.ts'
import { json } from './json-body.ts'
import { type AdminRoute, type Answer, isOfTenant, PATH_PARAMETERS, pathParametersOf } from './route.ts'
import { ADMIN_BASE, ADMIN_ROUTES } from './routes.ts'
import { definitions } from './validators.compiled.js'

export type OpenApi = {
  openapi: string
  paths: { [path: string]: { [method: string]: unknown } }
  [section: string]: unknown
}

export function openApiOperations(): Operations {
  let document: OpenApi | undefined
  return {
    getOpenApi: forAll(async () => {
      document ??= openApi()
      return json(200, document)
    }),
  }
}

export function openApi(): OpenApi {
  const paths: OpenApi['paths'] = {}
  for (const route of ADMIN_ROUTES) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) }
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Cairn: the admin API',
      version: VERSION,
      summary: 'Tenants, credentials, members and questions, for people who sign in',
      description: 'Errors are problems (RFC 9457). HEAD is answered wherever GET is.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: ADMIN_BASE, description: 'Of the deployment that answers this' }],
    security: [{ signedIn: [] }],
    tags: [...new Set(ADMIN_ROUTES.map(tagOf))].map((name) => ({ name, description: `Operations on ${name}` })),
    paths,
    components: {
      securitySchemes: {
        signedIn: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: "An access token of the deployment's issuer",
        },
      },
      schemas: Object.fromEntries(Object.entries(definitions).map(([name, schema]) => [name, referring(schema)])),
      responses: Object.fromEntries(
        usedProblems().map(([status, description]) => [`Problem${status}`, problem(description)]),
      ),
      headers: HEADERS,
      parameters: IN_HEADERS,
    },
  }
}

const refTo = (name: string) => ({ $ref: `#/components/schemas/${name}` })

/** The schemas refer to one another by `#/$defs/`. */
const referring = (schema: unknown): unknown =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/'))

/** What a path is about: the last word that is spelt out before what it does. */
function tagOf({ path }: AdminRoute): string {
  const [first = '', tenant, kind] = path.split('/').slice(1)
  return tenant === '{tenant}' && kind !== undefined && !['suspend', 'resume'].includes(kind)
    ? kind
    : first.replace(/\..*/, '')
}

function operationOf(route: AdminRoute) {
  const { operationId, summary, may, request, answers } = route
  const parameters = parametersOf(route)
  return {
    operationId,
    summary,
    description: mayText(route),
    tags: [tagOf(route)],
    ...(may === 'none' && { security: [] }),
    ...(parameters.length > 0 && { parameters }),
    ...(request !== undefined && {
      requestBody: { required: true, content: { 'application/json': { schema: refTo(request) } } },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, answer]) => [status, responseOf(route, status, answer)]),
      ),
      ...(route.method === 'GET' && route.isTagged && { 304: { description: 'It is still what If-None-Match says' } }),
      ...Object.fromEntries(
        problemsOf(route).map((status) => [status, { $ref: `#/components/responses/Problem${status}` }]),
      ),
    },
  }
}

export const mayText = ({ may }: AdminRoute): string =>
  may === 'none'
    ? 'For everybody.'
    : may === 'person'
      ? 'For whoever has signed in.'
      : `For the roles ${may.join(', ')}.`

function parametersOf(route: AdminRoute): object[] {
  const inPath = pathParametersOf(route).map((name) => {
    const { schema = name, meaning = name } = PATH_PARAMETERS[name] ?? {}
    return { name, in: 'path', required: true, description: meaning, schema: refTo(schema) }
  })
  const inQuery = (route.parameters ?? []).map(({ name, schema, meaning, required = false }) => ({
    ...{ name, in: 'query', required, description: meaning, schema: refTo(schema) },
  }))
  const inHeaders = [
    ...(route.method === 'POST' ? ['IdempotencyKey'] : []),
    ...(needsState(route) ? ['IfMatch'] : []),
    ...(route.method === 'PUT' && route.isTagged ? ['IfNoneMatch'] : []),
  ]
  return [...inPath, ...inQuery, ...inHeaders.map((name) => ({ $ref: `#/components/parameters/${name}` }))]
}

/** Whether the request must say which state it changes. */
export const needsState = ({ method, isTagged }: AdminRoute): boolean =>
  isTagged === true && ['PUT', 'PATCH', 'DELETE'].includes(method)

function responseOf(route: AdminRoute, status: string, { meaning, schema, alsoTypes = [], headers = [] }: Answer) {
  const isTagged = route.isTagged === true && schema !== undefined && status !== '202' && !isRemovalReport(route)
  const names = [...(isTagged ? ['ETag'] : []), ...headers, ...(route.method === 'POST' ? [REPLAYED] : [])]
  return {
    description: meaning,
    ...(names.length > 0 && {
      headers: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }])),
    }),
    ...(schema !== undefined && {
      content: {
        'application/json': { schema: refTo(schema) },
        ...Object.fromEntries(alsoTypes.map((type) => [type, { schema: { type: 'string' } }])),
      },
    }),
  }
}

const isRemovalReport = ({ method }: AdminRoute) => method === 'DELETE'

/** Each problem that an operation may answer with, by its kind of row. */
export function problemsOf(route: AdminRoute): number[] {
  const { method, may, request, problems = [] } = route
  const statuses = [
    400,
    ...(may === 'none' ? [] : [401]),
    ...(typeof may === 'string' ? [] : [403]),
    ...(isOfTenant(route) ? [404] : []),
    ...(method === 'POST' ? [409, 422] : []),
    ...(needsState(route) ? [412, 428] : []),
    413,
    ...(request === undefined ? [] : [415]),
    ...problems,
    ...[500, 503],
  ]
  return [...new Set(statuses)].sort((a, b) => a - b)
}

function usedProblems() {
  const used = new Set(ADMIN_ROUTES.flatMap(problemsOf))
  return PROBLEMS.filter(([status]) => used.has(status))
}

const PROBLEMS: [status: number, description: string][] = [
  [400, 'The request breaks a rule, which `violations` names'],
  [401, 'Nobody has signed in: `WWW-Authenticate` says why'],
  [403, 'Another role is needed'],
  [404, 'There is no such thing, or you have no role in the tenant'],
  [406, 'No answer fits what is accepted'],
  [409, 'The state of the resource does not allow it, or the same request is under way'],
  [412, 'It was changed meanwhile'],
  [413, 'The request is too large'],
  [415, 'The body is not application/json'],
  [422, 'The Idempotency-Key came with another request'],
  [428, 'If-Match is missing'],
  [429, 'A quota is used up: `Retry-After` says for how long'],
  [500, 'Cairn failed'],
  [503, 'A store can not be reached: send it again'],
]

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: refTo('Problem') } },
})

const HEADERS = {
  ETag: { description: 'Stands for this state: send it back in If-Match', schema: { type: 'string' } },
  'X-Experience-API-Version': {
    description: 'The version of xAPI that the answer follows',
    schema: { type: 'string' },
  },
  'Retry-After': { description: 'Seconds to wait for', schema: { type: 'string' } },
  Location: { description: 'The path of what was made', schema: { type: 'string' } },
  [REPLAYED]: { description: 'true, where the answer was given before', schema: { type: 'string', enum: ['true'] } },
}

const headerParameter = (name: string, description: string, schema: object) => ({
  ...{ name, in: 'header', required: false, description, schema },
})

const IN_HEADERS = {
  IdempotencyKey: headerParameter(IDEMPOTENCY_KEY, 'The same request with the same key is done once in 24 hours', {
    ...{ type: 'string', pattern: '^[!-~]{1,255}$', maxLength: 255 },
  }),
  IfMatch: headerParameter('If-Match', 'The ETag of the state that is changed; `*` for whatever is there', {
    ...{ type: 'string', maxLength: 1000 },
  }),
  IfNoneMatch: headerParameter('If-None-Match', '`*`, to make it only where there is none', {
    ...{ type: 'string', enum: ['*'] },
  }),
}
