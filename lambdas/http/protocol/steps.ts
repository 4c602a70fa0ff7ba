/** The steps between a request and its operation, in their order. Each throws what the sender is told. */
import { type Principal, parseBasic } from '../../tenancy/credential.ts'
import type { Registry } from '../../tenancy/registry.ts'
import { XapiError } from '../../xapi/errors.ts'
import type { Version } from '../../xapi/statement.ts'
import { unwrapAlternateSyntax } from './alternate-syntax.ts'
import { decodeBody } from './body.ts'
import { PREFLIGHT } from './cors.ts'
import { type HttpRequest, resourceOf } from './request.ts'
import type { OpenOperation, Operation, Resource, Resources } from './resource.ts'
import { negotiateVersion, VERSION_HEADER } from './version.ts'

/** What is known of a request so far: each step adds its own. */
export type Exchange = {
  request: HttpRequest
  started: number
  resource?: Resource
  operation?: Operation | OpenOperation
  principal?: Principal
  version?: Version
}

/** The version of answers to a sender whose tenant is not known. */
export const SHIPPED_VERSION: Version = '2.0.0'

/** The request as it was meant: its body inflated, and out of 1.0.3's alternate syntax. */
export function readBody(exchange: Exchange): void {
  exchange.request = unwrapAlternateSyntax(decodeBody(exchange.request))
}

export function findResource(exchange: Exchange, resources: Resources): void {
  const { path } = exchange.request
  const resource = resources.get(resourceOf(path))
  if (resource === undefined) {
    throw new XapiError('notFound', `There is no such resource; this endpoint has ${[...resources.keys()].join(', ')}.`)
  }
  exchange.resource = resource
}

export function findOperation(exchange: Exchange): void {
  const { operations = {} } = exchange.resource ?? {}
  const { method } = exchange.request
  if (method === 'OPTIONS') {
    exchange.operation = PREFLIGHT
    return
  }
  const operation = operations[(method === 'HEAD' ? 'GET' : method) as keyof typeof operations]
  if (operation === undefined) {
    const known = Object.keys(operations)
    const allow = (known.includes('GET') ? ['HEAD', ...known] : known).join(', ')
    throw new XapiError('methodNotAllowed', `This resource takes ${allow}.`, [], { Allow: allow })
  }
  exchange.operation = operation
}

export async function authenticate(exchange: Exchange, registry: Registry): Promise<void> {
  const credentials = parseBasic(exchange.request.headers.get('authorization'))
  const principal = credentials && (await registry.authenticate(credentials.key, credentials.secret))
  if (principal === undefined) {
    const what = credentials ? 'The key or the secret is wrong' : 'Send a key and its secret as HTTP Basic'
    const challenge = { 'WWW-Authenticate': 'Basic realm="xAPI", charset="UTF-8"' }
    throw new XapiError('unauthorized', `${what}.`, [], challenge)
  }
  exchange.principal = principal
}

export function negotiate(exchange: Exchange): void {
  const header = exchange.request.headers.get(VERSION_HEADER.toLowerCase())
  exchange.version = negotiateVersion(header, exchange.principal?.defaultVersion ?? SHIPPED_VERSION)
}

export function authorize({ operation, principal }: Exchange): void {
  if (operation === undefined || operation.scope === 'none' || principal?.scopes.includes(operation.scope)) return
  throw new XapiError('forbidden', `This credential lacks the scope ${operation.scope}.`)
}
