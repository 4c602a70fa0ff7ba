/** Communication 1.3: a request inside a form, in 1.0.3 alone. */
import { expect } from '@jest/globals'
import type { Answer, Lrs } from '../support/lrs.ts'
import { newStatement, uniqueParts } from '../support/sent-statements.ts'
import { BOTH, expectStatus, ONLY_1, type Requirement } from './requirement.ts'

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }

const send = (lrs: Lrs, method: string, fields: { [name: string]: string }, more = ''): Promise<Answer> =>
  lrs.call('POST', 'statements', {
    query: `?method=${method}${more}`,
    headers: FORM,
    body: new URLSearchParams(fields).toString(),
  })

const ROWS: Omit<Requirement, 'resource'>[] = [
  {
    id: 'XAPI-00128',
    versions: ONLY_1,
    title: 'stores, lists and rejects as the request would that the form holds',
    check: async (lrs) => {
      const { agent, statement } = uniqueParts()
      const [put, posted] = [statement({ result: { response: 'ü & + = %' } }), statement()]
      expectStatus(await send(lrs, 'PUT', { statementId: put.id, content: JSON.stringify(put) }), 204)
      expect((await send(lrs, 'POST', { content: JSON.stringify([posted]) })).body).toEqual([posted.id])
      const list = (await send(lrs, 'GET', { agent: JSON.stringify(agent), ascending: 'true' })).body
      expect(list).toMatchObject({ statements: [put, posted] })
      const head = await send(lrs, 'HEAD', { statementId: put.id })
      expect([head.status, head.text]).toEqual([200, ''])
      expectStatus(await send(lrs, 'GET', { foo: 'bar' }), 400)
    },
  },
  {
    id: 'XAPI-00128',
    versions: ONLY_1,
    title: 'takes version (400) and credentials (401) from the fields of the form, before those of the headers',
    check: async (lrs) => {
      const Authorization = `Basic ${Buffer.from('nobody:wrong').toString('base64')}`
      expectStatus(await send(lrs, 'GET', { limit: '1', Authorization }), 401)
      expectStatus(await send(lrs, 'GET', { limit: '1', 'X-Experience-API-Version': '0.8' }), 400)
    },
  },
  {
    id: 'XAPI-00148',
    versions: ONLY_1,
    title:
      'rejects other parameters beside method, a form without content, an unknown method, and PUT with method (400)',
    check: async (lrs) => {
      const { id, ...statement } = newStatement()
      const fields = { statementId: id, content: JSON.stringify(statement) }
      expectStatus(await send(lrs, 'PUT', fields, '&limit=1'), 400)
      expectStatus(await send(lrs, 'PUT', { statementId: id }), 400)
      expectStatus(await send(lrs, 'PATCH', fields), 400)
      expectStatus(await lrs.call('PUT', 'statements', { query: '?method=POST', body: statement }), 400)
      expect(await lrs.statement(id)).toBe(404)
    },
  },
  {
    id: 'XAPI-00336',
    versions: BOTH,
    title: 'rejects a form in 2.0, whatever version the form says (400)',
    check: async (lrs) => {
      const version = { 'X-Experience-API-Version': '2.0.0' }
      for (const method of ['GET', 'PUT', 'POST', 'DELETE', 'HEAD'])
        expectStatus(await send(lrs, method, { content: '{}', ...version }), 400)
    },
  },
]

export const ALTERNATE_SYNTAX: Requirement[] = ROWS.map((row) => ({ ...row, resource: 'alternate syntax' }))
