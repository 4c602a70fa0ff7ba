/** Communication 1.1-1.4, 2.8, 3.2, 3.3 and 4.0: what holds for every resource. */
import { randomUUID } from 'node:crypto'
import { expect } from '@jest/globals'
import type { Lrs } from '../support/lrs.ts'
import { newStatement, uniqueParts } from '../support/sent-statements.ts'
import { BOTH, expectStatus, ONLY_1, ONLY_2, type Requirement } from './requirement.ts'

type Row = Omit<Requirement, 'resource'>

const VERSION = 'X-Experience-API-Version'
const THROUGH = 'X-Experience-API-Consistent-Through'

const versioned = (lrs: Lrs, version: string | undefined) =>
  lrs.call('GET', 'statements', { query: { limit: 1 }, headers: { [VERSION]: version } })

const VERSIONS: Row[] = [
  {
    id: 'XAPI-00333',
    versions: BOTH,
    title: 'names its version on every response, errors too',
    check: async (lrs) => {
      const answers = [
        await lrs.call('GET', 'statements', { query: { limit: 1 } }),
        await lrs.call('GET', 'statements', { query: { statementId: randomUUID() } }),
        await lrs.call('GET', 'statements', { query: { foo: 1 } }),
        await lrs.call('GET', 'statements', { headers: { Authorization: 'Basic eDp5' } }),
        await lrs.call('POST', 'statements', { body: 'x' }),
        await lrs.call('GET', 'nothing-here'),
        await lrs.call('DELETE', 'statements'),
      ]
      expect(answers.map(({ status }) => status)).toEqual([200, 404, 400, 401, 400, 404, 405])
      expect(answers.map(({ headers }) => headers.get(VERSION))).toEqual(Array(7).fill(lrs.version))
    },
  },
  {
    id: 'XAPI-00331',
    versions: BOTH,
    title: 'rejects every version it does not implement (400)',
    check: async (lrs) => {
      for (const version of ['0.9', '0.95', '1.1.0', '1.1', '2.1.0', '3.0.0', 'BAD', '1', '2']) {
        const { status, text } = await versioned(lrs, version)
        expect({ version, status }).toEqual({ version, status: 400 })
        expect(text).not.toBe('')
      }
    },
  },
  ...['1.0', '1.0.0', '1.0.3', '1.0.9'].map((version) => ({
    id: 'XAPI-00331',
    versions: ONLY_1,
    title: `handles version ${version} as 1.0.3 (200)`,
    check: async (lrs: Lrs) => {
      const { status, headers } = await versioned(lrs, version)
      expect([status, headers.get(VERSION)]).toEqual([200, '1.0.3'])
    },
  })),
  ...['2.0', '2.0.0', '2.0.7'].map((version) => ({
    id: '4.1.6.1',
    versions: ONLY_2,
    title: `handles version ${version} as 2.0.0 (200)`,
    check: async (lrs: Lrs) => {
      const { status, headers } = await versioned(lrs, version)
      expect([status, headers.get(VERSION)]).toEqual([200, '2.0.0'])
    },
  })),
  {
    id: 'XAPI-00321',
    versions: BOTH,
    title: "rejects a request without a version (400), and answers in the tenant's default version",
    check: async (lrs) => {
      for (const method of ['GET', 'POST', 'PUT']) {
        const body = method === 'GET' ? {} : { body: newStatement() }
        const { status, headers } = await lrs.call(method, 'statements', { headers: { [VERSION]: undefined }, ...body })
        expect([method, status, headers.get(VERSION)]).toEqual([method, 400, lrs.version])
      }
    },
  },
  {
    id: 'XAPI-00330',
    versions: BOTH,
    title: 'returns a statement of the other version as it was stored [D-3]',
    check: async (lrs) => {
      const statement = newStatement()
      await lrs.post(statement)
      const other = lrs.version === '1.0.3' ? '2.0.0' : '1.0.3'
      const answer = await lrs.call('GET', 'statements', {
        query: { statementId: statement.id },
        headers: { [VERSION]: other },
      })
      expect(answer.body).toEqual(await lrs.statement(statement.id))
    },
  },
]

const CREDENTIALS: Row[] = [
  ['none', undefined],
  ['a wrong pair', `Basic ${Buffer.from('nobody:wrong').toString('base64')}`],
  ['a malformed header', `Basic:${Buffer.from('nobody:wrong').toString('base64')}`],
  ['no colon', `Basic ${Buffer.from('nobody').toString('base64')}`],
  ['another scheme', 'Bearer abc'],
].map(([title, Authorization]) => ({
  id: 'XAPI-00334',
  versions: BOTH,
  title: `answers credentials that fail (${title}) with 401 and a challenge, and stores nothing`,
  check: async (lrs) => {
    const statement = newStatement()
    const answer = await lrs.call('POST', 'statements', { headers: { Authorization }, body: statement })
    expectStatus(answer, 401)
    expect(answer.headers.get('www-authenticate')).toMatch(/^Basic/)
    expect(await lrs.statement(statement.id)).toBe(404)
  },
}))

const CONSISTENCY: Row[] = [
  {
    id: 'XAPI-00153',
    versions: BOTH,
    title: 'sends Consistent-Through on every response of statements, recent and not in the future',
    check: async (lrs) => {
      const id = randomUUID()
      const answers = [
        await lrs.post(newStatement()),
        await lrs.call('PUT', 'statements', { query: { statementId: id }, body: newStatement({ id }) }),
        await lrs.call('GET', 'statements', { query: { limit: 1 } }),
        await lrs.call('GET', 'statements', { query: '?LIMIT=1' }),
        await lrs.call('GET', 'statements', { query: { statementId: randomUUID() } }),
        await lrs.call('HEAD', 'statements', { query: { limit: 1 } }),
      ]
      expect(answers.map(({ status }) => status)).toEqual([200, 204, 200, 400, 404, 200])
      for (const { headers } of answers) {
        const through = Date.parse(headers.get(THROUGH) ?? '')
        expect(through).toBeLessThanOrEqual(Date.now())
        expect(through).toBeGreaterThan(Date.now() - 15_000)
      }
    },
  },
  {
    id: 'Communication 2.1.3',
    versions: BOTH,
    title: 'shows a statement to the next request of its sender, by id and in a list',
    check: async (lrs) => {
      const { agent, statement } = uniqueParts()
      const one = statement()
      await lrs.post(one)
      expect(await lrs.find({ agent })).toEqual([one.id])
      expect(await lrs.statement(one.id)).toMatchObject(one)
    },
  },
]

const METHODS: Row[] = [
  {
    id: 'XAPI-00125',
    versions: BOTH,
    title: 'answers HEAD as GET without its body',
    check: async (lrs) => {
      const statement = newStatement()
      await lrs.post(statement)
      for (const query of [{ statementId: statement.id }, { limit: 1 }, { statementId: randomUUID() }, { foo: 1 }]) {
        const [get, head] = [
          await lrs.call('GET', 'statements', { query }),
          await lrs.call('HEAD', 'statements', { query }),
        ]
        expect([head.status, head.text]).toEqual([get.status, ''])
        // A list has a new more link each time, whose length may differ.
        const length = 'limit' in query ? [] : ['content-length']
        for (const name of ['content-type', 'last-modified', VERSION, ...length])
          expect(head.headers.get(name)).toBe(get.headers.get(name))
      }
    },
  },
  {
    id: 'Communication 3.2',
    versions: BOTH,
    title: 'answers another method with 405 and Allow, another path with 404 [D-1]',
    check: async (lrs) => {
      const answer = await lrs.call('DELETE', 'statements')
      expect([answer.status, answer.headers.get('allow')?.split(/, ?/).sort()]).toEqual([
        405,
        expect.arrayContaining(['GET', 'HEAD', 'POST', 'PUT']),
      ])
      expectStatus(await lrs.call('GET', 'statement'), 404)
    },
  },
  {
    id: 'XAPI-00328',
    versions: BOTH,
    title: 'answers a body over its limit with 413',
    check: async (lrs) => {
      const statement = newStatement({ result: { response: 'x'.repeat(5_800_000) } })
      expectStatus(await lrs.post(statement), 413)
      expect(await lrs.statement(statement.id)).toBe(404)
    },
  },
]

const ABOUT: Row[] = [
  {
    id: 'XAPI-00317',
    versions: BOTH,
    title: 'names both versions, to everybody, with and without headers',
    check: async (lrs) => {
      for (const headers of [
        {},
        { Authorization: undefined, [VERSION]: undefined },
        { [VERSION]: '0.9' },
        { Authorization: 'Basic eDp5' },
      ]) {
        const answer = await lrs.call('GET', 'about', { headers })
        expectStatus(answer, 200)
        expect(answer.body).toMatchObject({ version: expect.arrayContaining(['1.0.3', '2.0.0']) })
        expect(answer.headers.get(VERSION)).toMatch(/^(1\.0\.3|2\.0\.0)$/)
      }
      const head = await lrs.call('HEAD', 'about')
      expect([head.status, head.text]).toEqual([200, ''])
    },
  },
]

export const HTTP: Requirement[] = [
  ...[...VERSIONS, ...CREDENTIALS, ...CONSISTENCY, ...METHODS].map((row) => ({ ...row, resource: 'HTTP' as const })),
  ...ABOUT.map((row) => ({ ...row, resource: 'about' as const })),
]
