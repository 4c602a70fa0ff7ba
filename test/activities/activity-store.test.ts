/** The contract of the port `ActivityStore`, on every engine there is. */
import { beforeEach, describe, expect, it } from '@jest/globals'
import { type ActivityStore, createActivityStore } from '../../lambdas/activities/activity-store.ts'
import type { Tables } from '../../lambdas/database/tables.ts'
import { type TenantId, tenantId } from '../../lambdas/tenancy/tenant-id.ts'
import type { Statement } from '../../lambdas/xapi/statement.ts'
import { realClock, type TestClock } from '../support/clocks.ts'
import { engines, newTenant, useEngine } from '../support/engines.ts'

const times = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n))

describe.each(engines)('the activity store on %s', (name) => {
  const engine = useEngine(name)
  let clock: TestClock
  let tenant: TenantId

  beforeEach(() => {
    clock = realClock()
    tenant = newTenant()
  })

  const id = 'http://a/1'
  const key = () => ({ pk: `${tenant}|ACT|k-lsLCWmANK86QwMWgTeCZ-GDMzANgdrrCPBaoGA9cU`, sk: '0' })
  const about = (definition: object, more: object = {}) => ({
    actor: { mbox: 'mailto:a@b.c' },
    verb: { id: 'http://v/1' },
    object: { id, definition },
    ...more,
  })
  const defining = (statements: object[]) => {
    const texts = statements.map((statement) => JSON.stringify(statement))
    return texts.map((text) => ({ statement: JSON.parse(text) as Statement, text }))
  }
  const merge = (store: ActivityStore, ...statements: object[]) => store.mergeDefinitions(tenant, defining(statements))
  const complete = (store: ActivityStore, ...statements: object[]) =>
    store.completeDefinitions(tenant, defining(statements))
  const stored = async (...ids: string[]) => {
    const found = await createActivityStore({ tables: engine.tables, clock }).definitionsOf(tenant, ids)
    return Object.fromEntries([...found].map(([key, text]) => [key, JSON.parse(text)]))
  }

  it('merges definitions from statements of several requests and containers (XAPI-00254)', async () => {
    const [one, two] = times(2, () => createActivityStore({ tables: engine.tables, clock }))
    await merge(one as never, about({ name: { 'en-US': 'x' } }))
    await merge(two as never, about({ name: { 'fr-FR': 'y' } }))
    await merge(two as never, about({ name: { 'en-US': 'z' }, type: 'http://t/1' }))
    expect(await stored(id, id, 'http://a/unknown')).toEqual({
      [id]: { name: { 'en-US': 'z', 'fr-FR': 'y' }, type: 'http://t/1' },
    })
  })

  it('answers the later value, also when it is an earlier one come back', async () => {
    const store = createActivityStore({ tables: engine.tables, clock })
    for (const name of ['old', 'new', 'old']) await merge(store, about({ name: { en: name } }))
    expect(await stored(id)).toEqual({ [id]: { name: { en: 'old' } } })
  })

  it('answers the last value of a request that brings a known one after a new one', async () => {
    const store = createActivityStore({ tables: engine.tables, clock })
    const named = (name: string, more = {}) => about({ name: { en: name }, ...more })
    await merge(store, named('old'))
    await merge(store, named('new', { type: 'http://t/1' }), named('old'))
    expect(await stored(id)).toEqual({ [id]: { name: { en: 'old' }, type: 'http://t/1' } })
  })

  it('keeps every definition of 30 writers at once, over two containers', async () => {
    const stores = times(2, () => createActivityStore({ tables: engine.tables, clock }))
    const names = times(30, (n) => ({ [`x-${n}`]: `${n}` }))
    await Promise.all(names.map((name, n) => merge(stores[n % 2] as never, about({ name }))))
    expect(await stored(id)).toEqual({ [id]: { name: Object.assign({}, ...names) } })
  })

  it('adds what is missing of an old definition, replaces nothing, and writes nothing when it comes again', async () => {
    await merge(
      createActivityStore({ tables: engine.tables, clock }),
      about({ type: 'http://t/1', name: { en: 'new' } }),
    )
    for (const store of times(2, () => createActivityStore({ tables: engine.tables, clock }))) {
      await complete(store, about({ name: { en: 'old', de: 'alt' } }))
      const definition = '{"type":"http://t/1","name":{"en":"new","de":"alt"}}'
      expect(await engine.tables.get('index', key(), true)).toEqual({ ...key(), definition, n: 2 })
    }
  })

  it('adds an Activity that is missing, as the last statement has it', async () => {
    const store = createActivityStore({ tables: engine.tables, clock })
    await complete(store, about({ name: { en: 'old' } }), about({ name: { en: 'new' } }))
    expect(await stored(id)).toEqual({ [id]: { name: { en: 'new' } } })
  })

  it('merges a definition as the newest though it completed the stored one before', async () => {
    const store = createActivityStore({ tables: engine.tables, clock })
    await merge(store, about({ name: { en: 'new' } }))
    await complete(store, about({ name: { en: 'old' } }))
    await merge(store, about({ name: { en: 'old' } }))
    expect(await stored(id)).toEqual({ [id]: { name: { en: 'old' } } })
  })

  it.each([
    ['merges', merge],
    ['completes', complete],
  ])('%s new definitions with two calls, and with none when the same ones come again', async (_, update) => {
    let calls = 0
    const counted = Object.fromEntries(
      Object.entries(engine.tables).map(([key, call]) => [
        key,
        (...given: never[]) => {
          calls++
          return (call as (...given: never[]) => unknown)(...given)
        },
      ]),
    ) as Tables
    const store = createActivityStore({ tables: counted, clock })
    await update(store, about({ name: { en: 'a' } }), about({ name: { fr: 'b' } }))
    expect(calls).toBe(2)
    await update(store, about({ name: { en: 'a' } }), about({ name: { fr: 'b' } }))
    expect(calls).toBe(2)
  })

  it('answers all of 300 Activities of one request, but none whose definition is too big for an item', async () => {
    const store = createActivityStore({ tables: engine.tables, clock })
    const grouping = times(300, (n) => ({ id: `http://a/${n}`, definition: { moreInfo: `http://m/${n}` } }))
    const big = { id: 'http://a/big', definition: { name: { en: 'x'.repeat(400_000) } } }
    await merge(store, about({}, { context: { contextActivities: { grouping, other: [big] } } }))
    const found = await stored(...grouping.map((activity) => activity.id), big.id)
    expect(Object.keys(found)).toHaveLength(300)
  })

  it('stores the definition as text, beside the number of times it was written', async () => {
    const store = createActivityStore({ tables: engine.tables, clock })
    for (const name of ['a', 'b']) await merge(store, about({ name: { en: name } }))
    const definition = '{"name":{"en":"b"}}'
    expect(await engine.tables.get('index', key(), true)).toEqual({ ...key(), definition, n: 2 })
  })

  it('answers no definition of another tenant', async () => {
    await merge(createActivityStore({ tables: engine.tables, clock }), about({ name: { en: 'a' } }))
    tenant = tenantId(`${tenant}x`)
    expect(await stored(id)).toEqual({})
  })
})
