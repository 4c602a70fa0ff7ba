/** The commands on credentials. */
import { randomBytes } from 'node:crypto'
import type { Fact } from '../../lambdas/audit/entry.ts'
import {
  type ChangeOutcome,
  changeCredential,
  createCredential,
  getCredential,
  type ListedCredential,
  revokeCredential,
  rotateCredential,
  scanCredentials,
} from '../../lambdas/tenancy/credentials.ts'
import { readLeniencyCounts } from '../../lambdas/tenancy/leniency-counter.ts'
import { parseAgentParameter } from '../../lambdas/xapi/parameters.ts'
import type { Agent } from '../../lambdas/xapi/statement.ts'
import { type Command, existingTenant, table, textOf, type Values } from './command.ts'
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
import { Failure, UsageError } from './failure.ts'
import { countedRules, LENIENT_LINES, leniencyOf } from './leniency-command.ts'

const newSecret = () => randomBytes(32).toString('base64url')
const tellToKeep = () => process.stderr.write('Keep the secret now: only a hash of it is stored.\n')

export const addCredential: Command = {
  usage:
    'credentials add <tenant> [--label LABEL] [--key KEY] [--scope SCOPE]... [--expires TIME] [--verb IRI]... [--activity IRI]... [--agent AGENT]... [--authority AGENT] [--lenient RULE,...]',
  summary: 'makes a credential and prints its secret, once',
  details: `  --label      for people: who or what uses it
  --key        the user name of HTTP Basic; a new one where it is not given
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
  recorded: { act: 'credential.created', tenant: 'argument' },
  async run(deployment, { args: [text], values }) {
    const scopes = scopesOf(values) ?? ['all']
    const lenient = leniencyOf(values) ?? []
    const expires = expiryOf(values)
    const filter = filterOf(values)
    const tenant = await existingTenant(deployment, text)
    const key = textOf(values, 'key') ?? `${tenant}-${randomBytes(6).toString('hex')}`
    // RFC 7617: a colon would end the key.
    if (key === '' || key.includes(':')) throw new UsageError('A key is not empty and has no colon.')
    const secret = newSecret()
    const label = textOf(values, 'label') ?? key
    const credential = {
      tenant,
      key,
      secret,
      salt: randomBytes(16),
      label,
      scopes,
      authority: authorityOf(values, key),
    }
    const limits = { ...(expires !== undefined && { expires }), ...(filter && { filter }) }
    const made = { ...credential, lenient, created: deployment.clock.now(), ...limits }
    if (!(await createCredential(deployment.tables, made)))
      throw new Failure(`The key ${key} exists already; nothing was changed.`)
    tellToKeep()
    const told = { what: { key }, after: factsOf({ label, scopes, lenient, ...limits }) }
    return { text: `key     ${key}\nsecret  ${secret}`, json: { tenant, key, secret, scopes }, told }
  },
}

function authorityOf(values: Values, key: string): Agent {
  const text = textOf(values, 'authority')
  if (text !== undefined) return parseAgentParameter(text, '1.0.3', 'authority')
  return { objectType: 'Agent', account: { homePage: 'https://cairn.example/credentials', name: key } }
}

export const showCredentials: Command = {
  usage: 'credentials list <tenant>',
  summary: 'lists the credentials of a tenant, with their last use; their secrets nobody knows',
  details: `  Reads the whole table of tenants and credentials. Those from before credentials were listed can be found by the
  admin API from then on, too. Launches are left out.`,
  takes: [1, 1],
  async run(deployment, { args: [text] }) {
    const tenant = await existingTenant(deployment, text)
    const all = await scanCredentials(deployment.tables, deployment.scanner, tenant)
    const credentials = all.filter(({ launch }) => launch === undefined)
    const counts = await readLeniencyCounts(deployment.tables, tenant)
    const leniency = credentials.map(({ key, lenient }) => countedRules(lenient, counts.get(key)))
    // What none of them has gets no column.
    const columns: [title: string, cell: (one: ListedCredential, at: number) => string, isShown: boolean][] = [
      ['KEY', ({ key }) => key, true],
      ['LABEL', ({ label }) => label, true],
      ['SCOPES', ({ scopes }) => scopes.join(), true],
      ['READS', filterText, credentials.some(({ filter }) => filter)],
      ['EXPIRES', ({ expires }) => timeText(expires), credentials.some(({ expires }) => expires)],
      ['OLD SECRET UNTIL', ({ secrets }) => timeText(secrets[1]?.until), credentials.some(({ secrets }) => secrets[1])],
      ['LAST USED', ({ lastUsed }) => timeText(lastUsed), true],
      ['LENIENT', (_, at) => leniency[at] || '-', leniency.some((rules) => rules !== '')],
      ['AUTHORITY', ({ authority }) => authority, true],
    ]
    const shown = columns.filter(([, , isShown]) => isShown)
    const rows = credentials.map((one, at) => shown.map(([, cell]) => cell(one, at)))
    return {
      text: table(
        shown.map(([title]) => title),
        rows,
      ),
      json: credentials.map((one) => toJson(one, counts.get(one.key) ?? {})),
    }
  },
}

const iso = (instant: number) => new Date(instant).toISOString()

const toJson = ({ revision: _, created, expires, lastUsed, secrets, ...rest }: ListedCredential, needed: object) => ({
  ...rest,
  ...(created !== undefined && { created: iso(created) }),
  ...(expires !== undefined && { expires: iso(expires) }),
  ...(lastUsed !== undefined && { lastUsed: iso(lastUsed) }),
  secrets: secrets.map(({ until }) => (until === undefined ? {} : { until: iso(until) })),
  needed,
  authority: JSON.parse(rest.authority),
})

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
  async run(deployment, { args: [name, key = ''], values }) {
    const label = textOf(values, 'label')
    const scopes = scopesOf(values)
    const isEndless = textOf(values, 'expires') === 'never'
    const expires = isEndless ? undefined : expiryOf(values)
    const filter = filterOf(values)
    const lenient = leniencyOf(values)
    const change = {
      ...(label !== undefined && { label }),
      ...(scopes && { scopes }),
      ...((isEndless || expires !== undefined) && { expires }),
      ...((filter || values['read-all'] === true) && { filter }),
      ...(lenient && { lenient }),
    }
    if (Object.keys(change).length === 0) throw new UsageError(`Usage: cairn ${updateCredential.usage}`)
    const tenant = await existingTenant(deployment, name)
    const before = await getCredential(deployment.tables, tenant, key)
    settled(await changeCredential(deployment.tables, tenant, { key, change }), tenant, key)
    const said = lenient && Object.keys(change).length === 1 ? lenient.join(', ') || 'strict' : 'changed'
    const json = { ...change, ...(expires !== undefined && { expires: iso(expires) }) }
    return {
      text: `${key} is ${said}: in 60 seconds at most.`,
      json: { tenant, key, ...json },
      told: changeOf(before, change),
    }
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
  async run(deployment, { args: [name, key = ''], values }) {
    const now = deployment.clock.now()
    const text = textOf(values, 'until') ?? '1d'
    const until = text === 'now' ? now : instantOf(text, 'until', now)
    const tenant = await existingTenant(deployment, name)
    const secret = newSecret()
    const outcome = await rotateCredential(deployment.tables, tenant, { key, secret, until, now })
    settled(outcome, tenant, key)
    tellToKeep()
    const end = until > now ? iso(until) : 'now'
    return {
      text: `key     ${key}\nsecret  ${secret}\nuntil   ${end}`,
      json: { tenant, key, secret, until: iso(until) },
    }
  },
}

/** As JSON has it: what is taken away is null. */
const factsOf = (value: object): Fact => JSON.parse(JSON.stringify(value, (_, one) => (one === undefined ? null : one)))

/** Of what is changed, what it was before. */
function changeOf(before: ListedCredential | undefined, change: object) {
  const old = Object.entries(before ?? {}).filter(([name]) => name in change)
  return { before: factsOf(Object.fromEntries(old)), after: factsOf(change) }
}

function settled({ kind }: ChangeOutcome, tenant: string, key: string): void {
  if (kind === 'missing') throw new Failure(`The tenant ${tenant} has no key ${key}.`)
  if (kind === 'stale') throw new Failure(`${key} was changed by somebody else meanwhile: try again.`)
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
