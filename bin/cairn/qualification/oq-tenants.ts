/** The tenants and credentials that an operation qualification works with; each act is told to the trail as any other. */
import { randomBytes } from 'node:crypto'
import { createCredential, revokeCredential } from '../../../lambdas/tenancy/credentials.ts'
import type { Scope } from '../../../lambdas/tenancy/scopes.ts'
import { administerByTables } from '../by-tables.ts'
import { type Command, type Input, toTenant } from '../command.ts'
import type { Deployment } from '../deployment.ts'
import { Failure } from '../failure.ts'
import { runRecorded } from '../operator-trail.ts'
import { addTenant } from '../tenants-command.ts'
import type { Key } from './xapi-sender.ts'

/** Where the command works. */
export type Place = { deployment: Deployment; stack: string | undefined }

/** A command on the tables, as if it had been called there; what it does is told to the trail. */
export function performAt({ deployment, stack }: Place, command: Command, { args, values = {} }: Partial<Input>) {
  const input = { args: args ?? [], values: { ...values, ...(stack !== undefined && { stack }) } }
  const run = () => {
    if ('run' in command) return command.run(deployment, input)
    if ('administer' in command) return command.administer(administerByTables(deployment), input)
    return command.runAlone(input)
  }
  return runRecorded(command, input, { deployment, run })
}

export async function makeTenant(place: Place, tenant: string): Promise<void> {
  await performAt(place, addTenant, { args: [tenant] })
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
  await performAt(place, command, { args: [tenant, made.key] })
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
  await performAt(place, command, { args: [tenant, key] })
}
