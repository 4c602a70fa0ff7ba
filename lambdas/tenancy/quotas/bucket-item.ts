/**
 * The item with a tenant's buckets, which all containers share: for each quota by the second the time until which it is
 * spent, in microseconds since 1970. Tokens come back by themselves, as time passes.
 */
import type { Key } from '../../database/tables.ts'
import { BUCKET_PARTITION } from '../../runtime/names.ts'
import type { TenantId } from '../tenant-id.ts'

/** The quotas that a bucket watches over. */
export const BUCKETS = ['requestsPerSecond', 'statementsPerSecond'] as const
export type BucketName = (typeof BUCKETS)[number]

export const bucketKey = (tenant: TenantId): Key => ({ pk: `${tenant}|${BUCKET_PARTITION}`, sk: '0' })
