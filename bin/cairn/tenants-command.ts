/** The commands on tenants. */
import { randomBytes } from 'node:crypto'
import { createTenant, scanTenants } from '../../lambdas/tenancy/registry.ts'
import { removeTenant, tableOfRecords } from '../../lambdas/tenancy/removal.ts'
import { showProgress } from '../terminal/progress.ts'
import { type Command, existingTenant, table, textOf, toTenant } from './command.ts'
import { Failure, UsageError } from './failure.ts'

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
