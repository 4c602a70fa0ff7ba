/** The item of one request's statements. */
import type { Key } from '../../database/tables.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import { type BatchId, hourOf, spreadOf } from './sequence.ts'

/** Derived from the batch's id alone, so a posting needs to carry nothing more. */
export const batchKey = (tenant: TenantId, sq: BatchId): Key => ({
  pk: `${tenant}|${hourOf(sq)}|${spreadOf(sq)}`,
  sk: sq,
})

export const contentBatchKey = (tenant: TenantId, sq: BatchId) => `${tenant}/batches/${sq}`
