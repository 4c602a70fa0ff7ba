/** The port to the tables on each engine: what goes in comes out the same, whatever its type. */
import { afterEach, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Attribute } from '../../lambdas/database/tables.ts'
import { Unavailable } from '../../lambdas/database/unavailable.ts'
import { engines, tablesAt, useEngine } from '../support/engines.ts'
import { faultProxies } from '../support/fault-proxy.ts'

const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 }).map((array) => Buffer.from(array))
const text = fc.string({ minLength: 1, unit: 'grapheme' })
const attribute: fc.Arbitrary<Attribute> = fc.oneof(
  text,
  fc.integer(),
  fc.boolean(),
  bytes,
  fc.array(fc.oneof(text, fc.integer(), bytes), { maxLength: 5 }),
  fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 5 }).map((numbers) => new Set(numbers)),
  fc.uniqueArray(text, { minLength: 1, maxLength: 5 }).map((texts) => new Set(texts)),
)
const openProxy = faultProxies(afterEach)
const attributes = fc.dictionary(fc.stringMatching(/^[a-oqrt-z]{1,8}$/), attribute, { maxKeys: 6 })

describe.each(engines)('the tables on %s', (name) => {
  const engine = useEngine(name)
  let number = 0
  const freshKey = () => ({ pk: 'tables', sk: `${String(number++).padStart(6, '0')}` })

  it('bring back what was put, whatever its type, by each way to read it', async () => {
    const { tables } = engine
    await fc.assert(
      fc.asyncProperty(attributes, async (some) => {
        const key = freshKey()
        const item = { ...key, ...some }
        expect(await tables.putNew('documents', item)).toBeUndefined()
        expect(await tables.get('documents', key, true)).toEqual(item)
        expect(await tables.getAll('documents', [key], true)).toEqual([item])
        const range = { pk: key.pk, from: key.sk, to: key.sk, ascending: true, limit: 1 }
        expect((await tables.query('documents', range)).items).toEqual([item])
      }),
      { numRuns: 40 },
    )
  })

  it('bring back the item that does not meet a condition, whatever the types of its attributes', async () => {
    const { tables } = engine
    await fc.assert(
      fc.asyncProperty(attributes, async (some) => {
        const key = freshKey()
        const item = { ...key, ...some }
        expect(await tables.insert('documents', [item])).toEqual([undefined])
        expect(await tables.insert('documents', [{ ...key, other: true }])).toEqual([item])
        expect(await tables.putNew('documents', { ...key, other: true })).toEqual(item)
        const refused = { done: false, item }
        expect(await tables.updateIf('documents', { key, set: { n: 1 }, expected: { absent: 'x' } })).toEqual(refused)
        const condition = { attribute: 'absent', oneOf: ['x' as const] }
        expect(await tables.putIf('documents', key, condition)).toEqual(refused)
        expect(await tables.removeIf('documents', key, condition)).toEqual(refused)
      }),
      { numRuns: 20 },
    )
  })

  it('change those of 60 items that exist and are as expected, and no other', async () => {
    const { tables } = engine
    const keys = Array.from({ length: 60 }, freshKey)
    const rows = keys.map((key, n) => ({ ...key, b: n % 2 === 0 ? 'even' : 'odd', ...(n % 3 === 0 && { r: true }) }))
    await tables.insert('documents', rows)
    const set = { b: 'new', m: Buffer.from([1, 0, 255]), p: 7, v: false }
    const absent = freshKey()
    const changes = [...keys, absent].map((key) => ({ key, set, expected: { b: 'even', r: undefined } }))
    const wanted = keys.map((_, n) => n % 2 === 0 && n % 3 > 0)
    expect(await tables.updateEach('documents', changes)).toEqual([...wanted, false])
    const items = await Promise.all([...keys, absent].map((key) => tables.get('documents', key, true)))
    expect(items).toEqual([...rows.map((row, n) => (wanted[n] ? { ...row, ...set } : row)), undefined])
  })

  it('increase counters of any name, from nothing on, and set what stands beside them', async () => {
    const { tables } = engine
    const key = freshKey()
    for (const t of [1, 2, 3]) await tables.increase('documents', key, { by: { 'a-rule': 2, size: t }, set: { t } })
    expect(await tables.get('documents', key, true)).toEqual({ ...key, 'a-rule': 6, size: 6, t: 3 })
  })

  it('remove those of 60 items that are as expected, and answer which are not there any more', async () => {
    const { tables } = engine
    const keys = Array.from({ length: 60 }, freshKey)
    const rows = keys.map((key, n) => ({ ...key, b: n % 2 === 0 ? 'even' : 'odd', ...(n % 3 === 0 && { r: true }) }))
    await tables.insert('documents', rows)
    const absent = freshKey()
    const removals = [...keys, absent].map((key) => ({ key, expected: { b: 'even', r: undefined } }))
    const gone = keys.map((_, n) => n % 2 === 0 && n % 3 > 0)
    expect(await tables.removeEach('documents', removals)).toEqual([...gone, true])
    await tables.clear('documents', { key: keys[0] ?? absent, clear: ['b', 'nothing'], expected: { b: 'even' } })
    await tables.clear('documents', { key: keys[1] ?? absent, clear: ['b'], expected: { b: 'even' } })
    await tables.clear('documents', { key: absent, clear: ['b'], expected: { b: 'even' } })
    const items = await Promise.all([...keys, absent].map((key) => tables.get('documents', key, true)))
    const left = rows.map((row, n) => (gone[n] ? undefined : row))
    expect(items).toEqual([{ ...keys[0], r: true }, ...left.slice(1), undefined])
  })

  it('bring back megabytes as they were put, characters of several octets too', async () => {
    const { tables } = engine
    const keys = Array.from({ length: 60 }, freshKey)
    const items = keys.map((key, n) => ({
      ...key,
      text: 'aé漢😀'.repeat(2_000 + n),
      bytes: Buffer.alloc(10_000 + n, n),
    }))
    await tables.insert('documents', items)
    const read = await tables.getAll('documents', keys, true)
    expect(read.toSorted((a, b) => (a.sk < b.sk ? -1 : 1))).toEqual(items)
  })

  it('ask again where an answer breaks off, and are unavailable where each one does', async () => {
    const proxy = await openProxy(engine.endpoint)
    const tables = await tablesAt(proxy.endpoint)
    const item = { ...freshKey(), text: 'x'.repeat(100_000) }
    await engine.tables.insert('documents', [item])
    proxy.fateOf = ({ number }) => (number === 0 ? 'cut' : 'pass')
    expect(await tables.get('documents', item, true)).toEqual(item)
    proxy.fateOf = () => 'cut'
    await expect(tables.get('documents', item, true)).rejects.toThrow(Unavailable)
  })
})
