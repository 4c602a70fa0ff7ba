/** A call whose query may be repaired, and what is told of all that a request was let pass. */
import { embeddedMetrics, type Log } from '../../runtime/log.ts'
import { METRIC } from '../../runtime/names.ts'
import type { Registry } from '../../tenancy/registry.ts'
import { repairQuery } from './lenient-query.ts'
import type { HttpResponse } from './request.ts'
import type { Call, MethodHandler } from './resource.ts'
import type { RequestState } from './steps.ts'

/** A query is refused before anything is done, so the handler may be asked once more. */
export async function handleLeniently(handle: MethodHandler, call: Call): Promise<HttpResponse> {
  try {
    return await handle(call)
  } catch (refusal) {
    const repaired = repairQuery(call.request.query, refusal, call.leniency)
    if (repaired === undefined) throw refusal
    const response = await handle({ ...call, request: { ...call.request, query: repaired.query } })
    for (const rule of repaired.rules) call.leniency.note(rule)
    return response
  }
}

/** Each rule that an answered request needed: a line of the log, which is a metric too, and a count in the store. */
export async function tellLeniency({ request, principal, leniency }: RequestState, registry: Registry, log: Log) {
  if (principal === undefined || leniency === undefined || leniency.used.size === 0) return
  for (const rule of leniency.used) {
    const { tenant, key } = principal
    log('INFO', 'lenient', { requestId: request.id, tenant, credential: key, rule, ...oneLenientRequest() })
  }
  try {
    await registry.countLeniency(principal, leniency.used)
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error
    log('WARN', 'leniency is not counted', { requestId: request.id, error: name })
  }
}

/** One metric for each rule. */
const oneLenientRequest = () => embeddedMetrics({ [METRIC.lenientRequests]: 1 }, Date.now(), ['rule'])
