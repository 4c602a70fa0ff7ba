/** A home that was written by an earlier commit: today's code must answer as that commit did, and must be able to go on writing. */
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { START_TIMEOUT } from '../support/runner.ts'
import { useHome } from '../support/use-runner.ts'
import { within } from '../support/waiting.ts'
import { loadItems, scanItems } from './old-home/items.ts'
import { ask, cairn, headersFor, type Lrs, readAnswers, readItems, unpackHome } from './old-home/recorded.ts'
import { activity, bob, personOf, REGISTRATION, tutor, uuid, verb } from './old-home/statements.ts'

const SQL_WITHIN_MS = 10_000
const ENGINE = join(import.meta.dirname, `../../node_modules/@dynoxide/${process.platform}-${process.arch}`)
/** The home was written with dynoxide. Where DynamoDB Local is used instead, the recorded items are loaded into it. */
const hasEngine = process.env.CAIRN_DYNAMODB !== 'java' && existsSync(ENGINE)

const answers = readAnswers()
const home = useHome()
let lrs: Lrs

beforeAll(async () => {
  unpackHome(home.folder)
  if (!hasEngine) forgetTables(home.folder)
  const { endpoint } = await home.launch()
  lrs = { endpoint, secrets: answers.secrets }
  if (!hasEngine) await loadItems(home.folder, readItems())
}, START_TIMEOUT)

/** A home without tables, of any engine. */
function forgetTables(folder: string) {
  rmSync(join(folder, 'dynamodb.sqlite'))
  writeFileSync(join(folder, 'home.json'), '{"format":"1"}')
}

describe(`the home of commit ${answers.commit}`, () => {
  const requests = answers.requests.map(({ pages, ...request }) => {
    const { login, version, method = 'GET', path } = request
    return [`${login} ${version} ${method} ${decodeURIComponent(path)}`, request, pages] as const
  })

  // @control readable-after-upgrades
  it.each(requests)('answers as before: %s', async (_, request, pages) => {
    expect(await ask(lrs, request)).toEqual(pages)
  })

  const isListing = ({ words }: { words: string }) => words.startsWith('credentials list')

  it.each(answers.commands.filter((one) => !isListing(one)))(
    'prints as before: cairn $words',
    async ({ words, code, out }) => {
      expect(await cairn(home.folder, words.split(' '))).toEqual({ code, out })
    },
  )

  // Later versions also tell when each was used last, and name rights that were in others.
  it.each(answers.commands.filter(isListing))('lists what it listed: cairn $words', async ({ words, code, out }) => {
    const now = await cairn(home.folder, words.split(' '))
    expect(now.code).toBe(code)
    const lines = now.out.split('\n')
    for (const [key = '', ...cells] of out.split('\n').map((line) => line.split(/ {2,}/))) {
      const line = lines.find((one) => one === key || one.startsWith(`${key} `))
      for (const cell of cells) expect([key, line]).toEqual([key, expect.stringContaining(cell)])
    }
  })

  // Columns may be added to the lake.
  it.each(answers.queries)('has the same rows in SQL: $sql', async ({ sql, rows }) => {
    expect(await home.query(sql)).toMatchObject(rows)
  })

  // @control readable-after-upgrades
  it('still has exactly the same items in its tables, and beside them only what later versions note', async () => {
    const [before, now] = [readItems(), await scanItems(home.folder)]
    expect(before.filter((item) => !now.includes(item))).toEqual([])
    const noted = /"pk":\{"S":"(?:[a-z0-9-]+\|(?:credentials|senders|usage|buckets)|\|tenants)"\}/
    const isNoted = (item: string) => item.startsWith('{"table":"CONTROL_TABLE"') && noted.test(item)
    expect(now.filter((item) => !before.includes(item) && !isNoted(item))).toEqual([])
  })
})

describe('statements sent to the home now', () => {
  const LOGIN = { login: 'demo-key', version: '1.0.3' }
  const MORE_IDS = { referring: uuid(400), voiding: uuid(401) }

  async function post(statement: object | string): Promise<number> {
    const { status } = await fetch(`${lrs.endpoint}/statements`, {
      method: 'POST',
      headers: headersFor(lrs, { ...LOGIN, headers: { 'content-type': 'application/json' } }),
      body: typeof statement === 'string' ? statement : JSON.stringify(statement),
    })
    return status
  }

  async function get(path: string): Promise<{ status: number; text: string }> {
    const response = await fetch(`${lrs.endpoint}/${path}`, { headers: headersFor(lrs, LOGIN) })
    return { status: response.status, text: await response.text() }
  }

  async function listed(query: string): Promise<string[]> {
    const { text } = await get(`statements?${query}`)
    return JSON.parse(text).statements.map(({ id }: { id: string }) => id)
  }

  const OF_TARGET = `agent=${personOf(bob)}&activity=${encodeURIComponent(activity('quiz'))}&registration=${REGISTRATION}`

  it('are found by what finds the old statement that they refer to', async () => {
    const before = (await listed(OF_TARGET)).filter((id) => id !== MORE_IDS.referring)
    expect(before).toContain(uuid(20))
    const object = { objectType: 'StatementRef', id: uuid(20) }
    expect(await post({ id: MORE_IDS.referring, actor: tutor, verb: { id: verb('commented') }, object })).toBe(200)
    expect(await listed(OF_TARGET)).toEqual([MORE_IDS.referring, ...before])
  })

  // One that was sent alone, one of the second block of a batch, one whose batch is in the bucket.
  it.each([20, 169, 267])('are stored once if they are equal to an old one: %i', async (number) => {
    const path = `statements?statementId=${uuid(number)}`
    const [before, all] = [await get(path), await listed('')]
    expect(await post(before.text)).toBe(200)
    expect([await get(path), await listed('')]).toEqual([before, all])
  })

  it('are refused (409) if they have the id of an old one and say something else', async () => {
    const { text } = await get(`statements?statementId=${uuid(168)}`)
    expect(await post({ ...JSON.parse(text), result: { success: true, response: 'b' } })).toBe(409)
    expect((await get(`statements?statementId=${uuid(168)}`)).text).toBe(text)
  })

  it('void an old one', async () => {
    const object = { objectType: 'StatementRef', id: uuid(167) }
    expect(await post({ id: MORE_IDS.voiding, actor: tutor, verb: { id: verb('voided') }, object })).toBe(200)
    expect((await get(`statements?statementId=${uuid(167)}`)).status).toBe(404)
    expect((await get(`statements?voidedStatementId=${uuid(167)}`)).status).toBe(200)
    expect(await listed(`activity=${encodeURIComponent(activity('quiz/7'))}`)).not.toContain(uuid(167))
  })

  it('show in SQL beside the old ones', async () => {
    const sql = "SELECT statement_id AS id FROM statements WHERE tenant = 'demo' ORDER BY sq DESC LIMIT 2"
    const wanted = [{ id: MORE_IDS.voiding }, { id: MORE_IDS.referring }]
    const rows = await within(
      SQL_WITHIN_MS,
      () => home.query<{ id: string }>(sql),
      (rows) => JSON.stringify(rows) === JSON.stringify(wanted),
    )
    expect(rows).toEqual(wanted)
  }, 30_000)

  it('leave an index without differences', async () => {
    expect(await cairn(home.folder, ['index', 'check'])).toMatchObject({
      code: 0,
      out: expect.stringContaining(' 0 differences'),
    })
  })
})
