/** The commands on the end of a tenant: held, released, taken back, and what is left of it. */
import type { Administration, RemovalStock, Tenant } from './administration.ts'
import type { Changed } from './changed.ts'
import { type AdministeringCommand, type Input, type Outcome, textOf, toTenant, type Values } from './command.ts'
import { UsageError } from './failure.ts'

const REASON = { reason: { type: 'string' } } as const
const REASON_LINE = '  --reason  for people, and for the trail of audit'

/** @throws UsageError */
function reasonOf(values: Values): string {
  const reason = textOf(values, 'reason')
  if (!reason) throw new UsageError('Say why with --reason: it is in the trail of audit.')
  return reason
}

function said({ value, told }: Changed<Tenant>, is: string, reason?: string): Outcome {
  const { id, suspended, removal, hold } = value
  const json = { tenant: id, ...(suspended && { suspended }), ...(removal && { removal }), ...(hold && { hold }) }
  const what = reason === undefined ? {} : { what: { reason } }
  return { text: `The tenant ${id} ${is}.`, json, ...(told && { told: { ...told, ...what } }) }
}

export const holdTenant: AdministeringCommand = {
  usage: 'tenants hold <tenant> --reason REASON',
  summary: 'holds a tenant: nothing of it is removed until the hold is lifted',
  details: REASON_LINE,
  options: REASON,
  takes: [1, 1],
  recorded: { act: 'hold.changed', tenant: 'argument' },
  async administer(administration, { args: [text = ''], values }) {
    const reason = reasonOf(values)
    return said(await administration.holdTenant(toTenant(text), reason), 'is held: nothing of it is removed', reason)
  },
}

export const releaseTenant: AdministeringCommand = {
  usage: 'tenants release <tenant> --reason REASON',
  summary: 'lifts the hold of a tenant',
  details: REASON_LINE,
  options: REASON,
  takes: [1, 1],
  recorded: { act: 'hold.changed', tenant: 'argument' },
  async administer(administration, { args: [text = ''], values }) {
    const reason = reasonOf(values)
    return said(await administration.releaseTenant(toTenant(text), reason), 'is held no more', reason)
  },
}

export const restoreTenant: AdministeringCommand = {
  usage: 'tenants restore <tenant>',
  summary: 'takes back that a tenant is marked for deletion, as long as nothing was removed; a suspension stays',
  takes: [1, 1],
  recorded: { act: 'tenant.changed', tenant: 'argument' },
  async administer(administration, { args: [text = ''] }) {
    return said(await administration.restoreTenant(toTenant(text)), 'is not marked for deletion any more')
  },
}

export const showCertificate: AdministeringCommand = {
  usage: 'tenants certificate <tenant>',
  summary: 'prints what was removed with a tenant that is gone, signed with the key of the evidence',
  details:
    '  With --json also the text that is signed, octet for octet, and its signature (ECDSA on P-256, DER, base64).',
  takes: [1, 1],
  async administer(administration, { args: [text = ''] }) {
    const found = await administration.certificate(toTenant(text))
    return { text: JSON.stringify(JSON.parse(found.certificate), null, 2), json: found }
  },
}

/** Of `tenants remove --dry-run`. */
export async function showStock({ stock }: Administration, { args: [text = ''] }: Input): Promise<Outcome> {
  const found = await stock(toTenant(text))
  const rows = rowsOf(found)
  const width = Math.max(...rows.map(([what = '']) => what.length))
  const lines = rows.map(([what = '', value = '']) => `${what.padEnd(width)}  ${value}`)
  const state = found.isHeld ? `The tenant ${found.tenant} is held: nothing of it is removed.` : 'Nothing was done.'
  return { text: [...lines, state].join('\n'), json: found }
}

function rowsOf({ credentials, members, statements, documents, objects, lakeFiles }: RemovalStock): string[][] {
  const atLeast = (count: number, isComplete: boolean) => `${isComplete ? '' : 'at least '}${count}`
  const { first, last, requests } = statements
  const hours = first === undefined ? '' : `, of ${requests} requests from ${first} to ${last} (UTC)`
  return [
    ['credentials', String(credentials)],
    ['members', String(members)],
    ['statements', `${atLeast(statements.statements, statements.isComplete)}${hours}`],
    ['documents', atLeast(documents.count, documents.isComplete)],
    ['objects', atLeast(objects.count, objects.isComplete)],
    ['lake files', atLeast(lakeFiles.count, lakeFiles.isComplete)],
  ]
}
