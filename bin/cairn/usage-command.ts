/** The commands that tell what tenants use, and how their senders are. */
import { priceText } from '../../lambdas/lake/query-price.ts'
import { PRICES, PRICES_NOTED } from '../../lambdas/tenancy/usage/prices.ts'
import type { BrokenRule } from '../../lambdas/tenancy/usage/sender-item.ts'
import type { CountName } from '../../lambdas/tenancy/usage/usage-item.ts'
import type { DayUsage } from './administration.ts'
import { type Command, table, toTenant } from './command.ts'
import { DAYS, dayOption } from './lake-days.ts'

export const showUsage: Command = {
  usage: 'usage <tenant> [--from DAY] [--to DAY]',
  summary: 'tells what a tenant used each day, and what that costs',
  details: `  --from  the first day (UTC), as 2026-11-21; 30 days before the last one without it
  --to    the last day; today without it

  IN and STORED are octets, SCANNED those that questions to the lake read; --json has more.
  Containers write down what they counted once a minute, and lose less than that when they end: a lower bound.
  US$ are those of the tenant's calls by the price list of ${PRICES_NOTED}, without storage and what all tenants share.`,
  options: DAYS,
  takes: [1, 1],
  async administer(administration, { args: [text = ''], values }) {
    const tenant = toTenant(text)
    const [first, last] = [dayOption(values, 'from'), dayOption(values, 'to')]
    const asked = { ...(first !== undefined && { from: first }), ...(last !== undefined && { to: last }) }
    const { from, to, region, items: usage } = await administration.usage(tenant, asked)
    const json = { tenant, from, to, region, days: usage }
    if (usage.length === 0) return { text: `Nothing is counted of ${tenant} from ${from} to ${to}.`, json }
    const other = region in PRICES ? '' : `\nIn the prices of us-east-1: those of ${region} are not known here.`
    return { text: table(USAGE_HEAD, [...usage.map(toDayLine), toSumLine(usage)]) + other, json }
  },
}

const USAGE_COUNTS: { head: string; count: CountName; digits?: number }[] = [
  { head: 'STATEMENTS', count: 'statements' },
  { head: 'IN', count: 'bytesIn' },
  { head: 'STORED', count: 'bytesStored' },
  { head: 'WRITES', count: 'writeUnits' },
  { head: 'READS', count: 'readUnits' },
  { head: 'GB-S', count: 'functionGbSeconds', digits: 1 },
  { head: 'SCANNED', count: 'scannedBytes' },
]
const USAGE_HEAD = ['DAY', 'REQUESTS', ...USAGE_COUNTS.map(({ head }) => head), 'COST', 'REFUSED']

const toDayLine = (usage: DayUsage): string[] => [
  usage.day,
  String(usage.requests),
  ...USAGE_COUNTS.map(({ count, digits = 0 }) => usage[count].toFixed(digits)),
  priceText(usage.dollars),
  Object.entries(usage.refused)
    .map(([reason, count]) => `${reason}=${count}`)
    .join(' '),
]

function toSumLine(usage: DayUsage[]): string[] {
  const sum = (of: (day: DayUsage) => number) => usage.reduce((total, day) => total + of(day), 0)
  return [
    'ALL',
    String(sum(({ requests }) => requests)),
    ...USAGE_COUNTS.map(({ count, digits = 0 }) => sum((day) => day[count]).toFixed(digits)),
    priceText(sum(({ dollars }) => dollars)),
    String(sum(({ refused }) => Object.values(refused).reduce((total, count) => total + count, 0))),
  ]
}

export const showSenders: Command = {
  usage: 'senders <tenant>',
  summary: 'tells when each credential was seen last, and what was refused of it',
  takes: [1, 1],
  async administer(administration, { args: [text = ''] }) {
    const tenant = toTenant(text)
    const senders = await administration.senders(tenant)
    const json = { tenant, senders }
    if (senders.length === 0) return { text: `Nobody has sent anything to ${tenant} that was counted.`, json }
    const rows = senders.flatMap(({ credential, lastSeen, accepted, refused, rules }) => [
      [credential, lastSeen, String(accepted), String(refused), ''],
      ...rules.map((rule) => ['', '', '', String(rule.count), toRuleLine(rule)]),
    ])
    return { text: table(['KEY', 'LAST SEEN', 'ACCEPTED', 'REFUSED', 'RULE, AND WHERE LAST'], rows), json }
  },
}

const toRuleLine = ({ reason, rule, place }: BrokenRule) => [`${reason}:`, place, rule].filter(Boolean).join(' ')
