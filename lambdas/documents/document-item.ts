/** The item of one document. */
import { digest } from '../database/fingerprint.ts'
import type { Key } from '../database/tables.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'

/**
 * One document. Ids and contexts may be longer than a key, so digests stand for them.
 * @param context what the documents of one partition share, as one unambiguous text
 */
export const documentKey = (tenant: TenantId, { resource, context }: PlaceText, id: string): Key => ({
  ...documentPartition(tenant, { resource, context }),
  sk: digest(id),
})
export const documentPartition = (tenant: TenantId, { resource, context }: PlaceText) => ({
  pk: `${tenant}|${resource}|${digest(context)}`,
})
export type PlaceText = { resource: string; context: string }

/** Sorts before and after every digest. */
export const DIGESTS = { from: '-', to: '~' } as const

/** @param write the id of the one write that put it */
export const documentContentKey = (tenant: TenantId, write: string) => `${tenant}/documents/${write}`
