/** The tenants and credentials that an operation qualification works with; each act is told to the trail as any other. */
import { randomBytes } from 'node:crypto'
import { createCredential, revokeCredential } from '../../../lambdas/tenancy/credentials.ts'
import { createTenant } from '../../../lambdas/tenancy/registry.ts'
import type { Scope } from '../../../lambdas/tenancy/scopes.ts'
import { type RightsCommand, toTenant } from '../command.ts'
import type { Deployment } from '../deployment.ts'
import { Failure } from '../failure.ts'
import { runRecorded } from '../operator-trail.ts'
import type { Key } from './xapi-sender.ts'

/** Where the command works. */
export type Place = { deployment: Deployment; stack: string | undefined }

function run({ deployment, stack }: Place, command: RightsCommand, args: string[]) {
  const input = { args, values: { ...(stack !== undefined && { stack }) } }
  return runRecorded(command, input, { deployment, run: () => command.run(deployment, input) })
}

export async function makeTenant(place: Place, tenant: string): Promise<void> {
  const made = { name: tenant, defaultVersion: '1.0.3' } as const
  const command: RightsCommand = {
    usage: 'qualify oq <tenant>',
    summary: '',
    takes: [1, 1],
    recorded: { act: 'tenant.created', tenant: 'argument' },
    async run({ tables }) {
      if (!(await createTenant(tables, { id: toTenant(tenant), ...made, moreKey: randomBytes(32) })))
        throw new Failure(`The tenant ${tenant} exists already.`)
      return { text: '', json: {}, told: { after: made } }
    },
  }
  await run(place, command, [tenant])
}

export async function makeKey(place: Place, tenant: string, scope: Scope): Promise<Key> {
  const made = { key: `${tenant}-${randomBytes(4).toString('hex')}`, secret: randomBytes(32).toString('base64url') }
  const command: RightsCommand = {
    usage: 'qualify oq <tenant> <key>',
    summary: '',
    takes: [2, 2],
    recorded: { act: 'credential.created', tenant: 'argument' },
    async run({ tables, clock }) {
      const homePage = 'https://cairn.example/credentials'
      const isNew = await createCredential(tables, {
        ...made,
        tenant,
        salt: randomBytes(16),
        label: 'qualification',
        scopes: [scope],
        authority: { objectType: 'Agent', account: { homePage, name: made.key } },
        lenient: [],
        created: clock.now(),
      })
      if (!isNew) throw new Failure(`The key ${made.key} exists already.`)
      return { text: '', json: {}, told: { after: { key: made.key, scopes: [scope] } } }
    },
  }
  await run(place, command, [tenant, made.key])
  return made
}

export async function endKey(place: Place, tenant: string, { key }: Key): Promise<void> {
  const command: RightsCommand = {
    usage: 'qualify oq <tenant> <key>',
    summary: '',
    takes: [2, 2],
    recorded: { act: 'credential.revoked', tenant: 'argument' },
    async run({ tables }) {
      await revokeCredential(tables, toTenant(tenant), key)
      return { text: '', json: {} }
    },
  }
  await run(place, command, [tenant, key])
}
