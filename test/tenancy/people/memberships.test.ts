/** The memberships of one person, on a real engine. */
import { randomBytes } from 'node:crypto'
import { expect, it } from '@jest/globals'
import { putMember } from '../../../lambdas/tenancy/people/members.ts'
import { listMemberships } from '../../../lambdas/tenancy/people/memberships.ts'
import { createTenant } from '../../../lambdas/tenancy/registry.ts'
import { tenantId } from '../../../lambdas/tenancy/tenant-id.ts'
import { useEngine } from '../../support/engines.ts'

const engine = useEngine()
const ada = { issuer: 'https://issuer.example', subject: 'ada' }

it('are found among more tenants than a page has; cut where there are too many, and said to be', async () => {
  const { tables } = engine
  for (let at = 0; at < 230; at++) {
    const id = `t${String(at).padStart(3, '0')}`
    await createTenant(tables, { id, name: id, defaultVersion: '1.0.3', moreKey: randomBytes(32) })
  }
  await putMember(tables, tenantId('t003'), { ...ada, role: 'admin' })
  await putMember(tables, tenantId('t229'), { ...ada, role: 'analyst' })
  await putMember(tables, tenantId('t100'), { issuer: 'https://other.example', subject: 'ada', role: 'admin' })
  expect(await listMemberships(tables, ada)).toEqual({
    roles: new Map([
      ['t003', 'admin'],
      ['t229', 'analyst'],
    ]),
    isComplete: true,
  })
  expect(await listMemberships(tables, ada, 200)).toEqual({ roles: new Map([['t003', 'admin']]), isComplete: false })
})
