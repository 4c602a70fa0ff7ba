/** The commands on members: who has which role in a tenant. */
import { ROLES, type Role } from '../../lambdas/tenancy/person.ts'
import { type Command, table, textOf, toTenant, type Values } from './command.ts'
import { UsageError } from './failure.ts'
import { ISSUER_LINES, subjectOf } from './owners-command.ts'

const issuerIn = (values: Values) => {
  const issuer = textOf(values, 'issuer')
  return issuer === undefined ? {} : { issuer }
}

export const listMembers: Command = {
  usage: 'members list <tenant>',
  summary: 'lists who has a role in a tenant; others may have one by their tokens',
  takes: [1, 1],
  async administer({ members }, { args: [text = ''] }) {
    const all = await members(toTenant(text))
    const rows = all.map(({ subject, role, name = '', issuer }) => [subject, role, name, issuer])
    return { text: table(['SUBJECT', 'ROLE', 'NAME', 'ISSUER'], rows), json: all }
  },
}

export const putMember: Command = {
  usage: 'members put <tenant> <subject> --role admin|auditor|analyst [--name NAME] [--issuer ISSUER]',
  summary: 'gives a person a role in a tenant, or another one, within a minute',
  details: `  subject   who it is, as their tokens say (sub)
  --role    admin, auditor or analyst: docs/tenants.md says what each may
  --name    for people
${ISSUER_LINES}; with --stack only`,
  options: { role: { type: 'string' }, name: { type: 'string' }, issuer: { type: 'string' } },
  takes: [2, 2],
  recorded: { act: 'member.changed', tenant: 'argument' },
  async administer(administration, { args: [text = '', subject = ''], values }) {
    const tenant = toTenant(text)
    const name = textOf(values, 'name')
    const member = { role: roleOf(values), ...(name !== undefined && { name }), ...issuerIn(values) }
    const { value, told } = await administration.putMember(tenant, subjectOf(subject), member)
    return {
      text: `${subject} is an ${value.role} of ${tenant}: within a minute.`,
      json: { tenant, ...value },
      ...(told && { told }),
    }
  },
}

export const dropMember: Command = {
  usage: 'members remove <tenant> <subject> [--issuer ISSUER]',
  summary: 'takes a role away, within a minute',
  details: `${ISSUER_LINES}; with --stack only`,
  options: { issuer: { type: 'string' } },
  takes: [2, 2],
  recorded: { act: 'member.removed', tenant: 'argument' },
  async administer({ removeMember }, { args: [text = '', subject = ''], values }) {
    const tenant = toTenant(text)
    const { told } = await removeMember(tenant, { subject: subjectOf(subject), ...issuerIn(values) })
    const said = `${subject} is no member of ${tenant} any more: within a minute.`
    return { text: said, json: { tenant, subject, removed: true }, ...(told && { told }) }
  },
}

function roleOf(values: Values): Role {
  const text = textOf(values, 'role')
  const role = ROLES.find((one) => one === text)
  if (role === undefined) throw new UsageError(`--role is one of ${ROLES.join(', ')}.`)
  return role
}
