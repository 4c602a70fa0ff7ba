/** What tenants use, how their senders are, and the trail, by the tables themselves. */
import { createSecretKey } from 'node:crypto'
import { readEntries } from '../../lambdas/audit/audit-store.ts'
import { personFingerprint } from '../../lambdas/audit/filter.ts'
import { matchesTrail } from '../../lambdas/audit/trail-pages.ts'
import { shown } from '../../lambdas/http/admin/audit-resource.ts'
import { shownDay, shownSender } from '../../lambdas/http/admin/usage-resource.ts'
import type { TenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { readTenant } from '../../lambdas/tenancy/tenants.ts'
import { readSenders, readUsage } from '../../lambdas/tenancy/usage/usage.ts'
import { daysUntil, MOST_DAYS } from '../../lambdas/tenancy/usage/usage-days.ts'
import { parseAgentParameter } from '../../lambdas/xapi/parameters.ts'
import type { Administration, TrailEntry } from './administration.ts'
import { toTenant } from './command.ts'
import type { Deployment } from './deployment.ts'
import { Failure, UsageError } from './failure.ts'

const DAY_MS = 86_400_000

export function reportsByTables(
  deployment: Deployment,
  existing: (text: string) => Promise<TenantId>,
): Pick<Administration, 'usage' | 'senders' | 'trail'> {
  const { tables, clock, names } = deployment
  return {
    async usage(text, { from, to }) {
      const tenant = await existing(text)
      const days = daysUntil(clock.now(), from, to)
      if (days === undefined) throw new UsageError(`--from is not after --to, and ${MOST_DAYS} days before it at most.`)
      const region = process.env.AWS_REGION ?? 'us-east-1'
      return { ...days, region, items: (await readUsage(tables, tenant, days, region)).map(shownDay) }
    },
    senders: async (text) => (await readSenders(tables, await existing(text))).map(shownSender),
    async trail(text, { from, to, about, ...filter }, most) {
      if (!names.AUDIT_TABLE) throw new Failure('The table of the trail is not known: set AUDIT_TABLE.')
      const end = to === undefined ? clock.now() + 1 : Date.parse(to)
      const tenant = text === undefined ? undefined : toTenant(text)
      const range = { tenant, from: from === undefined ? end - DAY_MS : Date.parse(from), to: end }
      const person = about === undefined ? {} : { about: await fingerprintOf(deployment, tenant, about) }
      const found: TrailEntry[] = []
      for await (const stored of readEntries(tables, range)) {
        if (found.length === most) break
        if (matchesTrail(stored.entry, { ...filter, ...person })) found.push(shown(stored))
      }
      return { value: found, told: { what: { count: found.length } } }
    },
  }
}

/** With the key of the tenant: whoever may not read `Control` can't compare an identifier with the trail. */
async function fingerprintOf({ tables }: Deployment, tenant: TenantId | undefined, about: string): Promise<string> {
  const item = tenant && (await readTenant(tables, tenant))
  if (item === undefined) throw new Failure(`There is no tenant ${tenant}: cairn tenants list shows them.`)
  const agent = parseAgentParameter(about, '1.0.3', '--about')
  return personFingerprint(createSecretKey(item.moreKey), JSON.stringify(agent))
}
