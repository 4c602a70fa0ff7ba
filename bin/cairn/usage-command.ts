/** The commands that tell what tenants use, and how their senders are. */
import { priceText } from '../../lambdas/lake/query-price.ts'
import { PRICES, PRICES_NOTED } from '../../lambdas/tenancy/usage/prices.ts'
import type { BrokenRule, Sender } from '../../lambdas/tenancy/usage/sender-item.ts'
import { type DayUsage, readSenders, readUsage } from '../../lambdas/tenancy/usage/usage.ts'
import { daysUntil, MOST_DAYS } from '../../lambdas/tenancy/usage/usage-days.ts'
import type { CountName } from '../../lambdas/tenancy/usage/usage-item.ts'
import { type Command, existingTenant, table } from './command.ts'
import { UsageError } from './failure.ts'
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
  async run(deployment, { args: [text], values }) {
    const tenant = await existingTenant(deployment, text)
    const days = daysUntil(deployment.clock.now(), dayOption(values, 'from'), dayOption(values, 'to'))
    if (days === undefined) throw new UsageError(`--from is not after --to, and ${MOST_DAYS} days before it at most.`)
    const region = process.env.AWS_REGION ?? 'us-east-1'
    const usage = await readUsage(deployment.tables, tenant, days, region)
    const json = { tenant, ...days, region, days: usage.map((day) => ({ ...day, last: timeText(day.last) })) }
    if (usage.length === 0) return { text: `Nothing is counted of ${tenant} from ${days.from} to ${days.to}.`, json }
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
  async run(deployment, { args: [text] }) {
    const tenant = await existingTenant(deployment, text)
    const senders = await readSenders(deployment.tables, tenant)
    const json = { tenant, senders: senders.map(toJson) }
    if (senders.length === 0) return { text: `Nobody has sent anything to ${tenant} that was counted.`, json }
    const rows = senders.flatMap(({ credential, lastSeen, accepted, refused, rules }) => [
      [credential, timeText(lastSeen), String(accepted), String(refused), ''],
      ...rules.map((rule) => ['', '', '', String(rule.count), toRuleLine(rule)]),
    ])
    return { text: table(['KEY', 'LAST SEEN', 'ACCEPTED', 'REFUSED', 'RULE, AND WHERE LAST'], rows), json }
  },
}

/** As the admin API tells it. */
const toJson = ({ lastSeen, lastRefused, ...sender }: Sender) => ({
  ...sender,
  lastSeen: timeText(lastSeen),
  ...(lastRefused !== undefined && { lastRefused: timeText(lastRefused) }),
})

const toRuleLine = ({ reason, rule, place }: BrokenRule) => [`${reason}:`, place, rule].filter(Boolean).join(' ')

const timeText = (time: number) => new Date(time).toISOString()
