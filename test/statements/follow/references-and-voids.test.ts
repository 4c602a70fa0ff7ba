/** What follows a request whose statements refer to others costs little for each of them. */
import { describe, expect, it } from '@jest/globals'
import type { Key, TableName, Tables } from '../../../lambdas/database/tables.ts'
import { tenantId } from '../../../lambdas/tenancy/tenant-id.ts'
import { callsUnderWay } from '../../support/calls-under-way.ts'
import { stillClock } from '../../support/clocks.ts'
import { engines, useEngine } from '../../support/engines.ts'
import { useBucket } from '../../support/s3-emulator.ts'
import { referring, statementOf, uuid, voiding } from '../../support/statements.ts'
import { ALL, idsOf, openStore, send, walkPages } from '../../support/stores.ts'

const MANY = 30
const numbers = Array.from({ length: MANY }, (_, n) => n)

describe.each(engines.slice(0, 1))('a commit with references on %s', (name) => {
  const engine = useEngine(name)
  const bucket = useBucket()

  /** A store, and how often it has read a batch for what follows a commit. */
  function open() {
    const reads: string[] = []
    const get: Tables['get'] = (table: TableName, key: Key, consistent: boolean) => {
      if (table === 'statements') reads.push(key.sk)
      return engine.tables.get(table, key, consistent)
    }
    return { reads, store: openStore({ tables: { ...engine.tables, get } }, bucket, { clock: stillClock() }) }
  }

  it('reads a batch once, however many of its statements the request refers to', async () => {
    const { reads, store } = open()
    const tenant = tenantId('targets')
    await send(
      store,
      tenant,
      numbers.map((n) => statementOf(uuid(n))),
    )
    await send(store, tenant, [...numbers.map((n) => voiding(uuid(100 + n), uuid(n)))])
    expect(reads).toHaveLength(1)
    const found = await walkPages(store, tenant, { ...ALL, activity: 'http://example.org/activities/one' })
    expect(idsOf(found)).toEqual(numbers.map((n) => uuid(100 + n)).toReversed())
  })

  it('does not read its own batch', async () => {
    const { reads, store } = open()
    const tenant = tenantId('own')
    await send(store, tenant, [statementOf(uuid(0)), ...numbers.map((n) => referring(uuid(1 + n), uuid(0)))])
    expect(reads).toEqual([])
    expect(await walkPages(store, tenant, { ...ALL, activity: 'http://example.org/activities/one' })).toHaveLength(
      MANY + 1,
    )
  })

  it('reads whether its referrers have committed 12 at a time, and a batch of several of them once', async () => {
    const { counts, count } = callsUnderWay()
    const get: Tables['get'] = (table, key, consistent) => {
      const call = () => engine.tables.get(table, key, consistent)
      return table === 'statements' ? count(call) : call()
    }
    const tenant = tenantId('referrers')
    const sender = openStore(engine, bucket)
    await Promise.all(numbers.map((n) => send(sender, tenant, [referring(uuid(1 + n), uuid(0))])))
    await send(
      sender,
      tenant,
      numbers.map((n) => referring(uuid(100 + n), uuid(0))),
    )
    const late = openStore({ tables: { ...engine.tables, get } }, bucket)
    await send(late, tenant, [statementOf(uuid(0))])
    expect(counts).toEqual({ all: MANY + 1, now: 0, most: 12 })
    const found = await walkPages(late, tenant, { ...ALL, activity: 'http://example.org/activities/one' })
    expect(found).toHaveLength(2 * MANY + 1)
  })
})
