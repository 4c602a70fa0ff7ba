/** Communication 2.1.3 and 3.2, 4.1.6.1: the parameters of GET statements, as strict as statements. */
import { randomUUID } from 'node:crypto'
import { expect } from '@jest/globals'
import type { Lrs } from '../support/lrs.ts'
import { AGENT, uniqueParts } from '../support/sent-statements.ts'
import { BOTH, expectStatus, ONLY_2, type Requirement } from './requirement.ts'

const get = (lrs: Lrs, query: { [name: string]: unknown } | string) => lrs.call('GET', 'statements', { query })

const CROSSED = [
  'agent',
  'verb',
  'activity',
  'registration',
  'related_activities',
  'related_agents',
  'since',
  'until',
  'limit',
  'ascending',
]

const VALUE: { [name: string]: unknown } = {
  agent: AGENT,
  verb: 'https://example.com/v',
  activity: 'https://example.com/a',
  registration: '00000000-0000-4000-8000-000000000000',
  related_activities: 'true',
  related_agents: 'true',
  since: '2026-11-21T09:00:00Z',
  until: '2026-11-21T09:00:00Z',
  limit: '1',
  format: 'exact',
  attachments: 'false',
  ascending: 'true',
}

/** Each parameter is checked as strictly as the same type in a statement (XAPI-00012). */
const BAD: { [name: string]: unknown[] } = {
  statementId: ['wrong', '', '{00000000-0000-4000-8000-000000000000}'],
  voidedStatementId: ['wrong', ''],
  agent: [
    'wrong',
    '',
    'true',
    '[]',
    {},
    { mbox: 'ada@example.com' },
    { ...AGENT, age: 1 },
    { ...AGENT, openid: 'https://a.example.com' },
    { objectType: 'Group', member: [AGENT] },
    { Mbox: 'mailto:a@example.com' },
    { ...AGENT, name: null },
  ],
  verb: ['not.a.valid.iri.com/verb', ''],
  activity: ['example.com/activity', ''],
  registration: ['wrong', ''],
  related_activities: ['yes', 'TRUE', '', '1'],
  related_agents: ['yes'],
  since: ['yesterday', '', '2026-13-01T00:00:00Z'],
  until: ['yesterday', ''],
  limit: ['-1', 'many', '1.5', ''],
  format: ['full', 'IDS', ''],
  attachments: ['yes'],
  ascending: ['yes', ''],
}

const ROWS: Omit<Requirement, 'resource'>[] = [
  ...Object.entries(BAD).map(([name, values]) => ({
    id: 'XAPI-00012',
    versions: BOTH,
    title: `rejects wrong values of ${name} (400)`,
    check: async (lrs: Lrs) => {
      for (const value of values) {
        const { status } = await get(lrs, { [name]: value })
        expect({ [name]: value, status }).toEqual({ [name]: value, status: 400 })
      }
    },
  })),
  ...['statementId', 'voidedStatementId'].map((single) => ({
    id: single === 'statementId' ? 'XAPI-00151' : 'XAPI-00150',
    versions: BOTH,
    title: `rejects ${single} with any other parameter than format and attachments (400)`,
    check: async (lrs: Lrs) => {
      for (const name of CROSSED) {
        const { status } = await get(lrs, { [single]: randomUUID(), [name]: VALUE[name] })
        expect({ name, status }).toEqual({ name, status: 400 })
      }
      expectStatus(await get(lrs, { statementId: randomUUID(), voidedStatementId: randomUUID() }), 400)
    },
  })),
  {
    id: 'XAPI-00325',
    versions: BOTH,
    title: 'rejects every parameter in another letter case, unknown and repeated ones (400)',
    check: async (lrs) => {
      for (const [name, value] of Object.entries(VALUE)) {
        const capital = name.charAt(0).toUpperCase() + name.slice(1)
        expectStatus(await get(lrs, { [capital]: value }), 400)
        expectStatus(
          await get(lrs, `?${[1, 2].map(() => `${name}=${encodeURIComponent(JSON.stringify(value))}`).join('&')}`),
          400,
        )
      }
      expectStatus(await get(lrs, { foo: 'bar' }), 400)
    },
  },
  {
    id: 'XAPI-00173',
    versions: BOTH,
    title: 'lists as many statements as a page can have with limit 0',
    check: async (lrs) => {
      const { agent, statement } = uniqueParts()
      await lrs.post([statement(), statement()])
      expect((await get(lrs, { agent, limit: 0 })).body).toMatchObject({ statements: [{}, {}], more: '' })
    },
  },
  {
    id: '4.1.6.1',
    versions: ONLY_2,
    title: 'rejects wrong JSON types inside the agent parameter (400)',
    check: async (lrs) => {
      for (const agent of [
        { mbox: 1 },
        { account: 'ada' },
        { account: { homePage: 'https://a.example.com', name: 1 } },
      ]) {
        expectStatus(await get(lrs, { agent }), 400)
      }
    },
  },
]

export const PARAMETERS: Requirement[] = ROWS.map((row) => ({ ...row, resource: 'statements GET' }))
