/** The steps between a request and its operation, in their order. Each throws what the sender is told. */

import type { Consumption } from '../../database/consumption.ts'
import { parseBasic } from '../../tenancy/credential.ts'
import type { Principal } from '../../tenancy/principal.ts'
import type { Refusal, Registry } from '../../tenancy/registry.ts'
import { allows, usualScope } from '../../tenancy/scopes.ts'
import type { QuotaName } from '../../tenancy/tenant-quotas.ts'
import { XapiError } from '../../xapi/errors.ts'
import { createLeniency, type Leniency } from '../../xapi/leniency.ts'
import type { Version } from '../../xapi/statement.ts'
import { unwrapAlternateSyntax } from './alternate-syntax.ts'
import { decodeBody } from './body.ts'
import type { HttpRequest } from './request.ts'
import type { Operation, RoutedResource, RoutedResources } from './routing.ts'
import { negotiateVersion, VERSION_HEADER } from './version.ts'

/** What is known of a request so far: each step adds its own. */
export type RequestState = {
  request: HttpRequest
  /** As the path says, whether there is such a resource or not. */
  resourceName: string
  started: number
  resource?: RoutedResource
  operation?: Operation
  principal?: Principal
  leniency?: Leniency
  version?: Version
  /** How many octets its body had on the way. */
  bytesIn: number
  consumption: Consumption
  /** How many it asks to have stored. */
  statements?: number
  /** The quota that it would have exceeded. */
  exceeded?: QuotaName
}

/** The version of responses to a sender whose tenant is not known. */
export const DEFAULT_VERSION: Version = '2.0.0'

/** The request as it was meant: its body inflated, and out of 1.0.3's alternate syntax. */
export function readBody(state: RequestState, resources: RoutedResources): void {
  const contentType = resources.get(state.resourceName)?.formContentType
  state.request = unwrapAlternateSyntax(decodeBody(state.request), contentType)
}

export function findResource(state: RequestState, resources: RoutedResources): void {
  const resource = resources.get(state.resourceName)
  if (resource === undefined) {
    const names = Array.from(resources.keys(), (name) => name || '/')
    throw new XapiError('notFound', `There is no such resource; this endpoint has ${names.join(', ')}.`)
  }
  state.resource = resource
}

export function findOperation(state: RequestState): void {
  const { method } = state.request
  const operations = state.resource?.operations ?? new Map<string, Operation>()
  const operation = operations.get(method)
  if (operation === undefined) {
    const allow = [...operations.keys()].join(', ')
    throw new XapiError('methodNotAllowed', `This resource takes ${allow}.`, [], { Allow: allow })
  }
  state.operation = operation
}

const REFUSALS: { [reason in Exclude<Refusal, 'suspended'> | 'missing']: string } = {
  missing: 'Send a key and its secret as HTTP Basic.',
  wrong: 'The key or the secret is wrong.',
  expired: 'This credential has expired.',
}

export async function authenticate(state: RequestState, registry: Registry): Promise<void> {
  const credentials = parseBasic(state.request.headers.get('authorization'))
  const principal = credentials ? await registry.authenticate(credentials.key, credentials.secret) : 'missing'
  // Told after a right secret alone, and 403: other credentials would not help.
  if (principal === 'suspended') throw new XapiError('forbidden', 'The tenant of this credential is suspended.')
  if (typeof principal === 'string') {
    const challenge = { 'WWW-Authenticate': 'Basic realm="xAPI", charset="UTF-8"' }
    throw new XapiError('unauthorized', REFUSALS[principal], [], challenge)
  }
  state.principal = principal
  state.leniency = createLeniency(principal.lenient)
}

export function negotiate(state: RequestState): void {
  const header = state.request.headers.get(VERSION_HEADER.toLowerCase())
  const fallback = state.principal?.defaultVersion ?? DEFAULT_VERSION
  const isMissing = header === undefined || header.trim() === ''
  if (isMissing && state.leniency?.allows('missing-version')) {
    state.leniency.note('missing-version')
    state.version = fallback
  } else state.version = negotiateVersion(header, fallback)
}

export function authorize({ operation, principal }: RequestState): void {
  if (operation === undefined || operation.scope === 'none') return
  if (principal && allows(principal.scopes, operation.scope, operation.reads)) return
  throw new XapiError('forbidden', `This credential lacks the scope ${usualScope(operation.scope)}.`)
}
