/** Statements by credential and voided ones: every combination with the filters of xAPI, walked page by page. */
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { tenantId } from '../../../lambdas/tenancy/tenant-id.ts'
import { type AdminRequest, read, useAdminApi } from '../../support/admin-api.ts'
import { newStatement } from '../../support/sent-statements.ts'
import { send, toNewStatements } from '../../support/stores.ts'

const api = useAdminApi()
const call = (path: string, query: string, request: AdminRequest = {}) =>
  api.call('GET', `/tenants/acme${path}`, { roles: ['acme:analyst'], query, ...request })

const VOIDED = 'http://adlnet.gov/expapi/verbs/voided'
const VERBS = ['https://example.com/verbs/done', 'https://example.com/verbs/failed']
const ACTORS = ['ada', 'bob', 'cyd'].map((name) => ({ mbox: `mailto:${name}@example.com` }))
const ACTIVITIES = [1, 2, 3, 4].map((n) => `https://example.com/activities/${n}`)

type Sent = { id: string; actor: object; verb: string; activity?: string; target?: string; sender: string }

/** Everything in the order of `stored`; the keys of those who sent it, the last of which is revoked. */
const sent: Sent[] = []
const keys: string[] = []

beforeAll(async () => {
  await api.done('POST', '/tenants', { id: 'acme' })
  await api.done('POST', '/tenants', { id: 'beta' })
  for (const label of ['LMS', 'Author', 'Gone']) {
    const body = { label, scopes: ['statements/write', 'statements/void'] }
    keys.push(read(await api.done('POST', '/tenants/acme/credentials', body)).key)
  }
  const [lms = '', author = '', gone = ''] = keys
  const plain = Array.from({ length: 24 }, (_, n) => said(n, { activity: ACTIVITIES[(n * 3) % 4] ?? '' }))
  const idAt = (n: number) => plain[n]?.id ?? ''
  const referring = [0, 1, 2, 5, 9].map((n) => said(n + 1, { target: idAt(n) }))
  const voiding = (target: string, n: number) => said(n, { target, verb: VOIDED })
  const voids = [0, 3, 4, 7, 8, 12, 19, 22].map((n) => voiding(idAt(n), n + 1))
  const again = [3, 4].map((n) => voiding(idAt(n), n + 2))
  const ofReferring = voiding(referring[1]?.id ?? '', 5)
  const others = [voiding(randomUUID(), 6), voiding(voids[0]?.id ?? '', 7)]
  const ofVoiding = said(8, { target: voids[1]?.id ?? '' })
  others.push(ofVoiding, said(9, { target: ofVoiding.id }), voiding(ofVoiding.id, 10))
  const early = randomUUID()
  const all = [...plain, ...referring, voiding(early, 9), ...voids, ...again, ofReferring, ...others]
  all.push({ ...said(10, { activity: ACTIVITIES[0] ?? '' }), id: early })
  for (let from = 0; from < all.length; from += 4) {
    for (const sender of [lms, author, gone]) {
      const some = all.slice(from, from + 4).filter((one) => one.sender === sender)
      if (some.length > 0) await store(some)
    }
  }
  const removal = { roles: ['acme:admin'], headers: { 'if-match': '*' } }
  await api.call('DELETE', `/tenants/acme/credentials/${gone}`, removal)
})

const at = <T>(all: readonly T[], n: number) => all[n % all.length] as T

const said = (n: number, part: Partial<Sent>): Sent => ({
  ...{ id: randomUUID(), actor: at(ACTORS, n), verb: at(VERBS, n * 5), sender: at(keys, n >> 1) },
  ...part,
})

async function store(some: Sent[]) {
  const statements = some.map(({ id, actor, verb, activity, target }) => ({
    ...{ id, actor, verb: { id: verb } },
    object: target === undefined ? { id: activity } : { objectType: 'StatementRef', id: target },
  }))
  const { authority } = read(await call(`/credentials/${some[0]?.sender}`, '', { roles: ['acme:admin'] }))
  await api.store.add(tenantId('acme'), toNewStatements(statements, '2.0.0', authority), { version: '2.0.0' })
  sent.push(...some)
}

type Asked = {
  verb?: string
  actor?: object
  activity?: string
  credential?: string
  voided?: boolean
  ascending: boolean
}

/** A statement that refers to another one is found by what that one says, too (Communication 2.1.3). */
const withTargets = (one: Sent): Sent[] => {
  const target = sent.find(({ id }) => id === one.target)
  return target === undefined ? [one] : [one, ...withTargets(target)]
}

/** What the answer must be, in its order. */
function expected({ verb, actor, activity, credential, voided = false, ascending }: Asked): string[] {
  const voids = sent.filter((one) => one.verb === VOIDED)
  const isVoided = (one: Sent) => one.verb !== VOIDED && voids.some(({ target }) => target === one.id)
  const targets = voids.flatMap(({ target }) => sent.filter((one) => one.id === target && isVoided(one)))
  const among = voided ? [...new Set(targets)] : sent.filter((one) => !isVoided(one))
  const found = among.filter((one) => {
    const chain = withTargets(one)
    return (
      (verb === undefined || chain.some((each) => each.verb === verb)) &&
      (actor === undefined || chain.some((each) => each.actor === actor)) &&
      (activity === undefined || chain.some((each) => each.activity === activity)) &&
      (credential === undefined || one.sender === credential)
    )
  })
  return (ascending ? found : found.reverse()).map(({ id }) => id)
}

const questions = fc.record(
  {
    verb: fc.constantFrom(...VERBS, VOIDED),
    actor: fc.constantFrom(...ACTORS),
    activity: fc.constantFrom(...ACTIVITIES),
    credential: fc.nat(2),
    voided: fc.boolean(),
    ascending: fc.boolean(),
    limit: fc.integer({ min: 1, max: 9 }),
  },
  { requiredKeys: ['ascending', 'limit'] },
)

type Question = typeof questions extends fc.Arbitrary<infer One> ? One : never

describe('statements by credential, and voided ones', () => {
  it('are those that fit, in order, each once', async () => {
    const found = { some: 0, none: 0 }
    const check = async ({ limit, credential: sender, ...rest }: Question) => {
      const asked = { ...rest, ...(sender !== undefined && { credential: at(keys, sender) }) }
      const { actor, ...others } = asked
      const texts = Object.entries({ ...others, limit }).map(([name, value]): [string, string] => [name, String(value)])
      if (actor) texts.push(['agent', JSON.stringify(actor)])
      const ids: string[] = []
      for (let query = String(new URLSearchParams(texts)); query !== ''; ) {
        const page = read(await call('/statements', query))
        expect(page.statements.length).toBeLessThanOrEqual(limit)
        ids.push(...page.statements.map(({ id }: { id: string }) => id))
        query = page.more.split('?')[1] ?? ''
      }
      expect(ids).toEqual(expected(asked))
      if (asked.voided || asked.credential !== undefined) found[ids.length > 0 ? 'some' : 'none']++
    }
    const examples: [Question][] = [true, false].map((ascending) => [{ voided: true, ascending, limit: 2 }])
    await fc.assert(fc.asyncProperty(questions, check), { numRuns: 80, examples })
    expect(Math.min(found.some, found.none)).toBeGreaterThan(0)
  }, 120_000)

  it('are asked for by a key that the tenant has or had (400 for others), and not beside an id', async () => {
    const [key = ''] = keys
    const id = sent[0]?.id
    for (const [query, parameter] of [
      ['credential=nobody', 'credential'],
      [`credential=${'k'.repeat(3_000)}`, 'credential'],
      ['voided=yes', 'voided'],
      [`voided=true&statementId=${id}`, 'voided'],
      [`credential=${key}&voidedStatementId=${id}`, 'credential'],
    ]) {
      const answer = await call('/statements', query ?? '')
      expect([answer.status, read(answer).violations?.[0]?.parameter]).toEqual([400, parameter])
    }
    const elsewhere = await api.call('GET', '/tenants/beta/statements', {
      roles: ['owner'],
      query: `credential=${key}`,
    })
    expect(elsewhere.status).toBe(400)
  })

  it('that are voided are looked up a hundred at a time, and `more` goes on', async () => {
    const targets = Array.from({ length: 101 }, () => newStatement())
    const voids = targets.map(({ id }) =>
      newStatement({ verb: { id: VOIDED }, object: { objectType: 'StatementRef', id } }),
    )
    await send(api.store, tenantId('beta'), [...targets, ...voids])
    const page = (query: string) => api.call('GET', '/tenants/beta/statements', { roles: ['beta:analyst'], query })
    const { statements, more } = read(await page('voided=true'))
    expect(statements).toHaveLength(100)
    const rest = read(await page(more.split('?')[1]))
    expect([rest.statements.length, rest.more]).toEqual([1, ''])
    expect(read(await page('voided=false&limit=0')).statements).toHaveLength(101)
  })
})
