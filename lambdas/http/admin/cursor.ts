/**
 * Cursors of lists: the place to go on after, signed for one list of one tenant. A cursor says where a list goes on,
 * never who may read it. The list of tenants belongs to none, so its cursor is bare: what it holds is checked as any
 * parameter is.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { TenantItem } from '../../tenancy/tenant-item.ts'
import { invalidParameter } from './problem.ts'

const SIGNATURE_BYTES = 16

type Owner = Pick<TenantItem, 'id' | 'moreKey'>

const sign = ({ id, moreKey }: Owner, list: string, after: string) =>
  createHmac('sha256', moreKey)
    .update(JSON.stringify(['cursor', id, list, after]))
    .digest()
    .subarray(0, SIGNATURE_BYTES)

/** @param list its name in the path */
export const toCursor = (tenant: Owner, list: string, after: string): string =>
  Buffer.concat([sign(tenant, list, after), Buffer.from(after)]).toString('base64url')

/** @throws Problem `invalid` for a cursor that this list of this tenant never gave */
export function readCursor(tenant: Owner, list: string, cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined
  const bytes = Buffer.from(cursor, 'base64url')
  const after = bytes.subarray(SIGNATURE_BYTES).toString('utf8')
  const signature = bytes.subarray(0, SIGNATURE_BYTES)
  if (signature.length === SIGNATURE_BYTES && timingSafeEqual(signature, sign(tenant, list, after))) return after
  throw foreignCursor()
}

export const foreignCursor = () => invalidParameter('cursor', 'must be `next` of a page of this list')
