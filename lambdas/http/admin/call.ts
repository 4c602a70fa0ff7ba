/** What a handler of the admin API is called with. */
import type { Person, Role } from '../../tenancy/person.ts'
import type { TenantItem } from '../../tenancy/tenant-item.ts'
import type { HttpRequest, HttpResponse } from '../protocol/request.ts'
import type { Bodies } from './bodies.ts'
import type { Parameters } from './parameters.ts'

/** Everything in it is checked: by the route's schemas, and that this person may do this here. */
export type AdminCall<Body = unknown> = {
  request: HttpRequest
  parameters: Parameters
  body: Body
}
export type PersonCall<Body = unknown> = AdminCall<Body> & { person: Person }
export type TenantCall<Body = unknown> = PersonCall<Body> & { tenant: TenantItem; role: 'owner' | Role }

/** A handler, and for whom: the table must say the same. */
export type Operation =
  | { for: 'all'; body?: undefined; handle(call: AdminCall): Promise<HttpResponse> }
  | { for: 'person'; body?: keyof Bodies; handle(call: PersonCall): Promise<HttpResponse> }
  | { for: 'tenant'; body?: keyof Bodies; handle(call: TenantCall): Promise<HttpResponse> }

/** By the table's `operationId`. */
export type Operations = { [operationId: string]: Operation }

export const forAll = (handle: (call: AdminCall) => Promise<HttpResponse>): Operation => ({ for: 'all', handle })

export const forPerson = (handle: (call: PersonCall) => Promise<HttpResponse>): Operation => ({ for: 'person', handle })

export const forTenant = (handle: (call: TenantCall) => Promise<HttpResponse>): Operation => ({ for: 'tenant', handle })

/** The casts: the endpoint has checked the body against the schema of this name, which `Bodies` repeats as a type. */
export const forPersonWith = <Name extends keyof Bodies>(
  body: Name,
  handle: (call: PersonCall<Bodies[Name]>) => Promise<HttpResponse>,
): Operation => ({ for: 'person', body, handle: (call) => handle(call as PersonCall<Bodies[Name]>) })

export const forTenantWith = <Name extends keyof Bodies>(
  body: Name,
  handle: (call: TenantCall<Bodies[Name]>) => Promise<HttpResponse>,
): Operation => ({ for: 'tenant', body, handle: (call) => handle(call as TenantCall<Bodies[Name]>) })
