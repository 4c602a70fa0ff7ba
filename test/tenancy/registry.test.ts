/** Tenants and credentials as items of the table `Control`, and what a request learns from them. */
import { createHash, createHmac } from 'node:crypto'
import { beforeAll, describe, expect, it } from '@jest/globals'
import type { Key } from '../../lambdas/database/tables.ts'
import { createCredential, revokeCredential } from '../../lambdas/tenancy/credentials.ts'
import { createRegistry, createTenant, isTenant } from '../../lambdas/tenancy/registry.ts'
import { tenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { engines, useEngine } from '../support/engines.ts'

const acme = tenantId('acme')
const moreKey = Buffer.alloc(32, 1)
const salt = Buffer.alloc(16, 2)
const authority = { objectType: 'Agent' as const, mbox: 'mailto:lms@example.org' }
const credential = { key: 'lms', secret: 'secret', salt, label: 'Our LMS', scopes: ['state' as const], authority }

describe.each(engines)('the registry on %s', (name) => {
  const engine = useEngine(name)

  beforeAll(async () => {
    await createTenant(engine.tables, { id: 'acme', name: 'Acme Ltd', defaultVersion: '2.0.0', moreKey })
    await createCredential(engine.tables, { tenant: 'acme', ...credential })
  })

  const attributesOf = async (key: Key) => {
    const { pk: _, sk: __, ...attributes } = (await engine.tables.get('control', key, true)) ?? key
    return attributes
  }

  it('stores a tenant as one item, and leaves it as it is when it is made again', async () => {
    const again = { id: 'acme', name: 'Other', defaultVersion: '1.0.3' as const, moreKey: Buffer.alloc(32) }
    expect(await createTenant(engine.tables, again)).toBe(false)
    const attributes = { id: 'acme', name: 'Acme Ltd', defaultVersion: '2.0.0', moreKey }
    expect(await attributesOf({ pk: 'acme|tenant', sk: '0' })).toEqual(attributes)
    expect(await isTenant(engine.tables, acme)).toBe(true)
    expect(await isTenant(engine.tables, tenantId('acme2'))).toBe(false)
  })

  // @control kept-secrets
  it('stores a credential with a hash of its secret, and its authority as an item of its own', async () => {
    expect(await createCredential(engine.tables, { tenant: 'acme', ...credential, secret: 'other' })).toBe(false)
    const text = '{"objectType":"Agent","mbox":"mailto:lms@example.org"}'
    const hashes = [createHmac('sha256', salt).update('secret').digest()]
    const attributes = { tenant: 'acme', hashes, salt, label: 'Our LMS', scopes: ['state'], authority: text }
    const revision = expect.any(String)
    expect(await attributesOf({ pk: '|credential|lms', sk: '0' })).toEqual({ ...attributes, revision })
    const sk = createHash('sha256').update('mbox mailto:lms@example.org').digest('base64url').slice(0, 16)
    expect(await attributesOf({ pk: 'acme|authority', sk })).toEqual({ authority: text })
  })

  it('answers the principal of a key with its secret, and nobody with another key or secret', async () => {
    const registry = createRegistry(engine.tables, Date.now)
    const principal = await registry.authenticate('lms', 'secret')
    expect(principal).toMatchObject({
      tenant: 'acme',
      key: 'lms',
      scopes: ['state'],
      authority,
      defaultVersion: '2.0.0',
    })
    expect(typeof principal === 'string' || principal.moreKey.export()).toEqual(moreKey)
    expect(await registry.authenticate('lms', 'Secret')).toBe('wrong')
    expect(await registry.authenticate('lms2', 'secret')).toBe('wrong')
  })

  it('finds nobody by a key of 2,048 bytes with its prefix, and asks for no longer one', async () => {
    const asked: string[] = []
    const get: typeof engine.tables.get = (table, key, ...options) => {
      asked.push(key.pk)
      return engine.tables.get(table, key, ...options)
    }
    const registry = createRegistry({ ...engine.tables, get }, Date.now)
    for (const key of ['é'.repeat(1_018), `${'é'.repeat(1_018)}x`, 'x'.repeat(1_000_000)]) {
      expect(await registry.authenticate(key, 'secret')).toBe('wrong')
    }
    expect(asked.map((key) => Buffer.byteLength(key))).toEqual([2_048])
  })

  it('knows who is an authority in a tenant', async () => {
    const registry = createRegistry(engine.tables, Date.now)
    expect(await registry.isAuthority(acme, 'mbox mailto:lms@example.org')).toBe(true)
    expect(await registry.isAuthority(acme, 'mbox mailto:ada@example.org')).toBe(false)
    expect(await registry.isAuthority(tenantId('acme2'), 'mbox mailto:lms@example.org')).toBe(false)
  })

  // @control kept-secrets
  it('revokes a credential for its own tenant alone, 60 seconds after it was read last at the latest', async () => {
    let now = 0
    const registry = createRegistry(engine.tables, () => now)
    await createCredential(engine.tables, { tenant: 'acme', ...credential, key: 'old' })
    expect(await registry.authenticate('old', 'secret')).toMatchObject({ key: 'old' })
    expect(await revokeCredential(engine.tables, tenantId('acme2'), 'old')).toBe(false)
    expect(await revokeCredential(engine.tables, acme, 'old')).toBe(true)
    now = 59_999
    expect(await registry.authenticate('old', 'secret')).toMatchObject({ key: 'old' })
    now = 60_000
    expect(await registry.authenticate('old', 'secret')).toBe('wrong')
  })
})
