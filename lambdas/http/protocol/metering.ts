/** A request before its tenant's quotas, and what is counted of it when it is answered. */
import { Unavailable } from '../../database/unavailable.ts'
import { embeddedMetrics, type Log } from '../../runtime/log.ts'
import { METRIC } from '../../runtime/names.ts'
import type { Demand } from '../../tenancy/quotas/admission.ts'
import type { Registry } from '../../tenancy/registry.ts'
import { QUOTAS, type QuotaRefusal } from '../../tenancy/tenant-quotas.ts'
import type { Refusal } from '../../tenancy/usage/pending-usage.ts'
import { XapiError } from '../../xapi/errors.ts'
import type { RequestState } from './steps.ts'

/** @throws XapiError `tooManyRequests` (429) that names the quota. Where quotas can't be looked at, the request passes. */
export async function admit(state: RequestState, demand: Demand, registry: Registry, log: Log): Promise<void> {
  const { principal } = state
  if (principal === undefined) return
  if (demand.statements !== undefined) state.statements = demand.statements
  const { refusal, uncounted } = await registry.admit(principal.tenant, principal.quotas, demand)
  if (uncounted !== undefined) {
    const one = embeddedMetrics({ [METRIC.uncountedRequests]: 1 }, Date.now())
    log('WARN', 'quota is not counted', {
      requestId: state.request.id,
      tenant: principal.tenant,
      ...nameOf(uncounted),
      ...one,
    })
  }
  if (refusal === undefined) return
  state.exceeded = refusal.quota
  throw toError(refusal)
}

function toError({ quota, limit, retrySeconds }: QuotaRefusal): XapiError {
  const rule = `allows ${limit} ${QUOTAS[quota]}`
  const message = `The quota ${quota} of this tenant ${rule}. Send the same again in ${retrySeconds} seconds; nothing was stored.`
  return new XapiError('tooManyRequests', message, [{ parameter: quota, rule }], {
    'Retry-After': String(retrySeconds),
  })
}

export type Answered = { state: RequestState; memoryMb: number; error?: unknown }

/** Sooner or later it is written down: `usage-counter.ts`. What fails here is no reason to answer otherwise. */
export async function countRequest({ state, memoryMb, error }: Answered, registry: Registry, log: Log): Promise<void> {
  const { request, principal, consumption, started, statements = 0 } = state
  if (principal === undefined) return
  const refusal = refusalOf(error, state)
  const billedMs = Math.ceil(performance.now() - started)
  try {
    await registry.countUsage({
      tenant: principal.tenant,
      credential: principal.key,
      statements: error === undefined ? statements : 0,
      bytesIn: state.bytesIn,
      functionGbSeconds: (billedMs / 1_000) * (memoryMb / 1_024),
      consumption,
      ...(refusal && { refusal }),
    })
  } catch (failure) {
    log('WARN', 'usage is not counted', { requestId: request.id, ...nameOf(failure) })
  }
}

const nameOf = (error: unknown) => ({ error: error instanceof Error ? error.name : typeof error })

/** So many rules of one request, and so much of each and of its place: names in a pointer may be the sender's. */
const MOST_RULES = 5
const MOST_TEXT = 200

/** That there is no such thing is an answer to a question, and a refusal of anything else. */
function refusalOf(error: unknown, { request, exceeded }: RequestState): Refusal | undefined {
  if (error === undefined) return undefined
  if (exceeded !== undefined) return { reason: exceeded, rules: [{ rule: '', place: '' }] }
  if (error instanceof Unavailable) return { reason: 'unavailable', rules: [] }
  if (!(error instanceof XapiError)) return { reason: 'internal', rules: [] }
  if (error.code === 'notFound' && (request.method === 'GET' || request.method === 'HEAD')) return undefined
  const rules = new Map(
    error.violations.map(({ rule, pointer, parameter = '' }) => [
      rule.slice(0, MOST_TEXT),
      (pointer ?? parameter).slice(-MOST_TEXT),
    ]),
  )
  const broken = Array.from(rules, ([rule, place]) => ({ rule, place })).slice(0, MOST_RULES)
  return { reason: error.code, rules: broken.length > 0 ? broken : [{ rule: '', place: '' }] }
}
