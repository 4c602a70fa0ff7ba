/** The commands on tenants. */
import { QUOTA_NAMES, QUOTAS, type Quotas } from '../../lambdas/tenancy/tenant-quotas.ts'
import type { Version } from '../../lambdas/xapi/statement.ts'
import type { Tenant } from './administration.ts'
import type { Changed } from './changed.ts'
import {
  type AdministeringCommand,
  type Command,
  type Outcome,
  table,
  textOf,
  toTenant,
  type Values,
} from './command.ts'
import { UsageError } from './failure.ts'
import { showStock } from './tenant-life-command.ts'

const SETTINGS = {
  name: { type: 'string' },
  'default-version': { type: 'string' },
  quota: { type: 'string', multiple: true },
} as const

const CHANGES = { ...SETTINGS, 'second-person': { type: 'string' } } as const

const QUOTA_LINES = `  --quota            NAME=NUMBER, several times; what is not named has no limit:
${QUOTA_NAMES.map((name) => `    ${name.padEnd(21)}${QUOTAS[name]}`).join('\n')}`

export const addTenant: AdministeringCommand = {
  usage: 'tenants add <tenant> [--name NAME] [--default-version 1.0.3|2.0.0] [--quota NAME=NUMBER]...',
  summary: 'makes a tenant',
  details: `  --name             for people; the id where it is not given
  --default-version  the rules that requests without a version header are answered by: 1.0.3
${QUOTA_LINES}

  An id has lower-case letters, digits and dashes.`,
  options: SETTINGS,
  takes: [1, 1],
  recorded: { act: 'tenant.created', tenant: 'argument' },
  async administer({ createTenant }, { args: [text = ''], values }) {
    const { value, told } = await createTenant({ id: toTenant(text), ...settingsOf(values) })
    const { id } = value
    const next = `The tenant ${id} is made. Next: cairn credentials add ${id}`
    return { text: next, json: toJson(value), ...(told && { told }) }
  },
}

export const listTenants: Command = {
  usage: 'tenants list',
  summary: 'lists the tenants',
  takes: [0, 0],
  isPastApiAtHome: true,
  async administer({ tenants }) {
    const all = await tenants()
    // What none of them has gets no column.
    const hasStates = all.some((tenant) => stateOf(tenant) !== '')
    const rows = all.map((one) => [one.id, one.defaultVersion, ...(hasStates ? [stateOf(one)] : []), one.name])
    const head = ['TENANT', 'VERSION', ...(hasStates ? ['STATE'] : []), 'NAME']
    return { text: table(head, rows), json: all.map(toJson) }
  },
}

export const showTenant: Command = {
  usage: 'tenants show <tenant>',
  summary: 'shows one tenant: its settings, its quotas, whether it is suspended',
  takes: [1, 1],
  async administer({ tenant: read }, { args: [text = ''] }) {
    const tenant = await read(toTenant(text))
    const { id, name, defaultVersion, quotas, created, suspended } = tenant
    const rows = [
      ['tenant', id],
      ['name', name],
      ['version', defaultVersion],
      ...(created === undefined ? [] : [['created', created]]),
      ...Object.entries(quotas).map(([quota, most]) => [quota, String(most)]),
      ...(tenant.secondPerson ? [['approval', 'runs of retention by a second person']] : []),
      ['state', stateOf(tenant) || 'works'],
      ...(suspended === undefined ? [] : [['reason', suspended.reason]]),
    ]
    const width = Math.max(...rows.map(([what = '']) => what.length))
    const lines = rows.map(([what = '', value = '']) => `${what.padEnd(width)}  ${value}`).join('\n')
    return { text: lines, json: { ...toJson(tenant), ...(created !== undefined && { created }) } }
  },
}

export const updateTenant: Command = {
  usage:
    'tenants update <tenant> [--name NAME] [--default-version 1.0.3|2.0.0] [--quota NAME=NUMBER|none]... [--second-person yes|no]',
  summary: 'changes a name, a default version or quotas, within a minute',
  details: `  What is not named stays as it is. Quotas take the place of all that were there.
  --name             for people
  --default-version  the rules that requests without a version header are answered by
${QUOTA_LINES}
    none                 takes all of them away
  --second-person    whether runs of retention are approved by another person than prepared them`,
  options: CHANGES,
  takes: [1, 1],
  recorded: { act: 'tenant.changed', tenant: 'argument' },
  async administer({ changeTenant }, { args: [text = ''], values }) {
    const change = { ...settingsOf(values), ...secondPersonOf(values) }
    if (Object.keys(change).length === 0) throw new UsageError(`Usage: cairn ${updateTenant.usage}`)
    return changed(await changeTenant(toTenant(text), change), 'is changed: within a minute')
  },
}

export const suspendTenant: Command = {
  usage: 'tenants suspend <tenant> --reason REASON',
  summary: 'refuses all requests of its credentials, within a minute',
  details: '  --reason  for people, and for the trail of audit',
  options: { reason: { type: 'string' } },
  takes: [1, 1],
  recorded: { act: 'tenant.changed', tenant: 'argument' },
  async administer(administration, { args: [text = ''], values }) {
    const reason = textOf(values, 'reason')
    if (!reason) throw new UsageError('Say why with --reason: it is in the trail of audit.')
    return changed(await administration.suspendTenant(toTenant(text), reason), 'is suspended: within a minute')
  },
}

export const resumeTenant: Command = {
  usage: 'tenants resume <tenant>',
  summary: 'ends its suspension, or takes back that it is marked for deletion',
  takes: [1, 1],
  recorded: { act: 'tenant.changed', tenant: 'argument' },
  async administer(administration, { args: [text = ''] }) {
    return changed(await administration.resumeTenant(toTenant(text)), 'works again: within a minute')
  },
}

export const dropTenant: Command = {
  usage: 'tenants remove <tenant> [--reason REASON] [--dry-run]',
  summary: 'removes a tenant that has no records, with its credentials',
  details: `  --reason   for people, and for the trail of audit: the admin API wants one
  --dry-run  counts what would be removed, up to some thousands of each, and does nothing

  By the admin API a tenant is marked: its credentials are refused, and for 30 days cairn tenants restore takes that
  back, as long as nothing was removed. cairn tenants hold keeps one from being removed.

  With --stack, and on the local runner where nobody is signed in, it is removed at once. One that has statements or
  documents is refused, and nothing is changed: no command deletes records yet. Its credentials work for 60 seconds
  more at most; what they send then belongs to no tenant, and shows again if one of this id is made. It reads every
  item of Statements and Documents, to be sure that none is the tenant's.`,
  options: { reason: { type: 'string' }, 'dry-run': { type: 'boolean' } },
  takes: [1, 1],
  isPastApiAtHome: true,
  recorded: { act: 'tenant.removed', tenant: 'argument', unless: 'dry-run' },
  async administer(administration, input) {
    const { args, values } = input
    if (values['dry-run'] === true) return showStock(administration, input)
    const tenant = toTenant(args[0] ?? '')
    const { value, told } = await administration.removeTenant(tenant, textOf(values, 'reason'))
    const { credentials, after } = value
    const count = credentials === 1 ? '1 credential' : `${credentials} credentials`
    const said =
      after === undefined
        ? `The tenant ${tenant} is removed, with ${count}.`
        : `The tenant ${tenant} is marked for deletion, with ${count}: until ${after}, cairn tenants restore ${tenant} takes that back.`
    const json = { tenant, removed: after === undefined, credentials, ...(after !== undefined && { after }) }
    return { text: said, json, ...(told && { told }) }
  },
}

function changed({ value, told }: Changed<Tenant>, is: string): Outcome {
  return { text: `The tenant ${value.id} ${is}.`, json: toJson(value), ...(told && { told }) }
}

const stateOf = ({ suspended, removal }: Tenant) =>
  removal ? `deleted after ${removal.after}` : suspended ? `suspended since ${suspended.at}` : ''

function toJson({ id, name, defaultVersion, quotas, suspended, removal, hold, secondPerson }: Tenant) {
  return {
    ...{ tenant: id, name, defaultVersion },
    ...(Object.keys(quotas).length > 0 && { quotas }),
    ...(suspended && { suspended }),
    ...(removal && { removal }),
    ...(hold && { hold }),
    ...(secondPerson && { secondPerson }),
  }
}

function settingsOf(values: Values): { name?: string; defaultVersion?: Version; quotas?: Quotas } {
  const name = textOf(values, 'name')
  const defaultVersion = textOf(values, 'default-version')
  if (defaultVersion !== undefined && defaultVersion !== '1.0.3' && defaultVersion !== '2.0.0')
    throw new UsageError('--default-version is 1.0.3 or 2.0.0.')
  const quotas = quotasOf(values)
  return { ...(name !== undefined && { name }), ...(defaultVersion && { defaultVersion }), ...(quotas && { quotas }) }
}

function secondPersonOf(values: Values): { secondPerson?: boolean } {
  const text = textOf(values, 'second-person')
  if (text === undefined) return {}
  if (text !== 'yes' && text !== 'no') throw new UsageError('--second-person is yes or no.')
  return { secondPerson: text === 'yes' }
}

function quotasOf({ quota }: Values): Quotas | undefined {
  if (quota === undefined) return undefined
  const given = [quota].flat().map(String)
  if (given.length === 1 && given[0] === 'none') return {}
  return Object.fromEntries(
    given.map((text) => {
      const [, name = '', number = ''] = /^(\w+)=(\d{1,15})$/.exec(text) ?? []
      if (!QUOTA_NAMES.some((one) => one === name))
        throw new UsageError(`--quota ${text}: it is NAME=NUMBER, with one of ${QUOTA_NAMES.join(', ')}.`)
      return [name, Number(number)]
    }),
  )
}
