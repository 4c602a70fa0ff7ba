/** The tenants and credentials that an operation qualification works with; each act is told to the trail as any other. */
import { randomBytes } from 'node:crypto'
import { createCredential, revokeCredential } from '../../../lambdas/tenancy/credentials.ts'
import type { Scope } from '../../../lambdas/tenancy/scopes.ts'
import { type Command, toTenant } from '../command.ts'
import type { Deployment } from '../deployment.ts'
import { Failure } from '../failure.ts'
import { runRecorded } from '../operator-trail.ts'
import { addTenant } from '../tenants-command.ts'
import type { Key } from './xapi-sender.ts'

/** Where the command works. */
export type Place = { deployment: Deployment; stack: string | undefined }

const run = ({ deployment, stack }: Place, command: Command, args: string[]) =>
  runRecorded(command, deployment, { args, values: { ...(stack !== undefined && { stack }) } })

export async function makeTenant(place: Place, tenant: string): Promise<void> {
  await run(place, addTenant, [tenant])
}

export async function makeKey(place: Place, tenant: string, scope: Scope): Promise<Key> {
  const made = { key: `${tenant}-${randomBytes(4).toString('hex')}`, secret: randomBytes(32).toString('base64url') }
  const command: Command = {
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
  const command: Command = {
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
