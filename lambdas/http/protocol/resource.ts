/** What a resource is to the endpoint: a handler for each method, whatever the API. */
import type { Principal } from '../../tenancy/principal.ts'
import type { Demand } from '../../tenancy/quotas/admission.ts'
import type { Leniency } from '../../xapi/leniency.ts'
import type { Version } from '../../xapi/statement.ts'
import type { HttpRequest, HttpResponse } from './request.ts'

/** A request whose sender and version are known. */
export type Call = {
  request: HttpRequest
  principal: Principal
  version: Version
  leniency: Leniency
  /** Asks the tenant's quotas, before anything is stored. @throws XapiError `tooManyRequests` (429) */
  admit(demand: Demand): Promise<void>
}

/** Where the route is open to all, sender and version are not known: its handler takes the request alone. */
export type MethodHandler = (call: Call) => Promise<HttpResponse>

export type Resource = {
  /** HEAD is GET without its body, so it stands nowhere (Communication 1.1). */
  handlers: { [method in 'GET' | 'PUT' | 'POST' | 'DELETE']?: MethodHandler }
  /** Headers of every response of this resource, whatever its status. */
  headers?: () => { [name: string]: string }
  /** Of content that comes in a form without its type (the alternate request syntax); `application/octet-stream` if left out. */
  formContentType?: string
}

/** By name below the base: `statements`, `activities/state`. */
export type Resources = ReadonlyMap<string, Resource>
