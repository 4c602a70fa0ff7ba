/** Data 2.4.1 and 2.4.6-2.4.10, 4.2.4: what the LRS sets or rewrites in a statement. */
import { expect } from '@jest/globals'
import { ACTIVITY, newStatement, VERB } from '../support/sent-statements.ts'
import { BOTH, expectStatus, type Requirement } from './requirement.ts'

const ISO_MILLISECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,}Z$/

const ROWS: Omit<Requirement, 'resource'>[] = [
  {
    id: 'XAPI-00097',
    versions: BOTH,
    title:
      'sets stored in milliseconds of UTC, timestamp to the same where absent, and the authority of the credential',
    check: async (lrs) => {
      const statement = newStatement({ stored: '2001-01-01T00:00:00.000Z' })
      const start = Date.now()
      await lrs.post(statement)
      const got = (await lrs.statement(statement.id)) as { [key: string]: string }
      expect(got.stored).toMatch(ISO_MILLISECONDS)
      expect(Math.abs(Date.parse(got.stored ?? '') - start)).toBeLessThan(10_000)
      expect(got.timestamp).toBe(got.stored)
      expect(got.authority).toMatchObject({
        objectType: 'Agent',
        account: { homePage: expect.any(String), name: expect.any(String) },
      })
    },
  },
  {
    id: 'XAPI-00332',
    versions: BOTH,
    title: 'keeps the version of a statement, and sets 1.0.0 (1.0.3) or 2.0.0 where absent',
    check: async (lrs) => {
      const [kept, set] = [newStatement({ version: '1.0.9' }), newStatement()]
      await lrs.post([kept, set])
      expect(await lrs.statement(kept.id)).toMatchObject({ version: '1.0.9' })
      expect(await lrs.statement(set.id)).toMatchObject({
        version: { '1.0.3': '1.0.0', '2.0.0': '2.0.0' }[lrs.version],
      })
    },
  },
  {
    id: 'XAPI-00122',
    versions: BOTH,
    title: 'keeps the instant of a timestamp to the millisecond at least, written in UTC',
    check: async (lrs) => {
      const statement = newStatement({ timestamp: '2026-11-21T10:30:00.123+01:30' })
      await lrs.post(statement)
      const { timestamp } = (await lrs.statement(statement.id)) as { timestamp: string }
      expect(timestamp).toMatch(ISO_MILLISECONDS)
      expect(Date.parse(timestamp)).toBe(Date.parse('2026-11-21T09:00:00.123Z'))
    },
  },
  {
    id: 'XAPI-00096',
    versions: BOTH,
    title: 'returns contextActivities as arrays, inside a SubStatement too',
    check: async (lrs) => {
      const context = { contextActivities: { parent: ACTIVITY, other: [ACTIVITY] } }
      const object = {
        objectType: 'SubStatement',
        actor: { mbox: 'mailto:a@example.com' },
        verb: VERB,
        object: ACTIVITY,
        context,
      }
      const statement = newStatement({ context, object })
      await lrs.post(statement)
      const arrays = { contextActivities: { parent: [ACTIVITY], other: [ACTIVITY] } }
      expect(await lrs.statement(statement.id)).toMatchObject({ context: arrays, object: { context: arrays } })
    },
  },
  {
    id: 'Data 2.4.1',
    versions: BOTH,
    title: 'answers an id in lower case and finds it in any letter case [D-24]',
    check: async (lrs) => {
      const statement = newStatement()
      const answer = await lrs.post({ ...statement, id: statement.id.toUpperCase() })
      expect(answer.body).toEqual([statement.id])
      for (const id of [statement.id, statement.id.toUpperCase()])
        expect(await lrs.statement(id)).toMatchObject({ verb: VERB })
      expectStatus(await lrs.post({ ...statement, result: { success: true } }), 409)
    },
  },
]

export const SET_BY_LRS: Requirement[] = ROWS.map((row) => ({ ...row, resource: 'statements POST' }))
