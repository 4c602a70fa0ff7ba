/**
 * The item by which a context is found again: one for each context that has or had documents, in partitions of the tenant,
 * so that its documents can be listed without a scan. It holds nothing: whose documents they are stands in these alone,
 * and goes with them.
 */
import type { Item, Key, Range } from '../database/tables.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import { type DocumentPlace, partitionOf } from './document-item.ts'

/** A tenant's new contexts are spread, for a partition takes 1,000 writes a second. */
export const SPREAD = 8
const NAME = 'contexts'

/** @param partition of the documents of a context */
export function contextRow(tenant: TenantId, partition: string): Key {
  const sk = partition.slice(tenant.length + 1)
  const spread = Buffer.from(sk.slice(-3)).reduce((sum, byte) => sum + byte, 0) % SPREAD
  return { pk: `${tenant}|${NAME}|${spread}`, sk }
}

export const rowOfContext = (tenant: TenantId, place: DocumentPlace): Key =>
  contextRow(tenant, partitionOf(tenant, place))

/** The partition of documents that a row stands for. */
export const partitionOfRow = (tenant: TenantId, { sk }: Pick<Item, 'sk'>): string => `${tenant}|${sk}`

export const isContextRow = (tenant: TenantId, { pk }: Pick<Key, 'pk'>): boolean => pk.startsWith(`${tenant}|${NAME}|`)

const ROWS_PER_READ = 500

export const contextRows = (tenant: TenantId, spread: number): Range => ({
  pk: `${tenant}|${NAME}|${spread}`,
  from: '-',
  to: '~',
  ascending: true,
  limit: ROWS_PER_READ,
  attributes: ['pk', 'sk'],
})
