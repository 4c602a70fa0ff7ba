/** What a tenant uses, and how its senders are. */
import type { Clock } from '../../database/clock.ts'
import type { Tables } from '../../database/tables.ts'
import { tenantId } from '../../tenancy/tenant-id.ts'
import type { Sender } from '../../tenancy/usage/sender-item.ts'
import type { DayUsage } from '../../tenancy/usage/usage.ts'
import { readSenders, readUsage } from '../../tenancy/usage/usage.ts'
import { daysUntil, MOST_DAYS } from '../../tenancy/usage/usage-days.ts'
import { forTenant, type Operations } from './call.ts'
import { textOfInstant } from './instants.ts'
import { json } from './json-body.ts'
import { invalidParameter } from './problem.ts'

/** `region`: whose prices count. */
export type UsageParts = { tables: Tables; clock: Clock; region: string }

export const usageOperations = ({ tables, clock, region }: UsageParts): Operations => ({
  getUsage: forTenant(async ({ tenant, parameters }) => {
    const days = daysUntil(clock.now(), parameters.textIf('from'), parameters.textIf('to'))
    if (days === undefined) throw invalidParameter('from', `must be a day before \`to\`, by ${MOST_DAYS} days at most`)
    const usage = await readUsage(tables, tenantId(tenant.id), days, region)
    return json(200, { ...days, region, items: usage.map(shownDay) })
  }),
  listSenders: forTenant(async ({ tenant }) => {
    const senders = await readSenders(tables, tenantId(tenant.id))
    return json(200, { items: senders.map(shownSender) })
  }),
})

export const shownDay = ({ last, ...day }: DayUsage) => ({ ...day, last: textOfInstant(last) })

export const shownSender = ({ lastSeen, lastRefused, ...sender }: Sender) => ({
  ...sender,
  lastSeen: textOfInstant(lastSeen),
  ...(lastRefused !== undefined && { lastRefused: textOfInstant(lastRefused) }),
})
