/** Of which tenants and days a command of the lake is: the options that they share. */

import type { LakeFiles } from '../../lambdas/lake/lake-files.ts'
import { dayOf, parseDay } from '../../lambdas/lake/maintenance/days.ts'
import { connectS3LakeFiles } from '../../lambdas/lake/s3-lake-files.ts'
import { ENV } from '../../lambdas/runtime/names.ts'
import { scanTenants } from '../../lambdas/tenancy/registry.ts'
import { type TenantId, tenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { existingTenant, textOf, type Values } from './command.ts'
import type { Deployment } from './deployment.ts'
import { Failure, UsageError } from './failure.ts'

export const DAYS = { from: { type: 'string' }, to: { type: 'string' } } as const
export const TENANT_AND_DAYS = { tenant: { type: 'string' }, ...DAYS } as const

export const DAYS_HELP = `  --tenant  only this one
  --from    the first day to look at, as 2026-11-21: the day of storing, in UTC
  --to      the last day; today without it`

/** @throws UsageError */
export function dayOption(values: Values, name: string): string | undefined {
  const text = textOf(values, name)
  const day = text === undefined ? undefined : parseDay(text)
  if (text !== undefined && day === undefined) throw new UsageError(`--${name} ${text} is no day: 2026-11-21 is one.`)
  return day
}

/** @throws UsageError */
export function daysOf(values: Values, now: number): { from: string; to: string } {
  const from = dayOption(values, 'from')
  const to = dayOption(values, 'to') ?? dayOf(now)
  if (from === undefined) throw new UsageError('Say the first day with --from, as 2026-11-21.')
  if (from > to) throw new UsageError(`--from ${from} is after --to ${to}.`)
  return { from, to }
}

/** The one that is named, or all there are. */
export async function tenantsOf(deployment: Deployment, values: Values): Promise<TenantId[]> {
  const text = textOf(values, 'tenant')
  if (text !== undefined) return [await existingTenant(deployment, text)]
  return (await scanTenants(deployment.tables, deployment.scanner)).map(({ id }) => tenantId(id))
}

export function lakeFilesOf({ names }: Deployment): LakeFiles {
  const bucket = names[ENV.lakeBucket]
  if (!bucket) throw new Failure(`The lake's bucket is not known: set ${ENV.lakeBucket}.`)
  return connectS3LakeFiles(bucket)
}
