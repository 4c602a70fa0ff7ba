/** Communication 2.1.1 and 2.1.2, 4.1.6.1: POST and PUT of statements, what the LRS sets, what it keeps exactly. */
import { randomUUID } from 'node:crypto'
import { expect } from '@jest/globals'
import type { Lrs } from '../support/lrs.ts'
import { newStatement, uniqueParts, VERB } from '../support/sent-statements.ts'
import { BOTH, expectStatus, type Requirement } from './requirement.ts'

const put = (lrs: Lrs, statementId: string, statement: unknown) =>
  lrs.call('PUT', 'statements', { query: { statementId }, body: statement })

const POSTS: Omit<Requirement, 'resource'>[] = [
  {
    id: 'XAPI-00146',
    versions: BOTH,
    title: 'answers POST with 200 and the ids in the order of the request',
    check: async (lrs) => {
      const statements = [newStatement(), newStatement({ id: undefined }), newStatement()]
      const answer = await lrs.post(statements)
      expectStatus(answer, 200)
      expect(answer.body).toEqual([statements[0]?.id, expect.stringMatching(/^[0-9a-f-]{36}$/), statements[2]?.id])
    },
  },
  {
    id: 'XAPI-00026',
    versions: BOTH,
    title: 'gives an id to a statement that has none',
    check: async (lrs) => {
      const answer = await lrs.post(newStatement({ id: undefined }))
      const [id = ''] = answer.body as string[]
      expect(await lrs.statement(id)).toMatchObject({ id, verb: VERB })
    },
  },
  {
    id: 'Communication 2.1.2',
    versions: BOTH,
    title: 'answers an empty array with 200 and no ids [D-6]',
    check: async (lrs) => {
      const answer = await lrs.post([])
      expect([answer.status, answer.body]).toEqual([200, []])
    },
  },
  {
    id: 'XAPI-00326',
    versions: BOTH,
    title: 'stores nothing of a batch with one invalid statement, and says which one it is (400)',
    check: async (lrs) => {
      const statements = [newStatement(), newStatement({ verb: { id: 'should fail' } }), newStatement()]
      const answer = await lrs.post(statements)
      expectStatus(answer, 400)
      expect(answer.body).toMatchObject({ violations: [{ statement: 1, id: statements[1]?.id, pointer: '/verb/id' }] })
      for (const { id } of statements) expect(await lrs.statement(id)).toBe(404)
    },
  },
  {
    id: 'Communication 3.2',
    versions: BOTH,
    title: 'reports every broken rule of a request at once, in less than 4 kB (400)',
    check: async (lrs) => {
      const bad = () => newStatement({ actor: {}, verb: {}, object: {}, result: { success: 'x' }, timestamp: 'x' })
      const answer = await lrs.post(Array.from({ length: 50 }, bad))
      expectStatus(answer, 400)
      const { violations } = answer.body as { violations: object[] }
      expect(violations.length).toBeGreaterThan(5)
      expect(violations.length).toBeLessThanOrEqual(20)
      expect(Buffer.byteLength(answer.text)).toBeLessThan(4_000)
    },
  },
  {
    id: '4.1.6.1',
    versions: BOTH,
    title: 'rejects a batch with two statements of one id, in any letter case (400)',
    check: async (lrs) => {
      const statement = newStatement()
      expectStatus(await lrs.post([statement, statement]), 400)
      expectStatus(await lrs.post([statement, { ...statement, id: statement.id.toUpperCase() }]), 400)
      expect(await lrs.statement(statement.id)).toBe(404)
    },
  },
  {
    id: 'Communication 2.1.2',
    versions: BOTH,
    title: 'answers an identical batch again with 200 and the same ids, and keeps the first',
    check: async (lrs) => {
      const statements = [newStatement(), newStatement()]
      const first = await lrs.post(statements)
      const before = await lrs.statement(statements[0]?.id ?? '')
      const second = await lrs.post(statements)
      expect([second.status, second.text]).toEqual([200, first.text])
      expect(await lrs.statement(statements[0]?.id ?? '')).toEqual(before)
    },
  },
  {
    id: 'XAPI-00142',
    versions: BOTH,
    title: 'answers other content under a known id with 409, changes nothing and stores nothing of the batch',
    check: async (lrs) => {
      const [known, fresh] = [newStatement(), newStatement()]
      await lrs.post(known)
      const before = await lrs.statement(known.id)
      const answer = await lrs.post([fresh, { ...known, result: { success: true } }])
      expectStatus(answer, 409)
      expect(answer.text).toContain(known.id)
      expect(await lrs.statement(known.id)).toEqual(before)
      expect(await lrs.statement(fresh.id)).toBe(404)
    },
  },
  {
    id: 'Communication 2.1.2',
    versions: BOTH,
    title: 'accepts one of four different statements sent at once with one id (200), and rejects the others (409)',
    check: async (lrs) => {
      for (let round = 0; round < 5; round++) {
        const id = randomUUID()
        const writers = [1, 2, 3, 4].map((raw) => lrs.post(newStatement({ id, result: { score: { raw } } })))
        const answers = await Promise.all(writers)
        expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409])
        const winner = answers.findIndex(({ status }) => status === 200)
        expect(await lrs.statement(id)).toMatchObject({ result: { score: { raw: winner + 1 } } })
      }
    },
  },
  {
    id: 'Communication 2.1.2',
    versions: BOTH,
    title: 'answers the same statement sent four times at once with 200 each, and lists it once',
    check: async (lrs) => {
      const { statement, activity } = uniqueParts()
      const one = statement()
      const answers = await Promise.all([1, 2, 3, 4].map(() => lrs.post(one)))
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
      expect(await lrs.find({ activity: activity.id })).toEqual([one.id])
    },
  },
  {
    id: 'XAPI-00127',
    versions: BOTH,
    title: 'rejects other content types than JSON and multipart/mixed (400)',
    check: async (lrs) => {
      for (const type of [
        'text/plain',
        'multipart/form-data; boundary=x',
        'application/x-www-form-urlencoded',
        'application/jsonp',
      ]) {
        expectStatus(
          await lrs.call('POST', 'statements', { headers: { 'Content-Type': type }, body: newStatement() }),
          400,
        )
      }
    },
  },
  {
    id: 'XAPI-00324',
    versions: BOTH,
    title: 'rejects any parameter of POST (400)',
    check: async (lrs) => {
      for (const name of ['statementId', 'agent', 'foo', 'limit']) {
        const query = { [name]: randomUUID() }
        expectStatus(await lrs.call('POST', 'statements', { query, body: newStatement() }), 400)
      }
    },
  },
]

const PUTS: Omit<Requirement, 'resource'>[] = [
  {
    id: 'XAPI-00143',
    versions: BOTH,
    title: 'answers PUT with 204 and no body, and stores the statement under statementId',
    check: async (lrs) => {
      const [given, bare] = [newStatement(), newStatement({ id: undefined })]
      const first = await put(lrs, given.id, given)
      expect([first.status, first.text]).toEqual([204, ''])
      const id = randomUUID()
      expectStatus(await put(lrs, id, bare), 204)
      expect(await lrs.statement(id)).toMatchObject({ id, verb: VERB })
    },
  },
  {
    id: 'XAPI-00145',
    versions: BOTH,
    title: 'rejects PUT without statementId, with a wrong, mis-cased, repeated or unknown parameter (400)',
    check: async (lrs) => {
      const { id, ...statement } = newStatement()
      for (const query of [
        '',
        '?statementId=7',
        '?statementId=',
        `?StatementId=${id}`,
        `?statementId=${id}&statementId=${id}`,
        `?statementId=${id}&foo=1`,
      ]) {
        expectStatus(await lrs.call('PUT', 'statements', { query, body: statement }), 400)
      }
    },
  },
  {
    id: 'Communication 2.1.1',
    versions: BOTH,
    title: 'rejects PUT with another id than statementId, with an array, and without a body (400)',
    check: async (lrs) => {
      const statement = newStatement()
      expectStatus(await put(lrs, randomUUID(), statement), 400)
      expectStatus(await put(lrs, statement.id, [statement]), 400)
      expectStatus(await put(lrs, statement.id, ''), 400)
      expect(await lrs.statement(statement.id)).toBe(404)
    },
  },
  {
    id: 'XAPI-00142',
    versions: BOTH,
    title: 'answers the same PUT again with 204, other content with 409, and changes nothing',
    check: async (lrs) => {
      const statement = newStatement()
      expectStatus(await put(lrs, statement.id, statement), 204)
      const before = await lrs.statement(statement.id)
      expectStatus(await put(lrs, statement.id, statement), 204)
      expectStatus(await put(lrs, statement.id, { ...statement, verb: { id: 'https://example.com/verbs/other' } }), 409)
      expect(await lrs.statement(statement.id)).toEqual(before)
    },
  },
]

export const STATEMENTS_WRITING: Requirement[] = [
  ...POSTS.map((row) => ({ ...row, resource: 'statements POST' as const })),
  ...PUTS.map((row) => ({ ...row, resource: 'statements PUT' as const })),
]
