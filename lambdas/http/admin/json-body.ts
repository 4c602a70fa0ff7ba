/** The JSON body of a request, checked against the schema that its row names; and JSON as an answer. */
import { InvalidJson, parseJson } from '../../json/parse.ts'
import type { HttpRequest, HttpResponse } from '../protocol/request.ts'
import { Problem } from './problem.ts'
import type { AdminRoute } from './route.ts'
import { violationsOf } from './violations.ts'

const MEDIA_TYPE = 'application/json'
/** No body of this API comes near it. */
const MOST_BYTES = 100_000

/** @throws Problem for another type, another size, what is no JSON, and what breaks the schema */
export function readJsonBody(route: AdminRoute, request: HttpRequest): unknown {
  const { length } = request.body
  if (route.request === undefined) {
    if (length > 0) throw new Problem('invalid', `${route.method} takes no body here.`)
    return undefined
  }
  if (length > MOST_BYTES) throw new Problem('too-large', `A body has ${MOST_BYTES} bytes at most here.`)
  if (length === 0) throw new Problem('invalid', `Send a ${route.request} as JSON.`, { violations: [MISSING] })
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? ''
  if (type !== MEDIA_TYPE) {
    const accepts = { [route.method === 'PATCH' ? 'Accept-Patch' : 'Accept']: MEDIA_TYPE }
    throw new Problem('unsupported-media-type', `The body must be ${MEDIA_TYPE}.`, { headers: accepts })
  }
  const value = parse(request.body)
  const violations = violationsOf(route.request, value)
  const [first, ...others] = violations
  if (first === undefined) return value
  const more = others.length > 0 ? `; and ${others.length} more` : ''
  throw new Problem('invalid', `The body: ${first.pointer || 'it'} ${first.rule}, found ${first.found}${more}.`, {
    violations,
  })
}

/** As JSON.stringify escapes it; whole pairs are not escaped. No store takes it. */
const HALF_A_PAIR = /(?:^|[^\\])(?:\\\\)*\\ud[89a-f]/

const MISSING = { pointer: '', rule: 'is required', found: 'nothing' }

function parse(body: string | Buffer): unknown {
  try {
    const { value } = parseJson(body)
    if (HALF_A_PAIR.test(JSON.stringify(value))) throw new InvalidJson('has half of a surrogate pair, which is no text')
    return value
  } catch (error) {
    if (!(error instanceof InvalidJson)) throw error
    const pointer = error.duplicate ?? ''
    throw new Problem('invalid', `${error.message}.`, { violations: [{ pointer, rule: error.fault }] })
  }
}

export const json = (status: number, value: unknown, headers: { [name: string]: string } = {}): HttpResponse => ({
  status,
  headers: { 'Content-Type': MEDIA_TYPE, ...headers },
  body: JSON.stringify(value),
})
