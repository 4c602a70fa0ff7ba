/** What a credential is let pass, as its operator and its client see it: given by `cairn`, needed over HTTP, counted. */
import { randomUUID } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { LENIENT_RULE_NAMES, type LenientRule } from '../../lambdas/xapi/leniency.ts'
import { runCairn } from '../support/cairn.ts'
import { type Answer, type Call, type Lrs, lrsOf } from '../support/lrs.ts'
import { ACTIVITY, newStatement, uniqueParts } from '../support/sent-statements.ts'
import { useSharedRunner } from '../support/use-runner.ts'
import { within } from '../support/waiting.ts'

const run = useSharedRunner()
const cairn = (...words: string[]) => runCairn(run.home, words)

async function credential(key: string, ...rules: string[]): Promise<Lrs> {
  const { out, err } = await cairn('credentials', 'add', 'demo', '--key', key, ...rules)
  const secret = /^secret +(\S+)$/m.exec(out)?.[1]
  if (secret === undefined) throw new Error(err)
  return lrsOf(run, { name: 'demo', key, secret, defaultVersion: '1.0.3' }, '1.0.3')
}

/** What `cairn credentials list` says of a credential's leniency. */
async function listed(key: string): Promise<string | undefined> {
  const { out } = await cairn('credentials', 'list', 'demo')
  if (!out.includes('LENIENT')) return '-'
  return new RegExp(`^${key} +\\S+ +\\S+ +\\S+ +(\\S+)`, 'm').exec(out)?.[1]
}

type Request = [method: string, resource: string, call: Call]

const agent = () => JSON.stringify(uniqueParts().agent)
const JSON_TYPE = { 'Content-Type': 'application/json' }

/** For each rule a request that needs it, and what it is answered with then. */
const REQUESTS: { [rule in LenientRule]: { request: () => Request; status: number } } = {
  'blind-profile-put': {
    request: () => ['PUT', 'agents/profile', { query: { agent: agent(), profileId: 'p' }, body: { a: 1 } }],
    status: 204,
  },
  'boolean-case': {
    request: () => [
      'GET',
      'statements',
      { query: { verb: `a:${randomUUID()}`, ascending: 'True', attachments: 'FALSE' } },
    ],
    status: 200,
  },
  'missing-version': {
    request: () => ['POST', 'statements', { body: newStatement(), headers: { 'X-Experience-API-Version': undefined } }],
    status: 200,
  },
  'trailing-query': {
    request: () => {
      const statement = newStatement()
      return ['PUT', 'statements', { query: `?statementId=${statement.id}?_=1763715865`, body: statement }]
    },
    status: 204,
  },
  'equal-score-bounds': {
    request: () => ['POST', 'statements', { body: newStatement({ result: { score: { raw: 0, min: 0, max: 0 } } }) }],
    status: 200,
  },
  'object-type': {
    request: () => ['POST', 'statements', { body: newStatement({ object: { ...ACTIVITY, objectType: 'activity' } }) }],
    status: 200,
  },
  'broken-json-state': {
    request: () => {
      const query = { activityId: uniqueParts().activity.id, agent: agent(), stateId: 's' }
      return ['PUT', 'activities/state', { query, body: 'page=7', headers: JSON_TYPE }]
    },
    status: 204,
  },
}

describe('a strict credential, as each one is that nobody changed', () => {
  let strict: Lrs

  beforeAll(async () => {
    strict = await credential('strict')
  })

  it.each(LENIENT_RULE_NAMES)('is refused what the rule %s would let pass (400)', async (rule) => {
    expect((await strict.call(...REQUESTS[rule].request())).status).toBe(400)
    expect(await listed('strict')).toBe('-')
  })
})

describe.each(LENIENT_RULE_NAMES)('a credential with the rule %s alone', (rule) => {
  const key = `lenient-${rule}`
  let lenient: Lrs

  beforeAll(async () => {
    lenient = await credential(key, '--lenient', rule)
  })

  it('is listed with it, and with the number of requests that needed it', async () => {
    expect(await listed(key)).toBe(`${rule}=0`)
    expect((await lenient.call(...REQUESTS[rule].request())).status).toBe(REQUESTS[rule].status)
    // A function that has written a count of another credential waits for a minute.
    expect(await listed(key)).toMatch(new RegExp(`^${rule}=[01]$`))
  })

  it('leaves a line in the log for it: tenant, credential and rule, and nothing of what was sent', async () => {
    const linesOf = () => logs().filter((line) => line.includes('"lenient"') && line.includes(`"${key}"`))
    const lines = await within(
      5_000,
      async () => linesOf(),
      ({ length }) => length > 0,
    )
    expect(lines).toHaveLength(1)
    const { message, tenant, credential: sender, rule: told, LenientRequests } = JSON.parse(lines[0] ?? '{}')
    expect({ message, tenant, sender, told, LenientRequests }).toEqual({
      message: 'lenient',
      tenant: 'demo',
      sender: key,
      told: rule,
      LenientRequests: 1,
    })
    expect(logs().join()).not.toContain('example.com')
  })

  it.each(LENIENT_RULE_NAMES.filter((other) => other !== rule))('is refused what needs %s (400)', async (other) => {
    expect((await lenient.call(...REQUESTS[other].request())).status).toBe(400)
  })
})

/** What the functions of the xAPI have logged. */
const logs = () =>
  globSync(join(run.home, 'logs', '*.log'))
    .map((file) => readFileSync(file, 'utf8'))
    .filter((log) => log.includes('"message":"request"'))
    .flatMap((log) => log.split('\n'))

describe('what is let pass', () => {
  let lenient: Lrs
  const texts = async (id: string) => (await lenient.call('GET', 'statements', { query: { statementId: id } })).text

  beforeAll(async () => {
    lenient = await credential('all', '--lenient', LENIENT_RULE_NAMES.join())
  })

  it('comes back to the letter where it could be tolerated: the equal bounds of a score', async () => {
    const statement = newStatement({ result: { score: { raw: 0, min: 0, max: 0 } } })
    const sent = JSON.stringify(statement).replace('"raw":0', '"raw": 0.00')
    expect((await lenient.call('POST', 'statements', { body: sent })).status).toBe(200)
    expect(await texts(statement.id)).toContain(sent.slice(0, -1))
  })

  it('comes back with right names of types and each other letter as sent, and may be sent again (200)', async () => {
    const statement = newStatement({ object: { id: 'a:b', objectType: 'ACTIVITY' } })
    const sent = JSON.stringify(statement, undefined, 2)
    for (let n = 0; n < 2; n++) {
      expect((await lenient.call('POST', 'statements', { body: sent })).status).toBe(200)
    }
    expect(await texts(statement.id)).toContain(sent.replace('ACTIVITY', 'Activity').slice(0, -2))
    expect((await lenient.find({ activity: 'a:b', limit: 1 })).length).toBeGreaterThan(0)
  })

  it('keeps the octets of a broken state, under a type that promises nothing; good JSON keeps its own', async () => {
    const query = { activityId: uniqueParts().activity.id, agent: agent(), stateId: 's' }
    const put = (body: string) => lenient.call('PUT', 'activities/state', { query, body, headers: JSON_TYPE })
    const got = async (): Promise<Answer> => lenient.call('GET', 'activities/state', { query })
    expect((await put('{"page":7')).status).toBe(204)
    const broken = await got()
    expect([broken.text, broken.headers.get('content-type')]).toEqual(['{"page":7', 'application/octet-stream'])
    expect((await put('{"page":7}')).status).toBe(204)
    const good = await got()
    expect([good.text, good.headers.get('content-type')]).toEqual(['{"page":7}', 'application/json'])
  })

  it('never replaces a profile that is there: a second blind PUT is a conflict (409)', async () => {
    const query = { agent: agent(), profileId: 'p' }
    const put = (body: object) => lenient.call('PUT', 'agents/profile', { query, body })
    expect((await put({ a: 1 })).status).toBe(204)
    expect((await put({ a: 2 })).status).toBe(409)
    expect((await lenient.call('GET', 'agents/profile', { query })).text).toBe('{"a":1}')
  })

  it('is a query whose `more` link is strict: it goes on to the end', async () => {
    const { activity, statement } = uniqueParts()
    const statements = Array.from({ length: 3 }, () => statement())
    await lenient.post(statements)
    expect(await lenient.find({ activity: activity.id, limit: 2, related_activities: 'False' })).toEqual(
      statements.map(({ id }) => id).reverse(),
    )
  })

  it('is still refused where more is wrong, and the answer names what is left (400)', async () => {
    const query = { statementId: 'x', ascending: 'True' }
    const { status, body } = await lenient.call('GET', 'statements', { query })
    expect([status, (body as { violations: object[] }).violations]).toEqual([
      400,
      [expect.objectContaining({ parameter: 'statementId' })],
    ])
  })
})

describe('cairn credentials', () => {
  it('update gives other rules or none; the list tells them, and what was counted of those that are over', async () => {
    const lenient = await credential('changed', '--lenient', 'boolean-case,missing-version')
    expect(await listed('changed')).toBe('boolean-case=0,missing-version=0')
    const words = ['credentials', 'update', 'demo', 'changed', '--lenient']
    expect((await cairn(...words, 'boolean-case')).out).toBe('changed is boolean-case: in 60 seconds at most.\n')
    expect(await listed('changed')).toBe('boolean-case=0')
    expect(await listed('lenient-blind-profile-put')).toBe('blind-profile-put=1')
    expect((await cairn('credentials', 'update', 'demo', 'lenient-blind-profile-put', '--lenient', 'none')).code).toBe(
      0,
    )
    expect(await listed('lenient-blind-profile-put')).toBe('blind-profile-put=1(over)')
    // Nobody has asked for this credential yet, so no function remembers what it was.
    expect((await lenient.call(...REQUESTS['missing-version'].request())).status).toBe(400)
    expect((await cairn(...words, 'none')).out).toBe('changed is strict: in 60 seconds at most.\n')
    expect(await listed('changed')).toBe('-')
  })

  it.each([
    [['add', 'demo', '--lenient', 'everything'], 2, 'There is no rule everything: blind-profile-put'],
    [['update', 'demo', 'nobody', '--lenient', 'none'], 1, 'The tenant demo has no key nobody.'],
    [['update', 'demo2', 'demo-key', '--lenient', 'none'], 1, 'The tenant demo2 has no key demo-key.'],
    [['update', 'demo', 'demo-key'], 2, 'Usage: cairn credentials update'],
  ])('%j is refused with exit code %i', async (words, code, message) => {
    const answer = await cairn('credentials', ...words)
    expect(answer).toMatchObject({ code, err: expect.stringContaining(message) })
  })
})
