/** What the trail is told of requests: one step, before an answer goes out. */
import type { KeyObject } from 'node:crypto'
import type { MiddlewareObj } from '@middy/core'
import { createCredentialUses } from '../../audit/credential-uses.ts'
import { documentFacts } from '../../audit/document-writes.ts'
import type { NewEntry } from '../../audit/entry.ts'
import { createFailedAttempts } from '../../audit/failed-attempts.ts'
import { filterOf } from '../../audit/filter.ts'
import type { Trail } from '../../audit/trail.ts'
import type { Log } from '../../runtime/log.ts'
import { parseBasic } from '../../tenancy/credential.ts'
import type { Principal } from '../../tenancy/principal.ts'
import type { Registry } from '../../tenancy/registry.ts'
import { XapiError } from '../../xapi/errors.ts'
import { parseQueryString } from './query-string.ts'
import type { HttpResponse } from './request.ts'
import type { RequestState } from './steps.ts'

export type AuditDependencies = { trail: Trail; registry: Registry; log: Log; now(): number }

/**
 * A read, a void or a change of a document that can't be recorded is not answered: 503. A credential's uses wait for its next request, since
 * what it stored says itself who stored it; so do refusals, which disclose nothing.
 */
export function audited({ trail, registry, log, now }: AuditDependencies): MiddlewareObj<RequestState, HttpResponse> {
  const uses = createCredentialUses()
  const attemptEntry = createFailedAttempts()

  async function recordAnswer(state: RequestState, response: HttpResponse) {
    const own = state.principal ? entriesOf(state, state.principal, response, now()) : []
    if (state.principal) uses.count(state.principal, now())
    const due = uses.due(now())
    if (own.length + due.entries.length === 0) return
    try {
      await trail.record(...own, ...due.entries)
      due.tell()
    } catch (error) {
      if (own.length > 0) throw error
      tellLater(state, error)
    }
  }

  async function recordRefusal(state: RequestState, reason: string) {
    const key = state.principal?.key ?? parseBasic(state.request.headers.get('authorization'))?.key
    const tenant = state.principal?.tenant ?? (key === undefined ? undefined : registry.tenantOf(key))
    const { id: requestId, address } = state.request
    const entry = attemptEntry({ tenant, key, reason, address, requestId }, now())
    if (entry === undefined) return
    await trail.record(entry).catch((error) => tellLater(state, error))
  }

  function tellLater({ request }: RequestState, error: unknown) {
    log('WARN', 'the trail waits', { requestId: request.id, error: error instanceof Error ? error.name : typeof error })
  }

  return {
    after: (run) => recordAnswer(run.event, run.response as HttpResponse),
    onError: async (run) => {
      const { error, event } = run
      if (!(error instanceof XapiError)) return
      if (error.code === 'unauthorized' || error.code === 'forbidden') return recordRefusal(event, error.code)
      try {
        await recordAnswer(event, { status: error.code === 'notFound' ? 404 : 0 })
      } catch (failure) {
        run.error = failure instanceof Error ? failure : new Error('The trail failed.')
      }
    },
  }
}

function entriesOf(state: RequestState, principal: Principal, response: HttpResponse, at: number): NewEntry[] {
  const { request, resourceName: resource } = state
  const { tenant, key, moreKey } = principal
  const entry = { tenant, who: { kind: 'credential', id: key }, outcome: 'done', at, requestId: request.id } as const
  const voided = response.told?.voided ?? []
  const voids: NewEntry[] = chunks(voided, VOIDS_PER_ENTRY).map((some) => ({
    ...entry,
    act: 'statements.voided',
    what: { statements: some.map(({ target }) => target), by: some.map(({ by }) => by) },
  }))
  const writes: NewEntry[] = chunks(response.told?.documents ?? [], DOCUMENTS_PER_ENTRY).map((some) => ({
    ...entry,
    act: some.some(({ after }) => after) ? 'document.written' : 'document.removed',
    what: { resource, documents: documentFacts(moreKey, some) },
  }))
  if (!isRead(state, response)) return [...voids, ...writes]
  return [{ ...entry, act: 'records.read', what: { resource, ...readOf(request.query, response, moreKey) } }]
}

const VOIDS_PER_ENTRY = 500
const DOCUMENTS_PER_ENTRY = 500

const chunks = <Each>(all: readonly Each[], size: number): Each[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size))

/** Also of what is not there: that is an answer, too. */
const isRead = ({ request, operation }: RequestState, { status }: HttpResponse) =>
  operation !== undefined &&
  operation.scope !== 'none' &&
  (request.method === 'GET' || request.method === 'HEAD') &&
  (status === 200 || status === 304 || status === 404)

function readOf(query: string, { status, told }: HttpResponse, key: KeyObject) {
  const filter = filterOf(parseQueryString(told?.query ?? query), key)
  return { filter, count: told?.count ?? (status === 404 ? 0 : 1) }
}
