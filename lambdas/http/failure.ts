/** Every error becomes one answer here: its status, one sentence, and the place of each broken rule. */
import { Unavailable } from '../store/tables.ts'
import { STATUS, type Violation, XapiError } from '../xapi/errors.ts'
import type { HttpResponse } from './request.ts'

/** Senders show the body raw to their users, so it stays readable in size: 20 violations and less than 4 kB. */
const MOST_VIOLATIONS = 20
const MOST_BYTES = 4_000

export function toFailure(error: unknown): HttpResponse {
  if (error instanceof XapiError) {
    return { status: STATUS[error.code], headers: { ...JSON_TYPE, ...error.headers }, body: describe(error) }
  }
  if (error instanceof Unavailable) {
    const body = JSON.stringify({ error: 'unavailable', message: 'Not stored or read now; send the same again soon.' })
    return { status: STATUS.unavailable, headers: { ...JSON_TYPE, 'Retry-After': '2' }, body }
  }
  return {
    status: 500,
    headers: JSON_TYPE,
    body: JSON.stringify({ error: 'internal', message: 'Cairn failed; the request id tells its operator where.' }),
  }
}

const JSON_TYPE = { 'Content-Type': 'application/json' }

function describe({ code, message, violations }: XapiError): string {
  for (let shown = Math.min(violations.length, MOST_VIOLATIONS); shown > 0; shown--) {
    const body = JSON.stringify({ error: code, message, violations: violations.slice(0, shown).map(cut) })
    if (Buffer.byteLength(body) < MOST_BYTES) return body
  }
  return JSON.stringify({ error: code, message: message.slice(0, 1_000) })
}

/** A pointer may be made of names the sender chose: long ones are cut, from the left, since the end tells the place. */
function cut(violation: Violation): Violation {
  const { pointer } = violation
  return pointer === undefined || pointer.length <= 300
    ? violation
    : { ...violation, pointer: `…${pointer.slice(-300)}` }
}
