/** `/` and the endpoint itself: says what answers here, as a page for people or in JSON for programs; open to all. */
import type { HealthCheck } from '../../database/health.ts'
import { VERSION } from '../../runtime/names.ts'
import { originOf } from '../protocol/origin.ts'
import type { HttpRequest } from '../protocol/request.ts'
import type { Resource } from '../protocol/resource.ts'
import { BASE } from '../routes.ts'
import { PAGE_POLICY, toPage, type Welcome } from './welcome-page.ts'

const HEADERS = {
  Vary: 'Accept',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
}

export const welcomeResource = (check: HealthCheck): Resource => ({
  handlers: {
    GET: async ({ request }: { request: HttpRequest }) => {
      const { isHealthy } = await check()
      const origin = originOf(request)
      const welcome: Welcome = {
        name: 'Cairn',
        version: VERSION,
        status: isHealthy ? 'ok' : 'failing',
        endpoint: `${origin}${BASE}`,
        xapi: ['1.0.3', '2.0.0'],
        links: { about: `${origin}${BASE}/about`, health: `${origin}/health`, ...SPECIFICATIONS },
      }
      return prefersJson(request.headers.get('accept'))
        ? { status: 200, headers: { ...HEADERS, 'Content-Type': 'application/json' }, body: JSON.stringify(welcome) }
        : { status: 200, headers: { ...HEADERS, ...PAGE_POLICY }, body: toPage(welcome) }
    },
  },
})

const SPECIFICATIONS = {
  'xapi-1.0.3': 'https://github.com/adlnet/xAPI-Spec',
  'xapi-2.0.0': 'https://opensource.ieee.org/xapi/xapi-base-standard-documentation',
}

/** Whether JSON is asked for more than HTML; a browser, or `*\/*`, gets the page. */
function prefersJson(accept = ''): boolean {
  const ranges = accept.split(',').map((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
    const quality = parameters.find((part) => part.startsWith('q='))
    return { type, quality: quality === undefined ? 1 : Number(quality.slice(2)) || 0 }
  })
  const best = (...types: string[]) =>
    Math.max(0, ...ranges.filter(({ type }) => types.includes(type)).map(({ quality }) => quality))
  return best('application/json', 'application/*') > best('text/html', 'application/xhtml+xml', 'text/*')
}
