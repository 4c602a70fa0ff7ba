/** What somebody finds who opens the origin or the endpoint in a browser, and what a monitor finds at `/health`. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import type { Context } from 'aws-lambda'
import { createHealthCheck } from '../../../lambdas/database/health.ts'
import { Unavailable } from '../../../lambdas/database/unavailable.ts'
import { VERSION } from '../../../lambdas/runtime/names.ts'
import { siteEndpoint, withSite } from '../../../lambdas/runtime/site-endpoint.ts'
import { apiEvent } from '../../support/api-event.ts'
import { useEngine } from '../../support/engines.ts'
import { nobody } from '../../support/nobody.ts'
import { useBucket } from '../../support/s3-emulator.ts'
import { unheard } from '../../support/trails.ts'

const LOCAL = { host: '127.0.0.1:8080', 'x-forwarded-proto': 'http' }
const PARTS = { statements: 'ok', index: 'ok', documents: 'ok', control: 'ok', content: 'ok' }

describe('what answers outside the standard', () => {
  const engine = useEngine()
  const bucket = useBucket()

  /** `reads` counts what reaches the store; from `breaks` on its index cannot be read. */
  function open() {
    const state = { now: 1_000, reads: 0, isBroken: false }
    const { tables } = engine
    const health = createHealthCheck({
      tables: {
        get: (table, key, consistent) => {
          state.reads++
          if (state.isBroken && table === 'index') throw new Unavailable(new Error('no index'))
          return tables.get(table, key, consistent)
        },
      },
      objects: bucket.objects,
      clock: { now: () => state.now, pause: () => new Promise(() => {}) },
    })
    const handler = withSite(
      async () => ({ statusCode: 418 }),
      siteEndpoint({ registry: nobody, trail: unheard, health, tables, now: Date.now }),
    )
    const send = async (path: string, { method = 'GET', headers = {} }: { method?: string; headers?: object } = {}) => {
      const event = apiEvent({ method, path, headers: { ...LOCAL, ...headers } })
      const { statusCode, headers: answered = {}, body = '' } = await handler(event, {} as Context)
      return { status: statusCode, headers: answered, body }
    }
    return { send, state }
  }

  it.each(['/', '/xapi', '/xapi/', '//', '/xapi//'])(
    'is at %s a page with name, version, endpoint and health',
    async (path) => {
      const { status, headers, body } = await open().send(path, { headers: { accept: 'text/html,*/*;q=0.8' } })
      expect([status, headers['Content-Type']]).toEqual([200, 'text/html; charset=utf-8'])
      expect(body).toContain(`<h1>Cairn ${VERSION}</h1>`)
      expect(body).toContain('<code>http://127.0.0.1:8080/xapi</code>')
      expect(body).toContain('<dd>1.0.3, 2.0.0</dd>')
      expect(body).toContain('<dd>ok</dd>')
      expect(body).toContain('href="http://127.0.0.1:8080/health"')
    },
  )

  it('is a page whose policy allows its own style and nothing else, in light and dark', async () => {
    const { headers, body } = await open().send('/')
    const style = /<style>([\s\S]*?)<\/style>/.exec(body)?.[1] ?? ''
    const hash = createHash('sha256').update(style).digest('base64')
    expect(headers['Content-Security-Policy']).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    )
    expect(style).toContain('prefers-color-scheme:dark')
    expect(body).not.toMatch(/<script|<img|<link|style=|\son\w+=/i)
  })

  it.each([
    ['application/json', true],
    ['text/html;q=0.5, application/json', true],
    ['text/html, application/json;q=0.9', false],
    ['*/*', false],
    ['', false],
  ])('answers Accept: %s with JSON: %s', async (accept, isJson) => {
    const { headers, body } = await open().send('/xapi', { headers: { accept } })
    expect(headers['Content-Type']).toBe(isJson ? 'application/json' : 'text/html; charset=utf-8')
    if (!isJson) return
    expect(JSON.parse(body)).toMatchObject({
      name: 'Cairn',
      version: VERSION,
      status: 'ok',
      endpoint: 'http://127.0.0.1:8080/xapi',
      xapi: ['1.0.3', '2.0.0'],
      links: { health: 'http://127.0.0.1:8080/health' },
    })
  })

  it('repeats no host that is none, so that nothing can be put into the page', async () => {
    const { body } = await open().send('/', { headers: { host: '"><script>alert(1)</script>' } })
    expect(body).not.toContain('script')
    expect(body).toContain('<code>/xapi</code>')
  })

  it('tells at /health what each part says, and 503 while one fails', async () => {
    const { send, state } = open()
    const well = await send('/health')
    expect([well.status, well.headers['Content-Type'], well.headers['Cache-Control']]).toEqual([
      200,
      'application/json',
      'no-store',
    ])
    expect(JSON.parse(well.body)).toEqual({
      status: 'ok',
      version: VERSION,
      parts: PARTS,
      checked: '1970-01-01T00:00:01.000Z',
    })
    Object.assign(state, { isBroken: true, now: state.now + 10_000 })
    const ill = await send('/health')
    expect([ill.status, ill.headers['Retry-After']]).toEqual([503, '10'])
    expect(JSON.parse(ill.body)).toMatchObject({ status: 'failing', parts: { ...PARTS, index: 'failing' } })
    const page = await send('/')
    expect([page.status, page.body]).toEqual([200, expect.stringContaining('failing')])
  })

  it('asks the store once in ten seconds, however many ask', async () => {
    const { send, state } = open()
    await Promise.all(Array.from({ length: 50 }, () => send('/health')))
    state.now += 9_999
    await send('/')
    expect(state.reads).toBe(4)
    state.now += 1
    await send('/health')
    expect(state.reads).toBe(8)
  })

  it.each(['/', '/xapi', '/health'])('takes HEAD of %s, and refuses other methods (405)', async (path) => {
    const { send } = open()
    const [get, head] = [await send(path), await send(path, { method: 'HEAD' })]
    expect([head.status, head.body, head.headers['Content-Length']]).toEqual([
      200,
      '',
      String(Buffer.byteLength(get.body)),
    ])
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const { status, headers } = await send(path, { method })
      expect([status, headers.Allow]).toEqual([405, 'HEAD, GET'])
    }
  })

  it('leaves what is below the endpoint to the resources, and answers 404 to the rest', async () => {
    const { send } = open()
    expect((await send('/xapi/statements')).status).toBe(418)
    for (const path of ['/nothing', '/xapix', '/health/x']) expect((await send(path)).status).toBe(404)
  })
})

it('tells the version of package.json', () => {
  expect(VERSION).toBe(JSON.parse(readFileSync('package.json', 'utf8')).version)
})
