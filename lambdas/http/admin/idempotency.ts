/**
 * A POST with an `Idempotency-Key` is done once: sent again, it gets the same answer for a day. The key is noted before
 * anything is done. What a secret was told with is noted without its body, so nothing readable is stored: sent again, the
 * answer is 409, which names what was made.
 */
import type { Clock } from '../../database/clock.ts'
import { digest } from '../../database/fingerprint.ts'
import type { Key, Tables } from '../../database/tables.ts'
import type { Person } from '../../tenancy/person.ts'
import {
  fromRepeatItem,
  REPEATED_FOR_MS,
  type Repeat,
  repeatKey,
  type StoredAnswer,
  toRepeatItem,
} from '../../tenancy/repeat-item.ts'
import type { TenantItem } from '../../tenancy/tenant-item.ts'
import type { HttpRequest, HttpResponse } from '../protocol/request.ts'
import { invalidParameter, Problem } from './problem.ts'
import type { AdminRoute } from './route.ts'

export const IDEMPOTENCY_KEY = 'Idempotency-Key'
/** Says that an answer was given before. */
export const REPLAYED = 'Idempotency-Replayed'

/** No function runs so long: what began before and has no answer is not under way any more. */
const LONGEST_MS = 60_000
/** DynamoDB's items have 400 KB; no answer to a POST comes near it. */
const MOST_BODY = 200_000

type Asked = { request: HttpRequest; route: AdminRoute; person: Person; tenant: TenantItem | undefined }
type Run = () => Promise<HttpResponse>
export type Idempotency = (asked: Asked, run: Run) => Promise<HttpResponse>

export function createIdempotency(tables: Pick<Tables, 'putIf' | 'insert' | 'removeIf'>, clock: Clock): Idempotency {
  return async ({ request, route, person, tenant }, run) => {
    const sent = request.headers.get(IDEMPOTENCY_KEY.toLowerCase())
    if (sent === undefined) return run()
    if (!/^[\x21-\x7e]{1,255}$/.test(sent))
      throw invalidParameter(IDEMPOTENCY_KEY, 'must be 1 to 255 visible ASCII characters, such as a UUID')
    const key = repeatKey(tenant?.id ?? '', person, sent)
    const begun = { request: fingerprintOf(request), began: clock.now() }
    const earlier = await begin(tables, key, begun)
    if (earlier !== undefined) return repeat(route, begun, earlier)
    return finish(tables, { key, begun, route }, run)
  }
}

const fingerprintOf = ({ method, path, query, body }: HttpRequest): string =>
  digest(JSON.stringify([method, path, query, body.toString()]))

/** @returns what the key was used for before, if that still counts */
async function begin(
  { insert, putIf }: Pick<Tables, 'putIf' | 'insert'>,
  key: Key,
  begun: Repeat,
): Promise<Repeat | undefined> {
  const [existing] = await insert('control', [toRepeatItem(key, begun)])
  if (existing === undefined) return undefined
  const earlier = fromRepeatItem(existing)
  const isOver = begun.began - earlier.began >= (earlier.answer === undefined ? LONGEST_MS : REPEATED_FOR_MS)
  if (!isOver) return earlier
  const isOther = earlier.answer === undefined && earlier.request !== begun.request
  if (isOther && begun.began - earlier.began < REPEATED_FOR_MS) return earlier
  const { done, item } = await putIf('control', toRepeatItem(key, begun), {
    attribute: 'began',
    oneOf: [earlier.began],
  })
  return done ? undefined : fromRepeatItem(item ?? existing)
}

function repeat(route: AdminRoute, { request }: Repeat, earlier: Repeat): HttpResponse {
  if (earlier.request !== request)
    throw new Problem('key-reused', `This ${IDEMPOTENCY_KEY} came with another request: use a new one for this.`)
  const { answer } = earlier
  if (answer === undefined)
    throw new Problem('under-way', 'The same request is under way: send it again in a moment.', {
      headers: { 'Retry-After': '2' },
    })
  if (route.isSecret && answer.status < 300) {
    const message = 'This was done, and its secret was told once: nobody can tell it again. Rotate it to get another.'
    throw new Problem('told-once', message, { headers: { ...answer.headers, [REPLAYED]: 'true' } })
  }
  return { ...answer, headers: { ...answer.headers, [REPLAYED]: 'true' } }
}

type Begun = { key: Key; begun: Repeat; route: AdminRoute }

/** What fails has changed nothing that is told of: its key is free again, for the same request or another. */
async function finish(
  tables: Pick<Tables, 'putIf' | 'removeIf'>,
  { key, begun, route }: Begun,
  run: Run,
): Promise<HttpResponse> {
  const isOurs = { attribute: 'began', oneOf: [begun.began] }
  let response: HttpResponse
  try {
    response = await run()
  } catch (error) {
    if (error instanceof Problem) await tables.removeIf('control', key, isOurs)
    throw error
  }
  const answer = toStored(response, route)
  if (answer !== undefined) await tables.putIf('control', toRepeatItem(key, { ...begun, answer }), isOurs)
  return response
}

function toStored({ status, headers = {}, body = '' }: HttpResponse, route: AdminRoute): StoredAnswer | undefined {
  if (typeof body !== 'string' || body.length > MOST_BODY) return undefined
  if (!route.isSecret) return { status, headers, body }
  const { Location } = headers
  return { status, headers: Location === undefined ? {} : { Location }, body: '' }
}
