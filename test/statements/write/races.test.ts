/** Many writers at once, in several containers whose clocks differ: one version of each id, no half batch, nothing thrown. */
import { describe, expect, it } from '@jest/globals'
import { Unavailable } from '../../../lambdas/database/unavailable.ts'
import type { AddOutcome, Filters, StatementStore } from '../../../lambdas/statements/store.ts'
import type { TenantId } from '../../../lambdas/tenancy/tenant-id.ts'
import { realClock } from '../../support/clocks.ts'
import { engines, newTenant, useEngine } from '../../support/engines.ts'
import { expectedIds, type Question, type StatementRecord } from '../../support/histories/expected-answers.ts'
import { useBucket } from '../../support/s3-emulator.ts'
import { type JsonObject, referring, statementOf, uuid, voiding } from '../../support/statements.ts'
import { ALL, idsOf, openStore, send, walkPages } from '../../support/stores.ts'

const idOf = (one: JsonObject) => String(one.id)
const range = (count: number) => Array.from({ length: count }, (_, n) => n)

describe.each(engines)('writers at the same time on %s', (name) => {
  const engine = useEngine(name)
  const bucket = useBucket()

  function open(skews = [0, 250, -250]) {
    const stores = skews.map((skew) => openStore(engine, bucket, { clock: realClock(skew) }))
    const storeOf = (n: number) => stores[n % stores.length] as StatementStore
    return { storeOf, tenant: newTenant() }
  }

  /** An engine that cannot keep pace on a busy machine may answer 503; its clients then send again. */
  async function sendOn(store: StatementStore, tenant: TenantId, statements: JsonObject[]): Promise<AddOutcome> {
    for (let tries = 1; ; tries++) {
      try {
        return await send(store, tenant, statements)
      } catch (error) {
        if (name !== 'java' || tries === 4 || !(error instanceof Unavailable)) throw error
      }
    }
  }

  const all = async (store: StatementStore, tenant: TenantId, filters: Partial<Filters> = {}) =>
    walkPages(store, tenant, { ...ALL, ...filters }, { limit: () => 40 })

  it('all succeed with equal batches in opposite order, and each statement is stored once', async () => {
    const { storeOf, tenant } = open()
    const batch = range(30).map((n) => statementOf(uuid(n)))
    const outcomes = await Promise.all(
      range(8).map((n) => sendOn(storeOf(n), tenant, n % 2 === 0 ? batch : batch.toReversed())),
    )
    expect(outcomes).toEqual(range(8).map(() => ({ kind: 'stored' })))
    expect(idsOf(await all(storeOf(0), tenant)).toSorted()).toEqual(range(30).map(uuid))
    expect(await all(storeOf(0), tenant, { agent: 'mbox mailto:ann@example.org' })).toHaveLength(30)
  }, 60_000)

  it('get one winner for each id that their different batches share, and the losers leave nothing behind', async () => {
    const { storeOf, tenant } = open()
    const verbOf = (n: number) => `http://example.org/verbs/${n}`
    const batches = range(12).map((n) => {
      const shared = range(4).map((at) => uuid((n + at * 5) % 12))
      const ids = n % 2 === 0 ? shared : shared.toReversed()
      return [...ids, uuid(100 + n)].map((id) => statementOf(id, { verb: { id: verbOf(n) } }))
    })
    const outcomes = await Promise.all(batches.map((batch, n) => sendOn(storeOf(n), tenant, batch)))
    const won = batches.filter((_, n) => outcomes[n]?.kind === 'stored')
    expect(won.length).toBeGreaterThan(0)
    expect(idsOf(await all(storeOf(1), tenant)).toSorted()).toEqual(won.flat().map(idOf).toSorted())
    for (const [n, batch] of batches.entries()) {
      const listed = idsOf(await all(storeOf(2), tenant, { verb: verbOf(n) }))
      expect(listed.toSorted()).toEqual(outcomes[n]?.kind === 'stored' ? batch.map(idOf).toSorted() : [])
    }
    await expectHonestConflicts(storeOf(0), tenant, batches, outcomes)
  }, 60_000)

  async function expectHonestConflicts(
    store: StatementStore,
    tenant: TenantId,
    batches: JsonObject[][],
    outcomes: AddOutcome[],
  ) {
    for (const [n, outcome] of outcomes.entries()) {
      if (outcome.kind !== 'conflict') continue
      expect(outcome.ids.length).toBeGreaterThan(0)
      expect(await send(store, tenant, batches[n] ?? [])).toMatchObject({ kind: 'conflict' })
    }
  }

  it('all succeed with batches that overlap in equal statements', async () => {
    const { storeOf, tenant } = open()
    const outcomes = await Promise.all(
      range(16).map((n) =>
        send(
          storeOf(n),
          tenant,
          range(10).map((at) => statementOf(uuid((n * 3 + at * 7) % 50))),
        ),
      ),
    )
    expect(outcomes.filter(({ kind }) => kind !== 'stored')).toEqual([])
    const sent = new Set(range(16).flatMap((n) => range(10).map((at) => uuid((n * 3 + at * 7) % 50))))
    expect(idsOf(await all(storeOf(0), tenant)).toSorted()).toEqual([...sent].toSorted())
  }, 60_000)

  it('void and refer to statements that arrive at the same moment: each is voided and found as the standard says', async () => {
    const { storeOf, tenant } = open()
    const liked = { verb: { id: 'http://example.org/verbs/liked' } }
    const bob = { actor: { mbox: 'mailto:bob@example.org' } }
    const statements = range(12).flatMap((n) => [
      statementOf(uuid(n), liked),
      voiding(uuid(100 + n), uuid(n)),
      referring(uuid(200 + n), uuid(n), bob),
      referring(uuid(300 + n), uuid(200 + n), bob),
      // Around in a circle, and all of it at once.
      referring(uuid(400 + n), uuid(400 + ((n + 1) % 12)), { verb: { id: `http://example.org/verbs/${n}` } }),
    ])
    const outcomes = await Promise.all(statements.map((one, n) => sendOn(storeOf(n), tenant, [one])))
    expect(outcomes.filter(({ kind }) => kind !== 'stored')).toEqual([])
    const found = await Promise.all(statements.map((one) => storeOf(0).find(tenant, idOf(one))))
    const known = found.map(
      (one) => ({ sequence: one?.sequence, statement: JSON.parse(one?.text ?? '') }) as StatementRecord,
    )
    const questions: Partial<Question>[] = [
      {},
      { verb: liked.verb.id },
      { verb: liked.verb.id, agent: bob.actor },
      { activity: 'http://example.org/activities/one', agent: bob.actor },
      ...range(12).map((n) => ({ verb: `http://example.org/verbs/${n}` })),
    ]
    for (const question of questions) {
      const { agent, ...rest } = question
      const filters = { ...rest, ...(agent !== undefined && { agent: 'mbox mailto:bob@example.org' }) }
      const whole = { relatedAgents: false, relatedActivities: false, ascending: false, ...question }
      expect(idsOf(await all(storeOf(1), tenant, filters))).toEqual(expectedIds(known, whole))
    }
    expect(found.slice(0, 5).map((one) => one?.voided)).toEqual([true, false, false, false, false])
  }, 60_000)
})
