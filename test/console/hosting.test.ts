/** The console as it is served, by the runner from the templates: headers, caching, views, settings; and the API for it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { useSharedRunner } from '../support/use-runner.ts'

type Running = {
  console: string
  endpoint: string
  admin: { endpoint: string; issuer: string; clientId: string; token: string }
}

const run = useSharedRunner()
let running: Running
beforeAll(() => {
  running = JSON.parse(readFileSync(join(run.home, 'endpoint.json'), 'utf8'))
})

const get = async (path: string, options: RequestInit = {}) => {
  const response = await fetch(new URL(path, running.console), options)
  return { status: response.status, headers: response.headers, text: await response.text() }
}

describe('the page', () => {
  it('is answered for each view, is kept by nobody, and names files that are there', async () => {
    const page = await get('')
    expect([page.status, page.headers.get('cache-control'), page.headers.get('content-type')]).toEqual([
      200,
      'no-store',
      'text/html',
    ])
    for (const view of ['t/demo/explorer?verb=http://x.example/v.html', 't/demo/a.b/c', 'no/such/view'])
      expect((await get(view)).text).toBe(page.text)
    const named = Array.from(page.text.matchAll(/(?:src|href)="([^"]+)"/g), ([, path = '']) => path)
    expect(named.length).toBeGreaterThanOrEqual(3)
    for (const path of named) expect((await get(path)).status).toBe(200)
  })

  it('tells browsers what to refuse, in each answer', async () => {
    const script = /src="([^"]+)"/.exec((await get('')).text)?.[1] ?? ''
    for (const path of ['', 'config.json', script, 'assets/none.js']) {
      const { headers } = await get(path)
      const policy = headers.get('content-security-policy') ?? ''
      const connects = /connect-src ([^;]+)/.exec(policy)?.[1]?.split(' ')
      expect(new Set(connects)).toEqual(new Set(["'self'", new URL(running.endpoint).origin, running.admin.issuer]))
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
      expect(policy).toContain("require-trusted-types-for 'script'")
      expect(Object.fromEntries(headers)).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'strict-transport-security': 'max-age=63072000; includeSubDomains',
        'cross-origin-opener-policy': 'same-origin',
      })
    }
  })

  it('has files that are kept for good, and asked for again by their tag', async () => {
    const path = /src="([^"]+)"/.exec((await get('')).text)?.[1] ?? ''
    const { headers } = await get(path)
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(headers.get('content-type')).toBe('text/javascript')
    const again = await get(path, { headers: { 'If-None-Match': headers.get('etag') ?? '' } })
    expect([again.status, again.text]).toEqual([304, ''])
  })

  it('learns its deployment from config.json, which nobody keeps', async () => {
    const { text, headers } = await get('config.json')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(JSON.parse(text)).toMatchObject({
      api: running.admin.endpoint,
      xapi: running.endpoint,
      issuer: running.admin.issuer,
      scope: 'openid profile cairn/console',
    })
    expect(JSON.parse(text).clientId).not.toBe(running.admin.clientId)
  })

  it('refuses what is not there, and what is not read', async () => {
    expect((await get('assets/none.js')).status).toBe(403)
    expect((await get('assets/none.js')).headers.get('cache-control')).toBeNull()
    for (const method of ['POST', 'PUT', 'DELETE']) expect((await get('', { method })).status).toBe(403)
  })
})

describe('the API', () => {
  it('lets the console’s origin ask, change, and read the id of its requests', async () => {
    const Origin = running.console.slice(0, -1)
    const preflight = await fetch(`${running.admin.endpoint}/tenants/demo`, {
      method: 'OPTIONS',
      headers: {
        Origin,
        'Access-Control-Request-Method': 'PATCH',
        'Access-Control-Request-Headers': 'authorization,if-match',
      },
    })
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, '*'])
    expect(preflight.headers.get('access-control-allow-methods')).toContain('PATCH')
    const headers = { Origin, Authorization: `Bearer ${running.admin.token}` }
    const answer = await fetch(`${running.admin.endpoint}/me`, { headers })
    expect(answer.headers.get('access-control-expose-headers')?.toLowerCase()).toContain('apigw-requestid')
    expect(answer.headers.get('apigw-requestid')).toMatch(/\S/)
  })
})
