/** The about resource (Communication 2.7): open to all, whatever credentials or version they send. */
import { parseParameters } from '../../xapi/parameters.ts'
import { parseQueryString } from '../protocol/query-string.ts'
import type { HttpRequest } from '../protocol/request.ts'
import type { Resource } from '../protocol/resource.ts'

const ABOUT = JSON.stringify({ version: ['1.0.3', '2.0.0'] })

export const aboutResource: Resource = {
  handlers: {
    GET: async ({ request }: { request: HttpRequest }) => {
      parseParameters(parseQueryString(request.query), {}, '2.0.0')
      return { status: 200, headers: { 'Content-Type': 'application/json' }, body: ABOUT }
    },
  },
}
