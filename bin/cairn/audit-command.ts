/** The command that shows the trail of audit. */
import { createSecretKey } from 'node:crypto'
import { readEntries, type StoredEntry } from '../../lambdas/audit/audit-store.ts'
import { personFingerprint } from '../../lambdas/audit/filter.ts'
import { matchesTrail } from '../../lambdas/audit/trail-pages.ts'
import { readTenant } from '../../lambdas/tenancy/tenants.ts'
import { parseAgentParameter } from '../../lambdas/xapi/parameters.ts'
import { type Command, existingTenant, type Input, table, textOf, toTenant } from './command.ts'
import type { Deployment } from './deployment.ts'
import { Failure, UsageError } from './failure.ts'

const DAY_MS = 86_400_000
const MOST = 10_000

export const showTrail: Command = {
  usage: 'audit [<tenant>] [--from TIME] [--to TIME] [--who WHO] [--act ACT] [--about AGENT]',
  summary: 'shows who did, read or tried what: of a tenant, or without one of the deployment',
  details: `  --from   it happened then or later, as 2026-11-21 or 2026-11-21T09:30:00Z; a day before the end if not given
  --to     it happened before; now if not given
  --who    key of a credential, subject of a person, ARN of an operator
  --act    name of an act, or the first part of it: credential
  --about  an Agent as JSON: reads that named this person

  Reads and acts are here a minute or two after they happened. At most ${MOST.toLocaleString('en-US')} are shown.`,
  options: {
    from: { type: 'string' },
    to: { type: 'string' },
    who: { type: 'string' },
    act: { type: 'string' },
    about: { type: 'string' },
  },
  takes: [0, 1],
  recorded: { act: 'trail.read', tenant: 'argument' },
  async run(deployment, input) {
    if (!deployment.names.AUDIT_TABLE) throw new Failure('The table of the trail is not known: set AUDIT_TABLE.')
    const found: StoredEntry[] = []
    const { range, filter } = await queryOf(deployment, input)
    for await (const stored of readEntries(deployment.tables, range)) {
      if (found.length === MOST) break
      if (matchesTrail(stored.entry, filter)) found.push(stored)
    }
    const rows = found.map(({ entry: { at, act, outcome, who, what } }) => [
      new Date(at).toISOString(),
      `${who.kind} ${who.id}`,
      outcome === 'done' ? act : `${act} (${outcome})`,
      what === undefined ? '' : JSON.stringify(what),
    ])
    return {
      text: rows.length === 0 ? 'Nothing.' : table(['WHEN', 'WHO', 'ACT', 'WHAT'], rows),
      json: found.map(({ entry, stored }) => ({ ...entry, at: textOfTime(entry.at), stored: textOfTime(stored) })),
      told: { what: { count: found.length } },
    }
  },
}

const textOfTime = (ms: number) => new Date(ms).toISOString()

async function queryOf(deployment: Deployment, { args: [name], values }: Input) {
  const tenant = name === undefined ? undefined : toTenant(name)
  const to = timeOf(values, 'to') ?? deployment.clock.now() + 1
  const from = timeOf(values, 'from') ?? to - DAY_MS
  const [who, act, about] = [textOf(values, 'who'), textOf(values, 'act'), textOf(values, 'about')]
  const person = about === undefined ? {} : { about: await fingerprintOf(deployment, name, about) }
  return {
    range: { tenant, from, to },
    filter: { ...(who !== undefined && { who }), ...(act !== undefined && { act }), ...person },
  }
}

/** With the key of the tenant: whoever may not read `Control` can't compare an identifier with the trail. */
async function fingerprintOf(deployment: Deployment, name: string | undefined, about: string): Promise<string> {
  if (name === undefined) throw new UsageError('Say the tenant: cairn audit <tenant> --about AGENT')
  const agent = parseAgentParameter(about, '1.0.3', '--about')
  const item = await readTenant(deployment.tables, await existingTenant(deployment, name))
  if (item === undefined) throw new Failure(`There is no tenant ${name}.`)
  return personFingerprint(createSecretKey(item.moreKey), JSON.stringify(agent))
}

function timeOf(values: Input['values'], name: string): number | undefined {
  const text = textOf(values, name)
  const time = text === undefined ? undefined : Date.parse(text)
  if (Number.isNaN(time)) throw new UsageError(`--${name} is a day or a time, as 2026-11-21T09:30:00Z.`)
  return time
}
