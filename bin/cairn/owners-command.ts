/** The owners of a deployment, by the rights of its operator: so that there is a first one. */
import { addOwner, listOwners, removeOwner } from '../../lambdas/tenancy/people/owners.ts'
import { type Command, table, textOf, type Values } from './command.ts'
import { Failure, UsageError } from './failure.ts'
import { runnersIssuer } from './sign-in/access.ts'

const ISSUER = `  --issuer  whose subject it is, as its tokens say (iss); the local runner's where it is not given. Of a user
            pool it is the output PoolIssuer of the stack CairnPeople`

export const addDeploymentOwner: Command = {
  usage: 'owners add <subject> [--issuer ISSUER] [--name NAME]',
  summary: 'makes somebody who signs in an owner of the deployment',
  details: `  subject   who it is, as their tokens say (sub)
${ISSUER}
  --name    for people

  An owner may do everything in every tenant, from their next request on, or a minute later.`,
  options: { issuer: { type: 'string' }, name: { type: 'string' } },
  takes: [1, 1],
  recorded: { act: 'owner.added' },
  async run({ tables }, { args: [subject = ''], values }) {
    const identity = { issuer: issuerOf(values), subject: subjectOf(subject) }
    const name = textOf(values, 'name')
    const isNew = await addOwner(tables, { ...identity, ...(name !== undefined && { name }) })
    if (!isNew) throw new Failure(`${subject} is an owner already; nothing was changed.`)
    return { text: `${subject} is an owner.`, json: { ...identity, ...(name !== undefined && { name }) } }
  },
}

export const showOwners: Command = {
  usage: 'owners list',
  summary: 'lists the owners that were added; others may be by a claim of their tokens',
  takes: [0, 0],
  async run({ tables }) {
    const owners = await listOwners(tables)
    const rows = owners.map(({ subject, issuer, name = '' }) => [subject, name, issuer])
    return {
      text: table(['SUBJECT', 'NAME', 'ISSUER'], rows),
      json: owners.map(({ version: _, ...owner }) => owner),
    }
  },
}

export const dropOwner: Command = {
  usage: 'owners remove <subject> [--issuer ISSUER]',
  summary: 'takes that back, within a minute',
  details: ISSUER,
  options: { issuer: { type: 'string' } },
  takes: [1, 1],
  recorded: { act: 'owner.removed' },
  async run({ tables }, { args: [subject = ''], values }) {
    const identity = { issuer: issuerOf(values), subject: subjectOf(subject) }
    if (!(await removeOwner(tables, identity))) throw new Failure(`${subject} is no owner of ${identity.issuer}.`)
    return { text: `${subject} is no owner any more.`, json: { ...identity, removed: true } }
  },
}

function subjectOf(text: string): string {
  if (!/^[\x20-\x7e]{1,255}$/.test(text)) throw new UsageError('A subject has 1 to 255 characters of ASCII.')
  return text
}

function issuerOf(values: Values): string {
  const issuer = textOf(values, 'issuer') ?? runnersIssuer()
  if (issuer === undefined) throw new UsageError('Whose subject is it? Give --issuer, as the tokens say it (iss).')
  return issuer
}
