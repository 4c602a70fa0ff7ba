/** A request is stored if it can be written in its time, and refused before anything is written if it can't. */
import { describe, expect, it } from '@jest/globals'
import type { Tables } from '../../../lambdas/database/tables.ts'
import { MOST_TERMS } from '../../../lambdas/statements/follow/references-and-voids.ts'
import { claimKey, fromClaimItem } from '../../../lambdas/statements/index/claim-item.ts'
import { unpackEntries } from '../../../lambdas/statements/index/entries.ts'
import { toIndexContents } from '../../../lambdas/statements/index/postings.ts'
import { termsOfStatements } from '../../../lambdas/statements/index/terms.ts'
import { MOST_ITEMS, sizeOf } from '../../../lambdas/statements/write/request-size.ts'
import type { PreparedStatement } from '../../../lambdas/xapi/statement.ts'
import { stillClock } from '../../support/clocks.ts'
import { newTenant, useEngine } from '../../support/engines.ts'
import { useBucket } from '../../support/s3-emulator.ts'
import { type JsonObject, referring, statementOf, uuid } from '../../support/statements.ts'
import { ALL, idsOf, openStore, patiently, send, toNewStatements, walkPages } from '../../support/stores.ts'

const range = (count: number) => Array.from({ length: count }, (_, n) => n)

function sizeOfRequest(prepared: PreparedStatement[]): number {
  const { postings } = toIndexContents(
    termsOfStatements(prepared.map(({ features }, position) => ({ position, features }))),
  )
  return sizeOf({ statements: prepared.map((one) => ({ prepared: one, terms: new Uint8Array() })), postings })
}

/** As many statements as a request may have, of one kind, which reach the limit exactly. */
function atTheLimit(make: (n: number) => JsonObject): JsonObject[] {
  // Each has one item at least.
  const statements = range(MOST_ITEMS).map(make)
  const prepared = toNewStatements(statements).map((one) => one.prepared)
  let [fits, tooMany] = [0, statements.length]
  while (tooMany - fits > 1) {
    const count = Math.floor((fits + tooMany) / 2)
    if (sizeOfRequest(prepared.slice(0, count)) <= MOST_ITEMS) fits = count
    else tooMany = count
  }
  expect(sizeOfRequest(prepared.slice(0, fits))).toBe(MOST_ITEMS)
  return statements.slice(0, fits)
}

const small = (n: number) => statementOf(uuid(n))
const aboutOthers = (n: number) => statementOf(uuid(n), { object: { id: `http://example.org/activities/${n}` } })
const inChain = (n: number) => referring(uuid(n), uuid(n + 1), { actor: { mbox: `mailto:${n}@example.org` } })

describe('a request', () => {
  const engine = useEngine()
  const bucket = useBucket()

  function open() {
    const calls: PropertyKey[] = []
    const tables = new Proxy<Tables>(engine.tables, {
      get: (target, name, receiver) => {
        calls.push(name)
        return Reflect.get(target, name, receiver)
      },
    })
    return { calls, store: openStore({ tables }, bucket, { clock: stillClock() }), tenant: newTenant() }
  }

  it(`is stored with ${MOST_ITEMS} items of the index, and with one more nothing is written`, async () => {
    const { calls, store, tenant } = open()
    const most = atTheLimit(small)
    const outcome = await send(store, tenant, [...most, small(most.length)])
    expect(outcome).toEqual({ kind: 'tooLarge', items: MOST_ITEMS + 1, most: MOST_ITEMS })
    expect(calls).toEqual([])
    expect(await patiently(() => send(store, tenant, most))).toEqual({ kind: 'stored' })
    expect(await store.find(tenant, uuid(most.length - 1))).toBeDefined()
  }, 120_000)

  it.each<[string, number, (n: number) => JsonObject]>([
    ['small statements', 26_000, small],
    ['statements about different activities', 9_000, aboutOthers],
    ['references to one statement', 5_000, (n) => referring(uuid(n), uuid(100_000))],
    ['references in a chain', 5_000, inChain],
    ['references in a circle', 5_000, (n) => referring(uuid(n), uuid((n + 1) % 5_000))],
  ])('of %s in thousands (%i) is refused before anything is written', async (_, count, make) => {
    const { calls, store, tenant } = open()
    const outcome = await send(store, tenant, range(count).map(make))
    expect(outcome).toEqual({ kind: 'tooLarge', items: expect.any(Number), most: MOST_ITEMS })
    expect(calls).toEqual([])
  })

  it('of thirty references in a chain is stored, and each is found by what it inherits', async () => {
    const { store, tenant } = open()
    await send(store, tenant, [statementOf(uuid(30), { verb: { id: 'http://example.org/verbs/ends' } })])
    expect(await send(store, tenant, range(30).map(inChain))).toEqual({ kind: 'stored' })
    const found = await walkPages(store, tenant, { ...ALL, verb: 'http://example.org/verbs/ends' })
    expect(idsOf(found).toSorted()).toEqual(range(31).map(uuid))
  }, 60_000)

  it(`of a statement that would inherit more than ${MOST_TERMS} terms is stored, with the nearest of them`, async () => {
    const { store, tenant } = open()
    const agents = (at: number) =>
      range(950).map((n) => ({ mbox: `mailto:${at}-${n}@example.org`, objectType: 'Agent' }))
    const crowd = (at: number) => ({ actor: { objectType: 'Group', member: agents(at) } })
    await send(store, tenant, [statementOf(uuid(0), crowd(0))])
    for (const n of [1, 2]) {
      expect(await send(store, tenant, [referring(uuid(n), uuid(n - 1), crowd(n))])).toEqual({ kind: 'stored' })
    }
    const item = await engine.tables.get('index', claimKey(tenant, uuid(2)), true)
    const { holder } = fromClaimItem(item ?? { pk: '', sk: '' })
    expect(unpackEntries(holder?.terms ?? new Uint8Array()).flatMap(({ terms }) => terms)).toHaveLength(MOST_TERMS)
    const near = await walkPages(store, tenant, { ...ALL, agent: 'mbox mailto:1-5@example.org' })
    expect(idsOf(near).toSorted()).toEqual([uuid(1), uuid(2)])
  }, 60_000)
})
