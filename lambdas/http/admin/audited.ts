/**
 * What the trail is told of the admin API. A change is told before it is made and once it is done, so that one whose
 * function died in between stands in the trail as begun; a read is told before it is answered. What can't be told is not
 * done, or not answered: 503.
 */
import { createSecretKey } from 'node:crypto'
import type { MiddlewareObj } from '@middy/core'
import { documentFacts } from '../../audit/document-writes.ts'
import type { Fact, Facts, NewEntry } from '../../audit/entry.ts'
import { createFailedAttempts } from '../../audit/failed-attempts.ts'
import { filterOf, keyedFingerprint } from '../../audit/filter.ts'
import { hideAgents } from '../../audit/hidden-agents.ts'
import type { Trail } from '../../audit/trail.ts'
import type { Log } from '../../runtime/log.ts'
import type { Person } from '../../tenancy/person.ts'
import { tenantId } from '../../tenancy/tenant-id.ts'
import { parseQueryString } from '../protocol/query-string.ts'
import type { HttpRequest, HttpResponse } from '../protocol/request.ts'
import { Problem } from './problem.ts'
import type { Found } from './routing.ts'
import type { Entered } from './sign-in.ts'

export type AuditedState = { request: HttpRequest; found?: Found; person?: Person; entered?: Entered }
export type AdminAudit = {
  steps: MiddlewareObj<AuditedState, HttpResponse>
  /** To be called before a change is made. @throws Unavailable */
  begin(state: AuditedState): Promise<void>
}

const HOUR_MS = 3_600_000

export function createAdminAudit(trail: Trail, { now, log }: { now(): number; log: Log }): AdminAudit {
  const attemptEntry = createFailedAttempts()
  const signIns = new Map<string, number>()

  /** The first request of a person in an hour: who asks after that is told by what is done. */
  function signInOf(person: Person): NewEntry[] {
    const hour = Math.floor(now() / HOUR_MS)
    if (signIns.get(person.subject) === hour) return []
    if (signIns.size > 1_000) signIns.clear()
    signIns.set(person.subject, hour)
    const who = { kind: 'person', id: person.subject } as const
    return [{ who, act: 'person.signed-in', outcome: 'done', at: now(), what: { issuer: person.issuer } }]
  }

  async function record(state: AuditedState, outcome: NewEntry['outcome'], more: Partial<NewEntry>) {
    const entry = entryOf(state, now())
    if (entry === undefined || state.person === undefined) return
    const signIn = signInOf(state.person)
    try {
      await trail.record(...signIn, { ...entry, ...more, outcome, what: { ...entry.what, ...more.what } })
    } catch (error) {
      if (signIn.length > 0) signIns.delete(state.person.subject)
      throw error
    }
  }

  async function recordAttempt({ request, person, entered }: AuditedState, reason: string) {
    const tenant = entered && tenantId(entered.tenant.id)
    const { id: requestId, address } = request
    const counted = attemptEntry({ tenant, key: person?.subject, reason, address, requestId }, now())
    if (counted === undefined) return
    const who = person ? ({ kind: 'person', id: person.subject } as const) : counted.who
    const what = { ...counted.what, resource: 'admin' }
    await trail.record({ ...counted, who, what }).catch(() => log('WARN', 'the trail waits', { requestId }))
  }

  return {
    begin: (state) => (isChange(state) ? record(state, 'begun', {}) : Promise.resolve()),
    steps: {
      after: async (run) => {
        const { told = {} } = run.response as HttpResponse
        await record(run.event, 'done', moreOf(run.event, told))
      },
      onError: async (run) => {
        const { error, event } = run
        if (!(error instanceof Problem) || event.person === undefined || entryOf(event, 0) === undefined) {
          if (error instanceof Problem && error.kind === 'unauthorized') await recordAttempt(event, error.kind)
          return
        }
        try {
          if (error.kind === 'forbidden') await recordAttempt(event, error.kind)
          else if (isChange(event) || error.kind === 'not-found')
            await record(event, 'refused', { what: { why: error.kind } })
        } catch (failure) {
          run.error = failure instanceof Error ? failure : new Error('The trail failed.')
        }
      },
    },
  }
}

const isChange = ({ found }: AuditedState) => found !== undefined && found.route.method !== 'GET'

/** What everybody may ask without signing in is not told. */
function entryOf({ request, found, person, entered }: AuditedState, at: number): NewEntry | undefined {
  if (found === undefined || person === undefined || found.route.may === 'none') return undefined
  const { tenant: _, ...names } = found.path
  const role = entered?.role ?? (person.isOwner ? 'owner' : undefined)
  const isDryRun = /(^|&)dryRun=true(&|$)/.test(request.query)
  const what: Facts = { ...names, ...(role && { role }), ...(isDryRun && { dryRun: true }) }
  return {
    ...(entered && { tenant: tenantId(entered.tenant.id) }),
    who: { kind: 'person', id: person.subject },
    act: `admin.${found.route.operationId}`,
    outcome: 'done',
    at,
    requestId: request.id,
    what,
  }
}

function moreOf({ request, found, entered }: AuditedState, told: NonNullable<HttpResponse['told']>): Partial<NewEntry> {
  const { count, query = request.query, before, after, reason, what, documents } = told
  const hidden = (value: Fact) => hideAgents(value, (one) => hide(entered, one))
  const isFiltered = found?.route.areOfXapi === true && entered !== undefined
  return {
    what: {
      ...what,
      ...(isFiltered && { filter: filterOf(parseQueryString(query), createSecretKey(entered.tenant.moreKey)) }),
      ...(count !== undefined && { count }),
      ...(documents && entered && { documents: documentFacts(createSecretKey(entered.tenant.moreKey), documents) }),
    },
    ...(before !== undefined && { before: hidden(before) }),
    ...(after !== undefined && { after: hidden(after) }),
    ...(reason !== undefined && { reason }),
  }
}

/** By the same fingerprint as in filters of reads. */
const hide = (entered: Entered | undefined, identifier: string): Fact =>
  entered === undefined ? 'an agent' : keyedFingerprint(createSecretKey(entered.tenant.moreKey), 'person', identifier)
