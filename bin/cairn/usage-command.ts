/** The commands that tell what tenants use, and how their senders are. */
import { priceText } from '../../lambdas/lake/query-price.ts'
import { PRICES, PRICES_NOTED } from '../../lambdas/tenancy/usage/prices.ts'
import type { BrokenRule } from '../../lambdas/tenancy/usage/sender-item.ts'
import { type Command, table, toTenant } from './command.ts'
import { DAYS, dayOption } from './lake-days.ts'

export const showUsage: Command = {
  usage: 'usage <tenant> [--from DAY] [--to DAY]',
  summary: 'tells what a tenant used each day, and what that costs',
  details: `  --from  the first day (UTC), as 2026-11-21; 30 days before the last one without it
  --to    the last day; today without it

  Containers write down what they counted once a minute, and lose less than that when they end: a lower bound.
  US$ are those of the tenant's calls by the price list of ${PRICES_NOTED}, without storage and what all tenants share.`,
  options: DAYS,
  takes: [1, 1],
  async administer(administration, { args: [text = ''], values }) {
    const tenant = toTenant(text)
    const [first, last] = [dayOption(values, 'from'), dayOption(values, 'to')]
    const asked = { ...(first !== undefined && { from: first }), ...(last !== undefined && { to: last }) }
    const { from, to, region, items: usage } = await administration.usage(tenant, asked)
    const rows = usage.map((day) => [
      day.day,
      String(day.requests),
      Object.entries(day.refused)
        .map(([reason, count]) => `${reason}=${count}`)
        .join(' '),
      String(day.statements),
      String(day.bytesStored),
      day.writeUnits.toFixed(0),
      day.readUnits.toFixed(0),
      day.functionGbSeconds.toFixed(1),
      priceText(day.dollars),
    ])
    const head = ['DAY', 'REQUESTS', 'REFUSED', 'STATEMENTS', 'STORED', 'WRITES', 'READS', 'GB-S', 'COST']
    const other = region in PRICES ? '' : `\nIn the prices of us-east-1: those of ${region} are not known here.`
    return { text: table(head, rows) + other, json: { tenant, from, to, region, days: usage } }
  },
}

export const showSenders: Command = {
  usage: 'senders <tenant>',
  summary: 'tells when each credential was seen last, and what was refused of it',
  takes: [1, 1],
  async administer(administration, { args: [text = ''] }) {
    const tenant = toTenant(text)
    const senders = await administration.senders(tenant)
    const rows = senders.flatMap(({ credential, lastSeen, accepted, refused, rules }) => [
      [credential, lastSeen, String(accepted), String(refused), ''],
      ...rules.map((rule) => ['', '', '', String(rule.count), toLine(rule)]),
    ])
    const head = ['KEY', 'LAST SEEN', 'ACCEPTED', 'REFUSED', 'RULE, AND WHERE LAST']
    return { text: table(head, rows), json: { tenant, senders } }
  },
}

const toLine = ({ reason, rule, place }: BrokenRule) => [`${reason}:`, place, rule].filter(Boolean).join(' ')
