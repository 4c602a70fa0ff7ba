/** The commands on tenants and their credentials. */
import { randomBytes } from 'node:crypto'
import { createCredential, revokeCredential, scanCredentials } from '../../lambdas/tenancy/credentials.ts'
import { readLeniencyCounts } from '../../lambdas/tenancy/leniency-counter.ts'
import { createTenant, scanTenants } from '../../lambdas/tenancy/registry.ts'
import { removeTenant, tableOfRecords } from '../../lambdas/tenancy/removal.ts'
import { SCOPES, type Scope } from '../../lambdas/tenancy/scopes.ts'
import { parseAgentParameter } from '../../lambdas/xapi/parameters.ts'
import type { Agent } from '../../lambdas/xapi/statement.ts'
import { showProgress } from '../terminal/progress.ts'
import { type Command, existingTenant, table, textOf, toTenant, type Values } from './command.ts'
import { Failure, UsageError } from './failure.ts'
import { countedRules, LENIENT_LINES, leniencyOf } from './leniency-command.ts'

export const addTenant: Command = {
  usage: 'tenants add <tenant> [--name NAME] [--default-version 1.0.3|2.0.0]',
  summary: 'makes a tenant',
  details: `  --name             for people; the id where it is not given
  --default-version  the rules that requests without a version header are answered by: 1.0.3

  An id has lower-case letters, digits and dashes.`,
  options: { name: { type: 'string' }, 'default-version': { type: 'string' } },
  takes: [1, 1],
  recorded: { act: 'tenant.created', tenant: 'argument' },
  async run({ tables }, { args: [text = ''], values }) {
    const id = toTenant(text)
    const defaultVersion = textOf(values, 'default-version') ?? '1.0.3'
    if (defaultVersion !== '1.0.3' && defaultVersion !== '2.0.0') {
      throw new UsageError('--default-version is 1.0.3 or 2.0.0.')
    }
    const name = textOf(values, 'name') ?? id
    const isNew = await createTenant(tables, { id, name, defaultVersion, moreKey: randomBytes(32) })
    if (!isNew) throw new Failure(`The tenant ${id} exists already; nothing was changed.`)
    return {
      text: `The tenant ${id} is made. Next: cairn credentials add ${id}`,
      json: { tenant: id, name, defaultVersion },
      told: { after: { name, defaultVersion } },
    }
  },
}

export const showTenants: Command = {
  usage: 'tenants list',
  summary: 'lists the tenants',
  takes: [0, 0],
  async run({ tables, scanner }) {
    const tenants = await scanTenants(tables, scanner)
    const rows = tenants.map(({ id, name, defaultVersion }) => [id, defaultVersion, name])
    return {
      text: table(['TENANT', 'VERSION', 'NAME'], rows),
      json: tenants.map(({ id, name, defaultVersion }) => ({ tenant: id, name, defaultVersion })),
    }
  },
}

export const dropTenant: Command = {
  usage: 'tenants remove <tenant>',
  summary: 'removes a tenant that has no records, with its credentials',
  details: `  A tenant that has statements or documents is refused, and nothing is changed: no command deletes records yet.
  Its credentials work for 60 seconds more at most; what they send then belongs to no tenant, and shows again if one
  of this id is made.

  Reads every item of Statements and Documents, to be sure that none is the tenant's.`,
  takes: [1, 1],
  recorded: { act: 'tenant.removed', tenant: 'argument' },
  async run(deployment, { args: [text] }) {
    const { scanner } = deployment
    const tenant = await existingTenant(deployment, text)
    if (!deployment.hasDocuments)
      throw new Failure('Set DOCUMENTS_TABLE too: a tenant is removed only if it has no documents.')
    const looking = showProgress((seconds) => `Looking for records of ${tenant}: ${seconds} s`)
    const found = await tableOfRecords(scanner, tenant).finally(() => looking.end())
    if (found !== undefined)
      throw new Failure(`The tenant ${tenant} has ${found}: nothing was removed. No command deletes records yet.`)
    const credentials = await removeTenant(deployment.tables, scanner, tenant)
    const count = credentials === 1 ? '1 credential' : `${credentials} credentials`
    return {
      text: `The tenant ${tenant} is removed, with ${count}.`,
      json: { tenant, removed: true, credentials },
      told: { what: { credentials } },
    }
  },
}

export const addCredential: Command = {
  usage:
    'credentials add <tenant> [--label LABEL] [--key KEY] [--scope SCOPE]... [--authority AGENT] [--lenient RULE,...]',
  summary: 'makes a credential and prints its secret, once',
  details: `  --label      for people: who or what uses it
  --key        the user name of HTTP Basic; a new one where it is not given
  --scope      ${SCOPES.join(', ')}; all of them where none is given
  --authority  an Agent as JSON: the authority of its statements
  --lenient    what its requests are let pass against the standard; nothing where it is not given:
${LENIENT_LINES}`,
  options: {
    label: { type: 'string' },
    key: { type: 'string' },
    scope: { type: 'string', multiple: true },
    authority: { type: 'string' },
    lenient: { type: 'string', multiple: true },
  },
  takes: [1, 1],
  recorded: { act: 'credential.created', tenant: 'argument' },
  async run(deployment, { args: [text], values }) {
    const scopes = scopesOf(values)
    const lenient = leniencyOf(values) ?? []
    const tenant = await existingTenant(deployment, text)
    const key = textOf(values, 'key') ?? `${tenant}-${randomBytes(6).toString('hex')}`
    // RFC 7617: a colon would end the key.
    if (key === '' || key.includes(':')) throw new UsageError('A key is not empty and has no colon.')
    const secret = randomBytes(32).toString('base64url')
    const credential = { tenant, key, secret, salt: randomBytes(16), scopes, authority: authorityOf(values, key) }
    const label = textOf(values, 'label') ?? key
    const isNew = await createCredential(deployment.tables, { ...credential, label, lenient })
    if (!isNew) throw new Failure(`The key ${key} exists already; nothing was changed.`)
    process.stderr.write('Keep the secret now: only a hash of it is stored.\n')
    const told = { what: { key }, after: { label, scopes, lenient } }
    return { text: `key     ${key}\nsecret  ${secret}`, json: { tenant, key, secret, scopes }, told }
  },
}

function scopesOf({ scope }: Values): Scope[] {
  if (scope === undefined) return [...SCOPES]
  return [scope].flat().map((text) => {
    const known = SCOPES.find((one) => one === text)
    if (known === undefined) throw new UsageError(`There is no scope ${text}: ${SCOPES.join(', ')}.`)
    return known
  })
}

function authorityOf(values: Values, key: string): Agent {
  const text = textOf(values, 'authority')
  if (text !== undefined) return parseAgentParameter(text, '1.0.3', 'authority')
  return { objectType: 'Agent', account: { homePage: 'https://cairn.example/credentials', name: key } }
}

export const showCredentials: Command = {
  usage: 'credentials list <tenant>',
  summary: 'lists the credentials of a tenant; their secrets nobody knows',
  takes: [1, 1],
  async run(deployment, { args: [text] }) {
    const tenant = await existingTenant(deployment, text)
    const credentials = await scanCredentials(deployment.tables, deployment.scanner, tenant)
    const counts = await readLeniencyCounts(deployment.tables, tenant)
    const leniency = credentials.map(({ key, lenient }) => countedRules(lenient, counts.get(key)))
    // Where nobody is or was lenient, the table is as it always was.
    const column = (text: string) => (leniency.some((rules) => rules !== '') ? [text] : [])
    const rows = credentials.map(({ key, label, scopes, authority }, at) => [
      key,
      label,
      scopes.join(),
      ...column(leniency[at] || '-'),
      authority,
    ])
    return {
      text: table(['KEY', 'LABEL', 'SCOPES', ...column('LENIENT'), 'AUTHORITY'], rows),
      json: credentials.map(({ authority, ...rest }) => ({
        ...rest,
        needed: counts.get(rest.key) ?? {},
        authority: JSON.parse(authority),
      })),
    }
  },
}

export const revoke: Command = {
  usage: 'credentials revoke <tenant> <key>',
  summary: 'revokes a credential: it works for 60 seconds more at most',
  takes: [2, 2],
  recorded: { act: 'credential.revoked', tenant: 'argument' },
  async run(deployment, { args: [text, key = ''] }) {
    const tenant = await existingTenant(deployment, text)
    if (!(await revokeCredential(deployment.tables, tenant, key))) {
      throw new Failure(`The tenant ${tenant} has no key ${key}.`)
    }
    return { text: `${key} is revoked: it works for 60 seconds more at most.`, json: { tenant, key, revoked: true } }
  },
}
