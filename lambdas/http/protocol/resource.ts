/** What a resource of the standard is to the endpoint: a handler per method, and the scope each needs. */
import type { Principal, Scope } from '../../tenancy/credential.ts'
import type { Version } from '../../xapi/statement.ts'
import type { HttpRequest, HttpResponse } from './request.ts'

/** A request whose sender and version are known. */
export type Call = { request: HttpRequest; principal: Principal; version: Version }

export type Operation = { scope: Scope; handle(call: Call): Promise<HttpResponse> }
/** For everybody, with or without credentials and whatever the version header says (`about`: Communication 2.7). */
export type OpenOperation = { scope: 'none'; handle(call: { request: HttpRequest }): Promise<HttpResponse> }

/** HEAD is GET without its body, so it stands nowhere (Communication 1.1). */
export type Resource = {
  operations: { [method in 'GET' | 'PUT' | 'POST' | 'DELETE']?: Operation | OpenOperation }
  /** Headers of every response of this resource, whatever its status. */
  headers?: () => { [name: string]: string }
}

/** By name below the base: `statements`, `activities/state`. */
export type Resources = ReadonlyMap<string, Resource>
