/** The commands on retention rules: how long which statements are kept. */
import type { Bodies } from '../../lambdas/http/admin/bodies.ts'
import { type Command, table, textOf, toTenant, type Values } from './command.ts'
import { UsageError } from './failure.ts'
import { REASON, REASON_LINE, reasonOf } from './person-options.ts'
import type { RetentionRule } from './retaining.ts'

export const listRules: Command = {
  usage: 'retention list <tenant>',
  summary: 'lists the retention rules of a tenant; what no rule meets is kept for ever',
  takes: [1, 1],
  async administer({ retentionRules }, { args: [text = ''] }) {
    const all = await retentionRules(toTenant(text))
    const rows = all.map((rule) => [rule.id, rule.period, rule.from, meetsOf(rule), rule.mandatory?.regulation ?? '-'])
    return { text: table(['RULE', 'PERIOD', 'FROM', 'MEETS', 'BY LAW'], rows), json: all }
  },
}

function meetsOf({ meets: { verb, activity, related, profile } }: RetentionRule): string {
  const parts = [
    ...(verb === undefined ? [] : [`verb ${verb}`]),
    ...(activity === undefined ? [] : [`activity ${activity}${related ? ', related too' : ''}`]),
    ...(profile === undefined ? [] : [`profile ${profile}`]),
  ]
  return parts.length === 0 ? 'everything' : parts.join(', ')
}

export const putRule: Command = {
  usage:
    'retention put <tenant> <rule> --period PERIOD --from stored|timestamp [--verb IRI] [--activity IRI [--related]] [--profile IRI] [--regulation TEXT] [--name NAME] --reason REASON',
  summary: 'makes a retention rule, or changes all of one; nothing is removed by that alone',
  details: `  rule          a name that you choose: it stands in replies and certificates
  --period      years, months and days: P6Y, P18M, P90D
  --from        when it begins: when Cairn stored the statement, or when it happened as its sender says
  --verb, --activity, --profile
                for statements that have all that is named; for every statement where nothing is
  --related     the activity may stand anywhere in the statement, not as the object alone
  --regulation  the law demands it: until then nothing that the rule meets goes, not even by an erasure
${REASON_LINE}`,
  options: {
    ...REASON,
    period: { type: 'string' },
    from: { type: 'string' },
    verb: { type: 'string' },
    activity: { type: 'string' },
    related: { type: 'boolean' },
    profile: { type: 'string' },
    regulation: { type: 'string' },
    name: { type: 'string' },
  },
  takes: [2, 2],
  recorded: { act: 'retention.changed', tenant: 'argument' },
  async administer({ putRetentionRule }, { args: [text = '', rule = ''], values }) {
    const tenant = toTenant(text)
    const { value, told } = await putRetentionRule(tenant, rule, ruleOf(values))
    const said = `The rule ${value.id} keeps ${meetsOf(value)} for ${value.period}. Next: cairn cases expire ${tenant}`
    return { text: said, json: value, ...(told && { told }) }
  },
}

/** As the admin API's schema has it. */
const PERIOD = /^P(?=\d)([1-9]\d{0,2}Y)?([1-9]\d{0,2}M)?([1-9]\d{0,3}D)?$/

function ruleOf(values: Values): Bodies['NewRetentionRule'] {
  const text = (name: string) => textOf(values, name)
  const [period, from, regulation, name] = [text('period') ?? '', text('from'), text('regulation'), text('name')]
  if (!PERIOD.test(period)) throw new UsageError('--period has years, months and days, in this order: P6Y, P18M, P90D.')
  if (from !== 'stored' && from !== 'timestamp') throw new UsageError('--from is stored or timestamp.')
  const [verb, activity, profile] = [text('verb'), text('activity'), text('profile')]
  const meets = {
    ...(verb && { verb }),
    ...(activity && { activity }),
    ...(values.related === true && { related: true }),
    ...(profile && { profile }),
  }
  return {
    ...{ meets, period, from, reason: reasonOf(values) },
    ...(regulation && { mandatory: { regulation } }),
    ...(name && { name }),
  }
}

export const removeRule: Command = {
  usage: 'retention remove <tenant> <rule> --reason REASON',
  summary: 'takes a retention rule away: what it alone met is kept for ever',
  details: REASON_LINE,
  options: REASON,
  takes: [2, 2],
  recorded: { act: 'retention.changed', tenant: 'argument' },
  async administer({ removeRetentionRule }, { args: [text = '', rule = ''], values }) {
    const tenant = toTenant(text)
    const { told } = await removeRetentionRule(tenant, rule, reasonOf(values))
    return { text: `The rule ${rule} is gone.`, json: { tenant, rule, removed: true }, ...(told && { told }) }
  },
}
