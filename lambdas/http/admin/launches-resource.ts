/** Launches of content (cmi5 8, 10): the state `LMS.LaunchData`, a credential for one session, and the launch parameters. */
import { randomUUID } from 'node:crypto'
import type { Clock } from '../../database/clock.ts'
import type { Tables } from '../../database/tables.ts'
import type { DocumentStore } from '../../documents/document-store.ts'
import { createLaunch, DEFAULT_LAUNCH_MS, DEFAULT_LAUNCH_SCOPES, MOST_LAUNCH_MS } from '../../tenancy/launches.ts'
import { tenantId } from '../../tenancy/tenant-id.ts'
import { ifiKey } from '../../xapi/agent.ts'
import { LAUNCH_DATA, launchDataOf } from '../../xapi/cmi5.ts'
import { originOf } from '../protocol/origin.ts'
import type { HttpResponse } from '../protocol/request.ts'
import { BASE, FETCH_PATH } from '../routes.ts'
import { FETCH_TOKEN } from '../site/fetch-resource.ts'
import type { Bodies } from './bodies.ts'
import { forTenantWith, type Operations, type TenantCall } from './call.ts'
import { later, textOfInstant, toInstant } from './instants.ts'
import { json } from './json-body.ts'
import { Problem } from './problem.ts'
import { factsOf } from './told.ts'

type Parts = { tables: Tables; clock: Clock; documents: Pick<DocumentStore, 'put'> }

export const launchOperations = (parts: Parts): Operations => ({
  createLaunch: forTenantWith('NewLaunch', (call) => create(parts, call)),
})

/** The launch data come first: content that is launched must find them. */
async function create(
  { tables, clock, documents }: Parts,
  { request, tenant, body }: TenantCall<Bodies['NewLaunch']>,
): Promise<HttpResponse> {
  const { actor, activity, scopes = DEFAULT_LAUNCH_SCOPES, expires: _, registration: sent, ...settings } = body
  const id = tenantId(tenant.id)
  const now = clock.now()
  const expires = expiryOf(body, now)
  requireOwnId(body)
  const launch = { actor, activity, registration: sent.toLowerCase(), session: randomUUID() }
  const { registration, session } = launch
  const context = { activityId: activity, agent: ifiKey(actor) ?? '', registration }
  const stored = await documents.put(
    id,
    { resource: 'activities/state', context, id: LAUNCH_DATA },
    { document: { contentType: 'application/json', bytes: Buffer.from(launchDataOf(session, settings)) } },
  )
  const { key, token, fetchUntil } = await createLaunch(tables, id, { launch, scopes, expires, now })
  const origin = originOf(request)
  const parameters = {
    endpoint: `${origin}${BASE}/`,
    fetch: `${origin}${FETCH_PATH}?${FETCH_TOKEN}=${token}`,
    actor: JSON.stringify({ objectType: 'Agent', ...actor }),
    registration,
    activityId: activity,
  }
  const until = { expires: textOfInstant(expires), fetchUntil: textOfInstant(fetchUntil) }
  const answer = json(201, { key, session, ...until, parameters, query: new URLSearchParams(parameters).toString() })
  const after = factsOf({ key, session, activity, registration, scopes, ...until })
  return { ...answer, told: { after, ...(stored.done && { documents: stored.changes }) } }
}

function expiryOf({ expires }: Bodies['NewLaunch'], now: number): number {
  if (expires === undefined) return now + DEFAULT_LAUNCH_MS
  const instant = later(toInstant('/expires', expires), now, '/expires')
  if (instant <= now + MOST_LAUNCH_MS) return instant
  throw broken('/expires', 'must be within 24 hours', 'a later time')
}

/** cmi5 8.1.5: the activity is the LMS's, and must not be called as the publisher calls the AU. */
function requireOwnId({ activity, publisherId }: Bodies['NewLaunch']): void {
  if (activity === publisherId) throw broken('/activity', 'must be another id than publisherId', 'the same one')
}

const broken = (pointer: string, rule: string, found: string) =>
  new Problem('invalid', `The body: ${pointer} ${rule}.`, { violations: [{ pointer, rule, found }] })
