/** What a template says of an HTTP API: its routes, and the function and time limit behind each. */
import { Failure } from '../failure.ts'
import type { JsonObject } from './assembly.ts'
import type { CheckedResource } from './checked-resources.ts'
import { afterLast, apiIdOf, attributeOf, nameOf } from './resource-names.ts'

export type Route = { key: string; functionArn: string; timeoutMs: number }
/** Requests a second, and how many at once. */
export type Throttle = { rate: number; burst: number }
/** Of any origin: the runner knows no other. */
export type Cors = { methods: string[]; headers: string[]; exposed: string[]; maxAgeSeconds: number }
export type HttpApi = {
  id: string
  name: string
  /** Where it is on AWS. */
  endpoint: string
  stageVariables?: Record<string, string>
  cors?: Cors
  throttle?: Throttle
  routes: Route[]
}

export function toHttpApi(api: CheckedResource, resources: readonly CheckedResource[]): HttpApi {
  const apiId = apiIdOf(api)
  const own = resources.filter(({ properties }) => properties.ApiId === apiId)
  const stage = own.find(({ resource }) => resource.Type === 'AWS::ApiGatewayV2::Stage')
  if (!stage) throw new Failure(`${api.path}: the API has no stage, so nothing would be served`)
  const routes = own.filter(({ resource }) => resource.Type === 'AWS::ApiGatewayV2::Route')
  return {
    id: apiId,
    endpoint: String(attributeOf(api, 'ApiEndpoint', api.path)),
    name: String(api.properties.Name ?? api.id),
    ...(stage.properties.StageVariables !== undefined && {
      stageVariables: stage.properties.StageVariables as Record<string, string>,
    }),
    ...(api.properties.CorsConfiguration !== undefined && {
      cors: toCors(api.properties.CorsConfiguration as JsonObject),
    }),
    ...toThrottle(stage.properties),
    routes: routes.map((route) => toRoute(route, own)),
  }
}

function toThrottle({ DefaultRouteSettings: settings }: JsonObject): { throttle?: Throttle } {
  const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst } = (settings ?? {}) as JsonObject
  return rate === undefined || burst === undefined ? {} : { throttle: { rate: Number(rate), burst: Number(burst) } }
}

function toCors({ AllowMethods, AllowHeaders, ExposeHeaders, MaxAge }: JsonObject): Cors {
  const texts = (list: unknown) => (list ?? []) as string[]
  return {
    methods: texts(AllowMethods),
    headers: texts(AllowHeaders),
    exposed: texts(ExposeHeaders),
    maxAgeSeconds: Number(MaxAge ?? 0),
  }
}

function toRoute(route: CheckedResource, own: readonly CheckedResource[]): Route {
  // "integrations/<name>", where the name is what `Ref` gives of the integration.
  const target = afterLast(String(route.properties.Target), '/')
  const integration = own.find(
    (one) => one.resource.Type === 'AWS::ApiGatewayV2::Integration' && nameOf(one) === target,
  )
  if (!integration) throw new Failure(`${route.path}.Properties.Target: the API has no such integration`)
  return {
    key: String(route.properties.RouteKey),
    functionArn: functionArnIn(String(integration.properties.IntegrationUri)),
    // An HTTP API waits 30 s at most, which is also the default.
    timeoutMs: Number(integration.properties.TimeoutInMillis ?? 30_000),
  }
}

/** The URI is the function's ARN, or the older form that wraps it: `.../functions/<arn>/invocations`. */
function functionArnIn(uri: string): string {
  return /\/functions\/(.+)\/invocations$/.exec(uri)?.[1] ?? uri
}
