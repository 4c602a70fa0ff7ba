/** Data within a tenant: keys of another are not even asked for, and outside of a tenant there are no data at all. */
import { describe, expect, it } from '@jest/globals'
import type { Objects } from '../../lambdas/database/objects.ts'
import type { Tables } from '../../lambdas/database/tables.ts'
import { objectsOfTenant, tablesOfTenant } from '../../lambdas/database/tenant-data.ts'
import { createTenantAccess, withinTenant } from '../../lambdas/tenancy/tenant-context.ts'
import { tenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { useEngine } from '../support/engines.ts'
import { useBucket } from '../support/s3-emulator.ts'

const ACME = tenantId('acme')
const key = (pk: string) => ({ pk, sk: '0' })
const range = (pk: string) => ({ pk, from: '0', to: '9', ascending: true, limit: 1 })

const OPERATIONS: { [name in keyof Tables]: (tables: Tables, pk: string) => Promise<unknown> } = {
  get: (tables, pk) => tables.get('index', key(pk), true),
  getAll: (tables, pk) => tables.getAll('index', [key('acme|other'), key(pk)], true),
  query: (tables, pk) => tables.query('index', range(pk)),
  insert: (tables, pk) => tables.insert('index', [{ ...key('acme|b'), n: 1 }, key(pk)]),
  putNew: (tables, pk) => tables.putNew('index', key(pk)),
  putIf: (tables, pk) => tables.putIf('index', { ...key(pk), n: 2 }),
  updateIf: (tables, pk) => tables.updateIf('index', { key: key(pk), set: { n: 3 }, expected: {} }),
  updateEach: (tables, pk) => tables.updateEach('index', [{ key: key(pk), set: { n: 4 }, expected: {} }]),
  addNumber: (tables, pk) => tables.addNumber('index', key(pk), 'numbers', 1),
  increase: (tables, pk) => tables.increase('index', key(pk), { by: { count: 1 }, set: { last: 1 } }),
  addIf: (tables, pk) => tables.addIf('index', key(pk), { attribute: 'sum', number: 1 }),
  clear: (tables, pk) => tables.clear('index', { key: key(pk), clear: ['n'], expected: { n: 1 } }),
  removeEach: (tables, pk) => tables.removeEach('index', [{ key: key(pk), expected: {} }]),
  remove: (tables, pk) => tables.remove('index', [key(pk)]),
  removeIf: (tables, pk) => tables.removeIf('index', key(pk)),
}
const OBJECTS: { [name in keyof Objects]: (objects: Objects, key: string) => Promise<unknown> } = {
  put: (objects, name) => objects.put(name, Buffer.from('x')),
  get: (objects, name) => objects.get(name),
  remove: (objects, name) => objects.remove(name),
}

describe('data', () => {
  const engine = useEngine()
  const bucket = useBucket()
  const session = { accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c', expiration: new Date(8e15) }
  const access = createTenantAccess(async () => session)
  const tables = () => tablesOfTenant(engine.tables, access)
  const objects = () => objectsOfTenant(bucket.objects, access)

  it.each(Object.entries(OPERATIONS))('of the tenant are reached by %s, those of another are not', async (_, run) => {
    await withinTenant(ACME, () => run(tables(), 'acme|a'))
    for (const pk of ['acme2|a', 'acm|a', 'other|acme|a', '|credential|key', 'acme', 'ACME|a', 'acme*|a'])
      await expect(withinTenant(ACME, () => run(tables(), pk))).rejects.toThrow('A key of index is not the tenant')
  })

  it.each(Object.entries(OBJECTS))('of the tenant are reached in the bucket by %s, no others', async (_, run) => {
    await withinTenant(ACME, () => run(objects(), 'acme/batches/a'))
    for (const name of ['acme2/batches/a', 'other/a', 'acme', '/acme/a'])
      await expect(withinTenant(ACME, () => run(objects(), name))).rejects.toThrow('not the tenant')
  })

  it('are not there outside of a tenant; what tells who somebody is, is', async () => {
    for (const run of Object.values(OPERATIONS))
      await expect(run(tables(), 'acme|a')).rejects.toThrow('within a tenant')
    for (const run of Object.values(OBJECTS)) await expect(run(objects(), 'acme/a')).rejects.toThrow('within a tenant')
    expect(await tables().get('control', key('|credential|none'), true)).toBeUndefined()
  })

  it('of two tenants are never reached at once, and each of several at a time has its own', async () => {
    const twice = () => withinTenant(ACME, () => withinTenant(tenantId('other'), async () => 'both'))
    await expect(async () => twice()).rejects.toThrow('may not enter another')
    expect(await withinTenant(ACME, () => withinTenant(ACME, async () => access.tenant()))).toBe('acme')
    const names = Array.from({ length: 50 }, (_, n) => tenantId(`t${n}`))
    const seen = await Promise.all(
      names.map((name) =>
        withinTenant(name, async () => {
          await tables().get('index', key(`${name}|a`), false)
          return access.tenant()
        }),
      ),
    )
    expect(seen).toEqual(names)
  })
})
