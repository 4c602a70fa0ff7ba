/** A site as its distribution answers: which behaviour a path meets, and what its function makes of a request. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { matches, openSite } from '../../../local/gateway/site-server.ts'
import type { Site } from '../../../local/template/site.ts'
import { duringTests, temporaryFolder } from '../../support/during-tests.ts'

describe('a path pattern of CloudFront', () => {
  it.each([
    ['assets/*', '/assets/a/b.js', true],
    ['assets/*', '/assets', false],
    ['assets/*', '/other/assets/a.js', false],
    ['/*.js', '/a.js', true],
    ['/*.js', '/a.jsx', false],
    ['config.json', '/config.json', true],
    ['config.json', '/configxjson', false],
    ['a?c', '/abc', true],
    ['a?c', '/abbc', false],
    ['*', '/anything/at all', true],
    ['a+b(c)', '/a+b(c)', true],
  ])('%s and the path %s: %s', (pattern, path, expected) => {
    expect(matches(pattern, path)).toBe(expected)
  })
})

describe('a site', () => {
  const folder = temporaryFolder()
  const file = (name: string, text: string) => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const site = duringTests(async () => {
    const described: Site = {
      behaviours: [
        { pattern: 'files/*', compresses: true, headers: { 'X-Policy': 'files of https://api.aws.example' } },
        {
          pattern: '*',
          compresses: false,
          headers: { 'X-Policy': 'connect https://issuer.aws.example https://api.aws.example;' },
          onRequest: "function handler(event) { event.request.uri = '/page.html'; return event.request }",
        },
      ],
      files: new Map([
        ['files/long.js', { file: file('long.js', '// much\n'.repeat(1_000)), markers: {} }],
        ['page.html', { file: file('page.html', '<p>'), markers: {} }],
        [
          'files/a.json',
          {
            file: file('a.json', '{"issuer":"<<0>>"}'),
            cacheControl: 'max-age=1',
            markers: { '<<0>>': 'https://issuer.aws.example/"pool"' },
          },
        ],
      ]),
    }
    return openSite(described, {
      port: 0,
      addresses: [
        ['https://api.aws.example', 'http://127.0.0.1:1'],
        ['https://issuer.aws.example/"pool"', 'http://127.0.0.1:2'],
      ],
    })
  })

  it('answers by the first behaviour that fits, through its function, with its headers', async () => {
    const page = await fetch(`${site.origin}/any/view.js`)
    expect([page.status, await page.text(), page.headers.get('content-type')]).toEqual([200, '<p>', 'text/html'])
    expect(page.headers.get('x-policy')).toBe('connect http://127.0.0.1:2 http://127.0.0.1:1;')
  })

  it('fills in what only a deployment knows, as it is on this machine', async () => {
    const answer = await fetch(`${site.origin}/files/a.json`)
    expect(await answer.json()).toEqual({ issuer: 'http://127.0.0.1:2' })
    expect(answer.headers.get('cache-control')).toBe('max-age=1')
  })

  it('sends long texts compressed to who takes that', async () => {
    const sizeFor = async (encoding: string) => {
      const answer = await fetch(`${site.origin}/files/long.js`, { headers: { 'Accept-Encoding': encoding } })
      expect(await answer.text()).toBe('// much\n'.repeat(1_000))
      return [answer.headers.get('content-encoding'), Number(answer.headers.get('content-length')) < 1_000]
    }
    expect([await sizeFor('gzip'), await sizeFor('identity')]).toEqual([
      ['gzip', true],
      [null, false],
    ])
  })

  it('refuses what is not there (403), and what would leave the site', async () => {
    expect((await fetch(`${site.origin}/files/none`)).status).toBe(403)
    expect((await fetch(`${site.origin}/files/..%2f..%2fetc%2fpasswd`)).status).toBe(403)
    expect((await fetch(`${site.origin}/files/%E0%A4%A`)).status).toBe(502)
  })
})
