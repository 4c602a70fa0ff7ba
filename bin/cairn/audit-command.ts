/** The command that shows the trail of audit. */
import { type Command, table, textOf, toTenant, type Values } from './command.ts'
import { UsageError } from './failure.ts'

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
  async administer({ trail }, { args: [name], values }) {
    const about = textOf(values, 'about')
    if (about !== undefined && name === undefined)
      throw new UsageError('Say the tenant: cairn audit <tenant> --about AGENT')
    const tenant = name === undefined ? undefined : toTenant(name)
    const given = { from: timeOf(values, 'from'), to: timeOf(values, 'to'), who: textOf(values, 'who') }
    const filter = Object.entries({ ...given, act: textOf(values, 'act'), about }).filter(
      ([, text]) => text !== undefined,
    )
    const { value: found, told } = await trail(tenant, Object.fromEntries(filter), MOST)
    const rows = found.map(({ at, act, outcome, who, what }) => [
      at,
      `${who.kind} ${who.id}`,
      outcome === 'done' ? act : `${act} (${outcome})`,
      what === undefined ? '' : JSON.stringify(what),
    ])
    return {
      text: rows.length === 0 ? 'Nothing.' : table(['WHEN', 'WHO', 'ACT', 'WHAT'], rows),
      json: found.map((entry) => ({ ...(tenant !== undefined && { tenant }), ...entry })),
      ...(told && { told }),
    }
  },
}

function timeOf(values: Values, name: string): string | undefined {
  const text = textOf(values, name)
  const time = text === undefined ? undefined : Date.parse(text)
  if (Number.isNaN(time)) throw new UsageError(`--${name} is a day or a time, as 2026-11-21T09:30:00Z.`)
  return time === undefined ? undefined : new Date(time).toISOString()
}
