/**
 * The fetch URL of launches (cmi5 8.2): gives content its credentials, once. Open to all, since whoever has the address
 * is whom it was made for. Errors are 200 with a code, as cmi5 8.2.2 demands.
 */

import type { Tables } from '../../database/tables.ts'
import { type FetchOutcome, fetchAuthToken } from '../../tenancy/launches.ts'
import { parseQueryString } from '../protocol/query-string.ts'
import type { HttpRequest } from '../protocol/request.ts'
import type { Resource } from '../protocol/resource.ts'

/** The parameter with the launch's token. */
export const FETCH_TOKEN = 'token'

/** 256 bits in base64url; anything else is no token, and is not looked for. */
const TOKEN = /^[\w-]{43}$/

type Dependencies = { tables: Pick<Tables, 'get' | 'updateIf'>; now: () => number }

export const fetchResource = ({ tables, now }: Dependencies): Resource => ({
  handlers: {
    POST: async ({ request }: { request: HttpRequest }) => {
      const [token = '', ...others] = parseQueryString(request.query).get(FETCH_TOKEN) ?? []
      const isToken = TOKEN.test(token) && others.length === 0
      const outcome = isToken ? await fetchAuthToken(tables, token, now()) : ({ kind: 'unknown' } as const)
      const headers = { 'Content-Type': 'application/json' }
      return { status: 200, headers, body: JSON.stringify(answerOf(outcome)) }
    },
  },
})

/** The codes of cmi5 8.2.3. */
function answerOf(outcome: FetchOutcome) {
  if (outcome.kind === 'fetched') return { 'auth-token': outcome.authToken }
  return outcome.kind === 'over'
    ? {
        'error-code': '1',
        'error-text': 'This address was used before, or its time is over. Launch the content again.',
      }
    : { 'error-code': '2', 'error-text': 'This address belongs to no launch. Launch the content again.' }
}
