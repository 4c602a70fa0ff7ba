/** Owners and members as items of `Control`, and what a person is by them. */
import { describe, expect, it } from '@jest/globals'
import { listMembers, putMember, readMember, removeMember } from '../../../lambdas/tenancy/people/members.ts'
import { addOwner, listOwners, removeOwner } from '../../../lambdas/tenancy/people/owners.ts'
import { createPeople } from '../../../lambdas/tenancy/people/people.ts'
import { tenantId } from '../../../lambdas/tenancy/tenant-id.ts'
import { newTenant, useEngine } from '../../support/engines.ts'
import { AUDIENCE, ISSUER, openTokenIssuer } from '../../support/token-issuer.ts'

const engine = useEngine()
const ada = { issuer: ISSUER, subject: 'ada' }
const settings = { issuer: ISSUER, audience: AUDIENCE, rolesClaim: 'cairn_roles' }

describe('members', () => {
  it('are put, read, listed in pages and removed, each in its own tenant', async () => {
    const [tenant, other] = [newTenant(), newTenant()]
    for (const subject of ['ada', 'bob', 'cy']) {
      const put = await putMember(engine.tables, tenant, { issuer: ISSUER, subject, role: 'analyst', name: subject })
      expect(put?.isNew).toBe(true)
    }
    const first = await listMembers(engine.tables, tenant, { limit: 2 })
    const second = await listMembers(engine.tables, tenant, { limit: 2, after: first.after ?? '' })
    const subjects = [...first.items, ...second.items].map(({ subject }) => subject)
    expect(subjects.sort()).toEqual(['ada', 'bob', 'cy'])
    expect(await readMember(engine.tables, tenant, ada)).toMatchObject({ subject: 'ada', role: 'analyst', name: 'ada' })
    expect(await readMember(engine.tables, other, ada)).toBeUndefined()
    expect(await readMember(engine.tables, tenant, { ...ada, issuer: 'https://other.example.org' })).toBeUndefined()
    expect(await removeMember(engine.tables, other, ada)).toBe('absent')
    expect(await removeMember(engine.tables, tenant, ada)).toBe('removed')
    expect(await removeMember(engine.tables, tenant, ada)).toBe('absent')
  })

  it('are changed and removed only in the version that was asked for', async () => {
    const tenant = newTenant()
    const put = (role: 'admin' | 'analyst', condition?: { oneOf?: '*' | string[]; noneOf?: '*' }) =>
      putMember(engine.tables, tenant, { ...ada, role }, condition)
    expect(await put('admin', { oneOf: '*' })).toBeUndefined()
    const first = (await put('analyst', { noneOf: '*' }))?.member.version ?? ''
    expect(await put('admin', { noneOf: '*' })).toBeUndefined()
    const second = (await put('admin', { oneOf: [first] }))?.member.version ?? ''
    expect(await put('analyst', { oneOf: [first] })).toBeUndefined()
    expect(await removeMember(engine.tables, tenant, ada, { oneOf: [first] })).toBe('changed')
    expect(await removeMember(engine.tables, tenant, ada, { oneOf: [second] })).toBe('removed')
  })
})

describe('what a person is', () => {
  const open = async (now: () => number) => {
    const issuer = await openTokenIssuer(now)
    const people = createPeople({ tables: engine.tables, issuer: settings, now, fetchKeys: issuer.fetchKeys })
    const signIn = async (token: string) => {
      const { person, refusal } = await people.authenticate(`Bearer ${token}`)
      if (person === undefined) throw new Error(refusal.description)
      return person
    }
    return { issuer, people, signIn }
  }

  it('comes from the token where it names a role in the tenant, and otherwise from the members', async () => {
    const [claimed, joined, none] = [newTenant(), newTenant(), newTenant()]
    const { issuer, people, signIn } = await open(Date.now)
    await putMember(engine.tables, joined, { ...ada, role: 'auditor' })
    const person = await signIn(await issuer.token({ claims: { cairn_roles: [`${claimed}:analyst`] } }))
    expect(await people.roleIn(person, claimed)).toBe('analyst')
    expect(await people.roleIn(person, joined)).toBe('auditor')
    expect(await people.roleIn(person, none)).toBeUndefined()
  })

  it('ends at most a minute after a member is removed, with a token that is still valid', async () => {
    let now = Date.now()
    const tenant = newTenant()
    const { issuer, people, signIn } = await open(() => now)
    await putMember(engine.tables, tenant, { ...ada, role: 'admin' })
    const token = await issuer.token()
    expect(await people.roleIn(await signIn(token), tenant)).toBe('admin')
    await removeMember(engine.tables, tenant, ada)
    now += 60_000
    expect(await people.roleIn(await signIn(token), tenant)).toBeUndefined()
  })

  it('is an owner in every tenant once added, and a minute at most after the removal no more', async () => {
    let now = Date.now()
    const { issuer, people, signIn } = await open(() => now)
    const token = await issuer.token({ claims: { sub: 'olga' } })
    expect((await signIn(token)).isOwner).toBe(false)
    const olga = { issuer: ISSUER, subject: 'olga' }
    expect(await addOwner(engine.tables, { ...olga, name: 'Olga' })).toBe(true)
    expect(await addOwner(engine.tables, olga)).toBe(false)
    expect(await listOwners(engine.tables)).toMatchObject([{ ...olga, name: 'Olga' }])
    now += 60_000
    expect(await people.roleIn(await signIn(token), tenantId('any'))).toBe('owner')
    expect(await removeOwner(engine.tables, olga)).toBe(true)
    expect(await removeOwner(engine.tables, olga)).toBe(false)
    now += 60_000
    expect((await signIn(token)).isOwner).toBe(false)
  })
})
