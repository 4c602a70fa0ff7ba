/** The commands on holds: what may not be removed, whatever rules and cases say. */
import { type Command, table, textOf, toTenant } from './command.ts'
import { UsageError } from './failure.ts'
import { PERSON_LINES, PERSON_OPTIONS, personOf, REASON, REASON_LINE, reasonOf } from './person-options.ts'
import type { RecordsHold } from './retaining.ts'

export const listHolds: Command = {
  usage: 'holds list <tenant>',
  summary: 'lists what is held of a tenant: by person, activity or registration',
  takes: [1, 1],
  async administer({ holds }, { args: [text = ''] }) {
    const all = await holds(toTenant(text))
    const rows = all.map((hold) => [hold.id, hold.set.at.slice(0, 10), hold.set.by.id, meetsOf(hold), hold.set.reason])
    return { text: table(['HOLD', 'SINCE', 'BY', 'HOLDS', 'REASON'], rows), json: all }
  },
}

/** Identifiers of people are in --json alone. */
const meetsOf = ({ person, activity, registration }: RecordsHold): string =>
  [
    ...(person === undefined ? [] : [person.agents.length === 1 ? 'a person' : 'a person of several identifiers']),
    ...(activity === undefined ? [] : [activity]),
    ...(registration === undefined ? [] : [registration]),
  ].join(', ')

export const setHold: Command = {
  usage:
    'holds set <tenant> [--agent AGENT]... [--text TEXT]... [--activity IRI] [--registration UUID] --reason REASON',
  summary: 'holds statements: nothing that has all that is named is removed',
  details: `${PERSON_LINES}
  --activity, --registration
            an activity, wherever it stands in a statement; a registration
${REASON_LINE}`,
  options: { ...PERSON_OPTIONS, ...REASON, activity: { type: 'string' }, registration: { type: 'string' } },
  takes: [1, 1],
  recorded: { act: 'hold.changed', tenant: 'argument' },
  async administer({ holdRecords }, { args: [text = ''], values }) {
    const tenant = toTenant(text)
    const [person, activity, registration] = [
      personOf(values),
      textOf(values, 'activity'),
      textOf(values, 'registration'),
    ]
    const meets = { ...(person && { person }), ...(activity && { activity }), ...(registration && { registration }) }
    if (Object.keys(meets).length === 0) throw new UsageError(`Usage: cairn ${setHold.usage}`)
    const { value, told } = await holdRecords(tenant, { ...meets, reason: reasonOf(values) })
    const said = `The hold ${value.id} stands. cairn holds lift ${tenant} ${value.id} ends it.`
    return { text: said, json: value, ...(told && { told }) }
  },
}

export const liftHold: Command = {
  usage: 'holds lift <tenant> <hold> --reason REASON',
  summary: 'lifts a hold; nothing is removed by that alone',
  details: REASON_LINE,
  options: REASON,
  takes: [2, 2],
  recorded: { act: 'hold.changed', tenant: 'argument' },
  async administer({ releaseRecords }, { args: [text = '', hold = ''], values }) {
    const tenant = toTenant(text)
    const { told } = await releaseRecords(tenant, hold, reasonOf(values))
    return { text: `The hold ${hold} is lifted.`, json: { tenant, hold, lifted: true }, ...(told && { told }) }
  },
}
