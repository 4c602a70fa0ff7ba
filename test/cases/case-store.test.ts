/** Cases, holds and retention rules as items of `Control`: a case goes from state to state, and nobody overtakes another. */
import { describe, expect, it } from '@jest/globals'
import { refusalToApprove } from '../../lambdas/cases/approval.ts'
import type { Case } from '../../lambdas/cases/case.ts'
import { createCaseStore } from '../../lambdas/cases/case-store.ts'
import { allHolds, liftHold, listHolds, setHold } from '../../lambdas/cases/holds.ts'
import { allRules, putRule, readRule, removeRule } from '../../lambdas/cases/retention-rules.ts'
import { queryAll } from '../../lambdas/database/tables.ts'
import type { TenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { ada, bob, counted, deed, erasureOf, holdOf, LEAVER, retentionBy, rule } from '../support/cases.ts'
import { newTenant, useEngine } from '../support/engines.ts'

const engine = useEngine()
const store = () => createCaseStore(engine.tables)

const certificate = { certificate: '{"form":"cairn-case-1"}', signature: 'MEUC' }
const approved = { to: 'approved', at: '2026-02-16T08:00:00.000Z', by: bob } as const

/** All that lies in `Control` of a tenant's cases, as text. */
async function bytesOf(tenant: TenantId): Promise<string> {
  const items: unknown[] = []
  for (const kind of ['cases', 'open-cases']) {
    const range = { pk: `${tenant}|${kind}`, from: '-', to: '~', ascending: true, limit: 100 }
    for await (const item of queryAll(engine.tables, 'control', range)) items.push(item)
  }
  return JSON.stringify(items)
}

async function present(one: Promise<Case | undefined>): Promise<Case> {
  const found = await one
  if (found === undefined) throw new Error('Somebody else changed a case of this test.')
  return found
}

describe('a case', () => {
  it('is approved, carried out in steps, and done with its certificate', async () => {
    const tenant = newTenant()
    const prepared = await counted(store(), tenant, erasureOf(LEAVER))
    expect(await store().approvedOf(tenant)).toEqual([])
    const begun = await present(store().decide(tenant, prepared, approved))
    expect(await store().approvedOf(tenant)).toEqual([begun])
    expect(begun).toMatchObject({ state: 'approved', decided: { at: approved.at, by: bob } })
    const began = { began: '2026-02-16T08:05:00.000Z' }
    const first = await present(store().progress(tenant, begun, { ...began, progress: 'day 3' }))
    const failure = { at: '2026-02-16T08:06:00.000Z', what: 'Unavailable' }
    const second = await present(store().progress(tenant, first, { ...began, progress: 'day 3', failure }))
    expect(await store().approvedOf(tenant)).toEqual([second])
    await present(store().finish(tenant, second, { at: '2026-02-16T09:00:00.000Z', certificate }))
    expect(await store().approvedOf(tenant)).toEqual([])
    expect(await store().get(tenant, prepared.id)).toMatchObject({
      state: 'done',
      certificate,
      run: { ...began, ended: '2026-02-16T09:00:00.000Z' },
    })
  })

  it.each(['done', 'rejected', 'withdrawn'] as const)('forgets who is meant once it is %s', async (to) => {
    const tenant = newTenant()
    const prepared = await counted(store(), tenant, erasureOf(LEAVER))
    expect(await bytesOf(tenant)).toContain(LEAVER.mbox)
    if (to === 'done') {
      const begun = await present(store().decide(tenant, prepared, approved))
      const running = await present(store().progress(tenant, begun, { began: approved.at }))
      await store().finish(tenant, running, { at: approved.at, certificate })
    } else await store().decide(tenant, prepared, { to, at: approved.at, by: ada, reason: 'a mistake' })
    expect(await bytesOf(tenant)).not.toContain('leaver')
    expect(await store().get(tenant, prepared.id)).toMatchObject({
      erasure: { way: 'remove', persons: ['fingerprint'] },
    })
  })

  it('is changed by one of two who know the same version', async () => {
    const tenant = newTenant()
    const prepared = await counted(store(), tenant, erasureOf(LEAVER))
    const rejected = { to: 'rejected', at: approved.at, by: bob } as const
    const both = await Promise.all([
      store().decide(tenant, prepared, approved),
      store().decide(tenant, prepared, rejected),
    ])
    expect(both.filter((one) => one !== undefined)).toHaveLength(1)
    const [won] = both.filter((one) => one !== undefined)
    expect(await store().get(tenant, prepared.id)).toEqual(won)
    expect(await store().approvedOf(tenant)).toHaveLength(won?.state === 'approved' ? 1 : 0)
  })

  it('is decided once, and carried out only when it is approved', async () => {
    const tenant = newTenant()
    const prepared = await counted(store(), tenant, erasureOf(LEAVER))
    await expect(store().progress(tenant, prepared, { began: approved.at })).rejects.toThrow('is prepared')
    const withdrawn = await present(store().decide(tenant, prepared, { to: 'withdrawn', at: approved.at, by: ada }))
    await expect(store().decide(tenant, withdrawn, approved)).rejects.toThrow('is withdrawn')
  })

  it('is listed in its own tenant, the newest first, page by page', async () => {
    const [tenant, other] = [newTenant(), newTenant()]
    const ids: string[] = []
    for (const day of ['13', '14', '15'])
      ids.push((await store().prepare(tenant, erasureOf(LEAVER), deed(ada, `2026-02-${day}T10:00:00.000Z`))).id)
    const first = await store().list(tenant, { limit: 2 })
    const second = await store().list(tenant, { limit: 2, after: first.after ?? '' })
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids.toReversed())
    expect((await store().list(other, { limit: 2 })).items).toEqual([])
    expect(await store().get(other, ids[0] ?? '')).toBeUndefined()
  })
})

describe('an approval', () => {
  const tenantSays = { secondPerson: false, isHeld: false, rules: [], holds: [] }

  it('of an erasure is never given by who prepared it', async () => {
    const one = await counted(store(), newTenant(), erasureOf(LEAVER))
    expect(refusalToApprove(one, { ...tenantSays, by: ada })).toMatchObject({ kind: 'forbidden' })
    expect(refusalToApprove(one, { ...tenantSays, by: bob })).toBeUndefined()
  })

  it('of a run of retention needs a second person where the tenant says so', async () => {
    const rules = [rule('courses')]
    const one = await counted(store(), newTenant(), retentionBy(rules))
    expect(refusalToApprove(one, { ...tenantSays, rules, by: ada })).toBeUndefined()
    const strict = { ...tenantSays, rules, secondPerson: true }
    expect(refusalToApprove(one, { ...strict, by: ada })).toMatchObject({ kind: 'forbidden' })
    expect(refusalToApprove(one, { ...strict, by: bob })).toBeUndefined()
  })

  it('of what the clock prepared is not given by who wrote a rule of it', async () => {
    const rules = [rule('courses', { changed: deed(ada) })]
    const one = {
      ...(await counted(store(), newTenant(), retentionBy(rules))),
      prepared: deed({ kind: 'system', id: 'r' }),
    }
    const strict = { ...tenantSays, rules, secondPerson: true }
    expect(refusalToApprove(one, { ...strict, by: ada })).toMatchObject({ kind: 'forbidden' })
    expect(refusalToApprove(one, { ...strict, by: bob })).toBeUndefined()
  })

  it('waits for the counts, for the end of a hold of the tenant, and for rules that are as they were', async () => {
    const rules = [rule('courses')]
    const one = await counted(store(), newTenant(), retentionBy(rules))
    const by = { ...tenantSays, rules, by: bob }
    const half = { ...one, preview: { ...one.preview, isComplete: false } }
    expect(refusalToApprove(half, by)?.says).toContain('not counted')
    expect(refusalToApprove(one, { ...by, isHeld: true })?.says).toContain('held')
    expect(refusalToApprove(one, { ...by, rules: [rule('courses', { version: '2' })] })?.says).toContain('changed')
    expect(refusalToApprove(one, { ...by, rules: [...rules, rule('exams')] })?.says).toContain('changed')
    expect(refusalToApprove(one, { ...by, holds: [holdOf({ activity: 'https://a.example/1' })] })?.says).toContain(
      'again',
    )
  })
})

describe('holds and retention rules', () => {
  it('are set, listed and lifted in their own tenant', async () => {
    const [tenant, other] = [newTenant(), newTenant()]
    const hold = await setHold(engine.tables, tenant, { meets: { person: { agents: [LEAVER] } }, set: deed(ada) })
    const second = await setHold(engine.tables, tenant, { meets: { activity: 'https://a.example/1' }, set: deed(bob) })
    expect((await allHolds(engine.tables, tenant)).map(({ id }) => id).sort()).toEqual([hold.id, second.id].sort())
    expect((await listHolds(engine.tables, tenant, { limit: 1 })).items).toHaveLength(1)
    expect(await allHolds(engine.tables, other)).toEqual([])
    expect(await liftHold(engine.tables, tenant, hold.id, { oneOf: ['another'] })).toBe('changed')
    expect(await liftHold(engine.tables, tenant, hold.id, { oneOf: [hold.version] })).toBe('lifted')
    expect(await liftHold(engine.tables, tenant, hold.id, {})).toBe('absent')
    expect(await allHolds(engine.tables, tenant)).toEqual([second])
  })

  it('rules are put and removed in the version that was known', async () => {
    const tenant = newTenant()
    const { version: _, ...courses } = rule('courses', { mandatory: { regulation: '21 CFR 211.180' }, name: 'Courses' })
    const first = await putRule(engine.tables, tenant, courses, { noneOf: '*' })
    expect(first).toMatchObject({ isNew: true, rule: courses })
    expect(await putRule(engine.tables, tenant, courses, { noneOf: '*' })).toBeUndefined()
    const longer = { ...courses, period: 'P6Y' }
    const second = await putRule(engine.tables, tenant, longer, { oneOf: [first?.rule.version ?? ''] })
    expect(await allRules(engine.tables, tenant)).toEqual([second?.rule])
    expect(await removeRule(engine.tables, tenant, 'courses', { oneOf: [first?.rule.version ?? ''] })).toBe('changed')
    expect(await removeRule(engine.tables, tenant, 'courses', {})).toBe('removed')
    expect(await readRule(engine.tables, tenant, 'courses')).toBeUndefined()
  })
})
