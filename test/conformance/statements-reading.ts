/** Communication 2.1.3, 4.1.6.1: GET of statements: exactly these, in this order. */
import { randomUUID } from 'node:crypto'
import { expect } from '@jest/globals'
import type { Lrs } from '../support/lrs.ts'
import { AGENT, newStatement, uniqueParts } from '../support/sent-statements.ts'
import { BOTH, expectStatus, ONLY_2, type Requirement } from './requirement.ts'

type Row = Omit<Requirement, 'resource'>

const get = (lrs: Lrs, query: { [name: string]: unknown } | string) => lrs.call('GET', 'statements', { query })

const FILTERS: Row[] = [
  {
    id: 'XAPI-00164',
    versions: BOTH,
    title: 'returns exactly the statements of each filter and of all together, newest first',
    check: async (lrs) => {
      const { agent, activity, verb, registration, statement } = uniqueParts()
      const other = uniqueParts()
      const rows = {
        all: statement({ context: { registration } }),
        agent: statement({ verb: other.verb, object: other.activity }),
        activity: statement({ actor: other.agent, verb: other.verb }),
        verb: statement({ actor: other.agent, object: other.activity }),
        registration: other.statement({ context: { registration } }),
      }
      await lrs.post(Object.values(rows))
      const { all } = rows
      expect(await lrs.find({ agent })).toEqual([rows.agent.id, all.id])
      expect(await lrs.find({ activity: activity.id })).toEqual([rows.activity.id, all.id])
      expect(await lrs.find({ verb: verb.id })).toEqual([rows.verb.id, all.id])
      expect(await lrs.find({ registration })).toEqual([rows.registration.id, all.id])
      expect(await lrs.find({ agent, verb: verb.id })).toEqual([all.id])
      expect(await lrs.find({ agent, activity: activity.id, verb: verb.id, registration })).toEqual([all.id])
      expect(await lrs.find({ agent, registration: randomUUID() })).toEqual([])
    },
  },
  {
    id: 'XAPI-00181',
    versions: BOTH,
    title: 'finds an agent as actor, as object and as member of a Group, by identifier only',
    check: async (lrs) => {
      const { agent, statement } = uniqueParts()
      const other = uniqueParts()
      const group = { objectType: 'Group', member: [AGENT, { ...agent, name: 'somebody' }] }
      const rows = [
        statement({ actor: { ...agent, name: 'one name' } }),
        other.statement({ object: agent }),
        other.statement({ actor: group }),
        other.statement({ object: group }),
      ]
      // Not considered without related_agents.
      const related = other.statement({ context: { instructor: agent } })
      await lrs.post([...rows, related])
      const found = rows.map(({ id }) => id).reverse()
      expect(await lrs.find({ agent })).toEqual(found)
      expect(await lrs.find({ agent: { ...agent, name: 'another name' } })).toEqual(found)
    },
  },
  {
    id: 'XAPI-00181',
    versions: BOTH,
    title: 'finds every kind of identifier, and an account by homePage and name together',
    check: async (lrs) => {
      const name = randomUUID()
      const identifiers = [
        { mbox_sha1sum: name.replaceAll('-', '').padEnd(40, '0') },
        { openid: `https://${name}.example.com/` },
        { account: { homePage: 'https://a.example.com', name } },
        { account: { homePage: 'https://b.example.com', name } },
      ]
      for (const agent of identifiers) {
        const statement = newStatement({ actor: agent })
        await lrs.post(statement)
        expect(await lrs.find({ agent })).toEqual([statement.id])
      }
    },
  },
  {
    id: 'XAPI-00181',
    versions: BOTH,
    title: 'finds an identified Group by its identifier',
    check: async (lrs) => {
      const { agent, statement } = uniqueParts()
      const group = { ...agent, objectType: 'Group' }
      const one = statement({ actor: group })
      await lrs.post(one)
      expect(await lrs.find({ agent: group })).toEqual([one.id])
    },
  },
  {
    id: 'XAPI-00175',
    versions: BOTH,
    title: 'lists statements stored later than since, and up to and including until',
    check: async (lrs) => {
      const { activity, statement } = uniqueParts()
      const ids: string[] = []
      const times: string[] = []
      for (let index = 0; index < 3; index++) {
        const one = statement()
        await lrs.post(one)
        ids.push(one.id)
        times.push(((await lrs.statement(one.id)) as { stored: string }).stored)
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
      const [first, second, third] = ids
      const find = (query: object) => lrs.find({ activity: activity.id, ...query })
      expect(await find({ since: times[0] })).toEqual([third, second])
      expect(await find({ until: times[1] })).toEqual([second, first])
      expect(await find({ since: times[0], until: times[1] })).toEqual([second])
      expect(await find({ since: times[2] })).toEqual([])
      expect(await find({ until: new Date(Date.now() + 60_000).toISOString(), ascending: true })).toEqual([
        first,
        second,
        third,
      ])
    },
  },
  {
    id: 'XAPI-00149',
    versions: BOTH,
    title: 'answers a query that nothing matches with 200, an empty array and an empty more',
    check: async (lrs) => {
      const answer = await get(lrs, { verb: `https://example.com/${randomUUID()}` })
      expect([answer.status, answer.body]).toEqual([200, { statements: [], more: '' }])
    },
  },
]

const PAGES: Row[] = [
  {
    id: 'XAPI-00166',
    versions: BOTH,
    title: 'lists a batch in its order with ascending, and in the opposite order without',
    check: async (lrs) => {
      const { activity, statement } = uniqueParts()
      const batch = Array.from({ length: 12 }, () => statement())
      await lrs.post(batch)
      const ids = batch.map(({ id }) => id)
      expect(await lrs.find({ activity: activity.id, ascending: true })).toEqual(ids)
      expect(await lrs.find({ activity: activity.id })).toEqual([...ids].reverse())
    },
  },
  {
    id: 'XAPI-00108',
    versions: BOTH,
    title: 'lists every statement once by more, for every page size',
    check: async (lrs) => {
      const { agent, statement } = uniqueParts()
      const ids: string[] = []
      for (const size of [1, 4, 2]) {
        const batch = Array.from({ length: size }, () => statement())
        await lrs.post(batch)
        ids.push(...batch.map(({ id }) => id))
      }
      for (const limit of [1, 2, 3, 7, 100]) {
        expect(await lrs.find({ agent, limit })).toEqual([...ids].reverse())
      }
    },
  },
  {
    id: 'XAPI-00109',
    versions: BOTH,
    title: 'returns more as a path from the host while statements are left, and as an empty string at the end',
    check: async (lrs) => {
      const { agent, statement } = uniqueParts()
      await lrs.post([statement(), statement()])
      const page = async (limit: number) =>
        (await get(lrs, { agent, limit })).body as { more: string; statements: object[] }
      expect((await page(1)).more).toMatch(/^\/xapi\//)
      expect((await page(1)).statements).toHaveLength(1)
      expect((await page(2)).more).toBe('')
    },
  },
  {
    id: 'Communication 2.1.3',
    versions: BOTH,
    title: 'lists each earlier statement once while others are written',
    check: async (lrs) => {
      const { agent, statement } = uniqueParts()
      const before = Array.from({ length: 10 }, () => statement())
      await lrs.post(before)
      const writing = Promise.all(Array.from({ length: 10 }, () => lrs.post(statement())))
      const found = await lrs.find({ agent, limit: 2 })
      await writing
      expect(new Set(found).size).toBe(found.length)
      const ids = before.map(({ id }) => id).reverse()
      expect(found.filter((id) => ids.includes(id))).toEqual(ids)
    },
  },
  {
    id: 'Communication 2.1.3',
    versions: ONLY_2,
    title:
      'lists every statement to a client that follows more, and then asks since Consistent-Through, while several write',
    check: async (lrs) => {
      const { activity, statement } = uniqueParts()
      const written: string[] = []
      const write = async () => {
        const statements = [statement(), statement()]
        await lrs.post(statements)
        written.push(...statements.map(({ id }) => id))
      }
      const writer = async () => {
        for (let batch = 0; batch < 5; batch++) await write()
      }
      await Promise.all([write(), write()])
      const writing = Promise.all([writer(), writer(), writer()])
      const query = { activity: activity.id, ascending: true, limit: 3 }
      const { headers } = await get(lrs, query)
      const first = await lrs.find(query)
      await writing
      const since = headers.get('X-Experience-API-Consistent-Through') ?? ''
      const rest = await lrs.find({ ...query, limit: 100, since })
      expect(new Set(first).size).toBe(first.length)
      expect([...new Set([...first, ...rest])].sort()).toEqual(written.sort())
    },
  },
  {
    id: 'Communication 2.1.3',
    versions: BOTH,
    title: 'rejects a forged or foreign more (400)',
    check: async (lrs) => {
      const { agent, statement } = uniqueParts()
      await lrs.post([statement(), statement()])
      const { more } = (await get(lrs, { agent, limit: 1 })).body as { more: string }
      const forged = `${more.slice(0, -2)}${more.endsWith('AA') ? 'BB' : 'AA'}`
      expectStatus(await lrs.call('GET', forged), 400)
      if (lrs.stranger) expectStatus(await lrs.stranger.call('GET', more), 400)
    },
  },
]

const SINGLES: Row[] = [
  {
    id: 'XAPI-00156',
    versions: BOTH,
    title: 'returns one statement by statementId, the same as in a list, and 404 for an unknown one',
    check: async (lrs) => {
      const { agent, statement } = uniqueParts()
      const one = statement()
      await lrs.post(one)
      const single = await lrs.statement(one.id)
      expect(single).toMatchObject(one)
      expect((await get(lrs, { agent })).body).toEqual({ statements: [single], more: '' })
      expectStatus(await get(lrs, { statementId: randomUUID() }), 404)
    },
  },
  {
    id: '4.1.6.1',
    versions: BOTH,
    title: 'sends Last-Modified: the stored time of one statement, the newest of a list',
    check: async (lrs) => {
      const { agent, statement } = uniqueParts()
      const one = statement()
      await lrs.post(one)
      const { stored } = (await lrs.statement(one.id)) as { stored: string }
      const seconds = Math.floor(Date.parse(stored) / 1000) * 1000
      for (const query of [{ statementId: one.id }, { agent }]) {
        expect(Date.parse((await get(lrs, query)).headers.get('last-modified') ?? '')).toBe(seconds)
      }
    },
  },
  {
    id: 'Communication 4.0',
    versions: BOTH,
    title:
      'shows a tenant no statement of another one, by its id (404) or in a list, and accepts the same id from both (200)',
    check: async (lrs) => {
      const { stranger } = lrs
      if (!stranger) throw new Error('a second tenant is needed')
      const { agent, activity, statement } = uniqueParts()
      const mine = statement()
      await lrs.post(mine)
      expect(await stranger.statement(mine.id)).toBe(404)
      expect(await stranger.find({ agent })).toEqual([])
      expect(await stranger.find({ activity: activity.id })).toEqual([])
      expectStatus(await stranger.post({ ...mine, result: { success: false } }), 200)
      expect(await lrs.statement(mine.id)).not.toHaveProperty('result')
    },
  },
]

export const STATEMENTS_READING: Requirement[] = [...FILTERS, ...PAGES, ...SINGLES].map((row) => ({
  ...row,
  resource: 'statements GET',
}))
