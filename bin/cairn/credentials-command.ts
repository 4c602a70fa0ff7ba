/** The commands on credentials. */
import type { Bodies } from '../../lambdas/http/admin/bodies.ts'
import { parseAgentParameter } from '../../lambdas/xapi/parameters.ts'
import type { Credential } from './administration.ts'
import { type Command, type Outcome, table, textOf, toTenant } from './command.ts'
import {
  expiryOf,
  filterOf,
  filterText,
  instantOf,
  RIGHTS_LINES,
  RIGHTS_OPTIONS,
  scopesOf,
  timeText,
} from './credential-options.ts'
import { UsageError } from './failure.ts'
import { countedRules, LENIENT_LINES, leniencyOf } from './leniency-command.ts'

const tellToKeep = () => process.stderr.write('Keep the secret now: only a hash of it is stored.\n')

export const addCredential: Command = {
  usage:
    'credentials add <tenant> [--label LABEL] [--key KEY] [--scope SCOPE]... [--expires TIME] [--verb IRI]... [--activity IRI]... [--agent AGENT]... [--authority AGENT] [--lenient RULE,...]',
  summary: 'makes a credential and prints its secret, once',
  details: `  --label      for people: who or what uses it
  --key        the user name of HTTP Basic; a new one where it is not given. The admin API takes none: for --stack, and
               for the local runner where nobody is signed in
${RIGHTS_LINES}
  --authority  an Agent as JSON: the authority of its statements
  --lenient    what its requests are let pass against the standard; nothing where it is not given:
${LENIENT_LINES}`,
  options: {
    ...RIGHTS_OPTIONS,
    key: { type: 'string' },
    authority: { type: 'string' },
    lenient: { type: 'string', multiple: true },
  },
  takes: [1, 1],
  pastApi: ['key'],
  recorded: { act: 'credential.created', tenant: 'argument' },
  async administer({ createCredential }, { args: [text = ''], values }) {
    const tenant = toTenant(text)
    const [scopes, lenient, expires] = [scopesOf(values) ?? ['all' as const], leniencyOf(values), expiryOf(values)]
    const [filter, key, authority] = [filterOf(values), textOf(values, 'key'), textOf(values, 'authority')]
    const { value, told } = await createCredential(tenant, {
      ...{ label: textOf(values, 'label') ?? key ?? tenant, scopes },
      ...(key !== undefined && { key }),
      ...(authority !== undefined && { authority: parseAgentParameter(authority, '1.0.3', 'authority') }),
      ...(lenient && { lenient }),
      ...(expires !== undefined && { expires: iso(expires) }),
      ...(filter && { filter }),
    })
    tellToKeep()
    const { key: made, secret } = value
    const json = { tenant, key: made, secret, scopes }
    return { text: `key     ${made}\nsecret  ${secret}`, json, ...(told && { told }) }
  },
}

export const showCredentials: Command = {
  usage: 'credentials list <tenant>',
  summary: 'lists the credentials of a tenant, with their last use; their secrets nobody knows',
  details: `  Launches are left out. With --stack, and on the local runner where nobody is signed in, it reads the whole table of
  tenants and credentials: those from before credentials were listed can be found by the admin API from then on, too.`,
  takes: [1, 1],
  isPastApiAtHome: true,
  async administer(administration, { args: [text = ''] }) {
    const credentials = await administration.credentials(toTenant(text))
    const leniency = credentials.map(({ lenient, needed }) => countedRules(lenient, needed))
    // What none of them has gets no column.
    const columns: [title: string, cell: (one: Credential, at: number) => string, isShown: boolean][] = [
      ['KEY', ({ key }) => key, true],
      ['LABEL', ({ label }) => label, true],
      ['SCOPES', ({ scopes }) => scopes.join(), true],
      ['READS', filterText, credentials.some(({ filter }) => filter)],
      ['EXPIRES', ({ expires }) => timeText(expires), credentials.some(({ expires }) => expires)],
      ['OLD SECRET UNTIL', ({ secrets }) => timeText(secrets[1]?.until), credentials.some(({ secrets }) => secrets[1])],
      ['LAST USED', ({ lastUsed }) => timeText(lastUsed), true],
      ['LENIENT', (_, at) => leniency[at] || '-', leniency.some((rules) => rules !== '')],
      ['AUTHORITY', ({ authority }) => JSON.stringify(authority), true],
    ]
    const shown = columns.filter(([, , isShown]) => isShown)
    const rows = credentials.map((one, at) => shown.map(([, cell]) => cell(one, at)))
    const head = shown.map(([title]) => title)
    return { text: table(head, rows), json: credentials.map((one) => ({ ...one, needed: one.needed ?? {} })) }
  },
}

const iso = (instant: number) => new Date(instant).toISOString()

export const updateCredential: Command = {
  usage:
    'credentials update <tenant> <key> [--label LABEL] [--scope SCOPE]... [--expires TIME|never] [--verb IRI]... [--activity IRI]... [--agent AGENT]... [--read-all] [--lenient RULE,...|none]',
  summary: 'changes what a credential may do: from 60 seconds later at most',
  details: `  What is not named stays as it is. What is named takes the place of what was there, all of it.
  --label      for people: who or what uses it
${RIGHTS_LINES}
  --read-all   takes away what --verb, --activity and --agent allowed to read: it may read everything again
  --lenient    the rules that it has from then on, and no others; none for a strict one:
${LENIENT_LINES}`,
  options: { ...RIGHTS_OPTIONS, 'read-all': { type: 'boolean' }, lenient: { type: 'string', multiple: true } },
  takes: [2, 2],
  recorded: { act: 'credential.changed', tenant: 'argument' },
  async administer({ changeCredential }, { args: [text = '', key = ''], values }) {
    const label = textOf(values, 'label')
    const scopes = scopesOf(values)
    const isEndless = textOf(values, 'expires') === 'never'
    const expires = isEndless ? undefined : expiryOf(values)
    const filter = filterOf(values)
    const lenient = leniencyOf(values)
    const change: Bodies['CredentialChange'] = {
      ...(label !== undefined && { label }),
      ...(scopes && { scopes }),
      ...(isEndless && { expires: null }),
      ...(expires !== undefined && { expires: iso(expires) }),
      ...((filter || values['read-all'] === true) && { filter: filter ?? null }),
      ...(lenient && { lenient }),
    }
    if (Object.keys(change).length === 0) throw new UsageError(`Usage: cairn ${updateCredential.usage}`)
    const tenant = toTenant(text)
    const { told } = await changeCredential(tenant, key, change)
    const said = lenient && Object.keys(change).length === 1 ? lenient.join(', ') || 'strict' : 'changed'
    const json = { tenant, key, ...change }
    return { text: `${key} is ${said}: in 60 seconds at most.`, json, ...(told && { told }) }
  },
}

export const rotate: Command = {
  usage: 'credentials rotate <tenant> <key> [--until TIME|now]',
  summary: 'gives a credential a new secret, and prints it, once; the one before works for a while',
  details: `  --until  how long the one before works: a date, a date and time, a time from now such as 2d or 12h, or now for
           one that others know; a day where it is not given. A running function may take up to 60 seconds more.

  There are two secrets at most: one from an earlier rotation ends at once.`,
  options: { until: { type: 'string' } },
  takes: [2, 2],
  recorded: { act: 'credential.rotated', tenant: 'argument' },
  async administer({ rotateCredential }, { args: [text = '', key = ''], values }): Promise<Outcome> {
    const now = Date.now()
    const given = textOf(values, 'until') ?? '1d'
    const until = given === 'now' ? now : instantOf(given, 'until', now)
    const tenant = toTenant(text)
    const { value, told } = await rotateCredential(tenant, key, iso(until))
    tellToKeep()
    const { secret } = value
    return {
      text: `key     ${key}\nsecret  ${secret}\nuntil   ${until > now ? iso(until) : 'now'}`,
      json: { tenant, key, secret, until: iso(until) },
      ...(told && { told }),
    }
  },
}

export const revoke: Command = {
  usage: 'credentials revoke <tenant> <key>',
  summary: 'revokes a credential: it works for 60 seconds more at most',
  takes: [2, 2],
  recorded: { act: 'credential.revoked', tenant: 'argument' },
  async administer({ revokeCredential }, { args: [text = '', key = ''] }) {
    const tenant = toTenant(text)
    const { told } = await revokeCredential(tenant, key)
    const json = { tenant, key, revoked: true }
    return { text: `${key} is revoked: it works for 60 seconds more at most.`, json, ...(told && { told }) }
  },
}
