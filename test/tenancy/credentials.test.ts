/** What is done with credentials, and what a request learns of it. */
import { describe, expect, it } from '@jest/globals'
import type { ScanPage } from '../../lambdas/database/scan.ts'
import type { Item } from '../../lambdas/database/tables.ts'
import {
  changeCredential,
  createCredential,
  getCredential,
  type ListedCredential,
  listCredentials,
  type NewCredential,
  revokeCredential,
  rotateCredential,
  scanCredentials,
} from '../../lambdas/tenancy/credentials.ts'
import { createRegistry, createTenant } from '../../lambdas/tenancy/registry.ts'
import { tenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { stillClock, type TestClock } from '../support/clocks.ts'
import { engines, useEngine } from '../support/engines.ts'

const DAY = 86_400_000

describe.each(engines)('credentials on %s', (name) => {
  const engine = useEngine(name)

  /** A tenant of its own, a registry, and credentials in it with the secret `s`. */
  async function tenantCalled(id: string, clock: TestClock = stillClock()) {
    const { tables } = engine
    await createTenant(tables, { id, name: id, defaultVersion: '2.0.0', moreKey: Buffer.alloc(32, 1) })
    const tenant = tenantId(id)
    const add = (key: string, more: Partial<NewCredential> = {}) => {
      const authority = { account: { homePage: 'http://h', name: key } }
      const credential = { tenant: id, key, secret: 's', salt: Buffer.alloc(16), label: key, authority }
      return createCredential(tables, { ...credential, scopes: ['state'], created: clock.now(), ...more })
    }
    const registry = createRegistry(tables, clock.now)
    const enter = async (key: string, secret = 's') => {
      const principal = await registry.authenticate(key, secret)
      return typeof principal === 'string' ? principal : principal.key
    }
    const get = (key: string) => getCredential(tables, tenant, key)
    return { tenant, tables, clock, registry, add, enter, get }
  }

  /** An item as it was before credentials were listed, had a time of making, or revisions. */
  async function addOlder({ tenant, tables, add }: Awaited<ReturnType<typeof tenantCalled>>, key: string) {
    await add(key)
    const {
      created: _,
      revision: __,
      ...older
    } = (await tables.get('control', { pk: `|credential|${key}`, sk: '0' }, true)) as Item
    await revokeCredential(tables, tenant, key)
    await tables.insert('control', [older])
  }

  async function keysOf({ tenant, tables }: Awaited<ReturnType<typeof tenantCalled>>, limit: number) {
    const keys: string[] = []
    for (let after: string | undefined; ; ) {
      const page = await listCredentials(tables, tenant, { limit, ...(after !== undefined && { after }) })
      keys.push(...page.credentials.map(({ key }) => key))
      if (page.last === undefined) return keys.sort()
      after = page.last
    }
  }

  it('lists those of one tenant, page by page, without a scan', async () => {
    const [mine, other] = [await tenantCalled('lists'), await tenantCalled('lists-2')]
    const keys = Array.from({ length: 7 }, (_, at) => `lists-${at}`)
    for (const key of keys) await mine.add(key)
    await other.add('lists-other')
    expect(await keysOf(mine, 3)).toEqual(keys)
    expect(await keysOf(other, 3)).toEqual(['lists-other'])
    await revokeCredential(mine.tables, mine.tenant, 'lists-3')
    expect(await keysOf(mine, 100)).toEqual(keys.filter((key) => key !== 'lists-3'))
  })

  it('does not list for one tenant a key that another one has', async () => {
    const [mine, other] = [await tenantCalled('taken'), await tenantCalled('taken-2')]
    await other.add('the-key')
    expect(await mine.add('the-key')).toBe(false)
    expect(await keysOf(mine, 10)).toEqual([])
    expect(await mine.get('the-key')).toBeUndefined()
    expect(await revokeCredential(mine.tables, mine.tenant, 'the-key')).toBe(false)
    expect(await changeCredential(mine.tables, mine.tenant, { key: 'the-key', change: {} })).toEqual({
      kind: 'missing',
    })
    expect(await other.enter('the-key')).toBe('the-key')
  })

  it('lists one that is older than the list once it is used, or once all were scanned', async () => {
    const world = await tenantCalled('older')
    for (const key of ['older-used', 'older-unused']) await addOlder(world, key)
    expect(await keysOf(world, 10)).toEqual([])
    const principal = await world.registry.authenticate('older-used', 's')
    if (typeof principal !== 'string') await world.registry.noteUse(principal)
    expect(await keysOf(world, 10)).toEqual(['older-used'])
    const items = await Promise.all(
      ['older-used', 'older-unused'].map((key) =>
        world.tables.get('control', { pk: `|credential|${key}`, sk: '0' }, true),
      ),
    )
    const scan = async function* (): AsyncGenerator<ScanPage> {
      yield { items: items.filter((item) => item !== undefined) }
    }
    const scanned = await scanCredentials(world.tables, { scan }, world.tenant)
    expect(scanned.map(({ key, lastUsed }) => [key, lastUsed])).toEqual([
      ['older-unused', undefined],
      ['older-used', world.clock.now()],
    ])
    expect(await keysOf(world, 10)).toEqual(['older-unused', 'older-used'])
  })

  // @control kept-secrets
  it('refuses an expired one with its right secret as expired, and with a wrong one as wrong, cached or not', async () => {
    const world = await tenantCalled('expiry')
    await world.add('expiry', { expires: world.clock.now() + 10_000 })
    expect(await world.enter('expiry')).toBe('expiry')
    world.clock.move(9_999)
    expect(await world.enter('expiry')).toBe('expiry')
    world.clock.move(1)
    expect([await world.enter('expiry'), await world.enter('expiry', 'S')]).toEqual(['expired', 'wrong'])
    world.clock.move(DAY)
    expect([await world.enter('expiry'), await world.enter('expiry', 'S')]).toEqual(['expired', 'wrong'])
  })

  // @control kept-secrets
  it('lets two secrets in while it is rotated, and the old one until its time, cached or not', async () => {
    const world = await tenantCalled('rotation')
    const { clock, tables, tenant, enter } = world
    await world.add('rotation')
    const rotate = (secret: string, until: number) =>
      rotateCredential(tables, tenant, { key: 'rotation', secret, until, now: clock.now() })
    const until = clock.now() + DAY
    expect(await rotate('t', until)).toMatchObject({ kind: 'changed', credential: { secrets: [{}, { until }] } })
    expect([await enter('rotation', 's'), await enter('rotation', 't')]).toEqual(['rotation', 'rotation'])
    clock.move(DAY)
    expect([await enter('rotation', 's'), await enter('rotation', 't')]).toEqual(['wrong', 'rotation'])
    // A third one ends the first, and an end that is now leaves one.
    await rotate('u', clock.now() + DAY)
    await rotate('v', clock.now() + DAY)
    clock.move(60_000)
    expect(await Promise.all(['s', 't', 'u', 'v'].map((secret) => enter('rotation', secret)))).toEqual([
      'wrong',
      'wrong',
      'rotation',
      'rotation',
    ])
    await rotate('w', clock.now())
    expect((await world.get('rotation'))?.secrets).toEqual([{}])
  })

  it('changes what is named and nothing else, older items too; a change from an older revision is stale', async () => {
    const world = await tenantCalled('changes')
    const { tables, tenant, get } = world
    await addOlder(world, 'changes')
    const outcome = await changeCredential(tables, tenant, {
      key: 'changes',
      change: { label: 'New', scopes: ['profile'], expires: 5, filter: { verbs: ['http://v'] } },
    })
    const changed = (outcome as { credential: ListedCredential }).credential
    expect(changed).toMatchObject({ label: 'New', scopes: ['profile'], expires: 5, filter: { verbs: ['http://v'] } })
    expect(await get('changes')).toEqual(changed)
    const expected = changed.revision ?? ''
    const again = { key: 'changes', change: { expires: undefined, filter: undefined }, expected }
    expect(await changeCredential(tables, tenant, again)).toMatchObject({ kind: 'changed' })
    expect(await changeCredential(tables, tenant, { ...again, change: { label: 'Late' } })).toEqual({ kind: 'stale' })
    const { revision: _, ...last } = (await get('changes')) as ListedCredential
    expect(last).toEqual({
      key: 'changes',
      label: 'New',
      scopes: ['profile'],
      authority: '{"account":{"homePage":"http://h","name":"changes"}}',
      lenient: [],
      secrets: [{}],
    })
  })

  it('does not bring back by a change what is revoked meanwhile', async () => {
    const world = await tenantCalled('meanwhile')
    const { tenant } = world
    await world.add('meanwhile')
    const get: typeof engine.tables.get = async (...asked) => {
      const item = await engine.tables.get(...asked)
      await revokeCredential(engine.tables, tenant, 'meanwhile')
      return item
    }
    const change = { key: 'meanwhile', change: { label: 'x' } }
    expect(await changeCredential({ ...engine.tables, get }, tenant, change)).toEqual({ kind: 'stale' })
    expect(await world.get('meanwhile')).toBeUndefined()
  })

  it('notes the last use once in five minutes for each credential, and again where that failed', async () => {
    const world = await tenantCalled('uses')
    for (const key of ['uses-1', 'uses-2']) await world.add(key)
    let writes = 0
    let isDown = false
    const updateIf: typeof engine.tables.updateIf = async (...change) => {
      writes++
      if (isDown) throw new Error('down')
      return engine.tables.updateIf(...change)
    }
    const registry = createRegistry({ ...engine.tables, updateIf }, world.clock.now)
    const use = async (key: string) => {
      const principal = await registry.authenticate(key, 's')
      if (typeof principal !== 'string') await registry.noteUse(principal)
    }
    const first = world.clock.now()
    for (let n = 0; n < 5; n++) await use('uses-1')
    await use('uses-2')
    expect(writes).toBe(2)
    world.clock.move(299_999)
    await use('uses-1')
    expect([writes, (await world.get('uses-1'))?.lastUsed]).toEqual([2, first])
    world.clock.move(1)
    isDown = true
    await expect(use('uses-1')).rejects.toThrow('down')
    isDown = false
    await use('uses-1')
    expect([writes, (await world.get('uses-1'))?.lastUsed]).toEqual([4, first + 300_000])
  })
})
