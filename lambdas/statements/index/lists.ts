/** The posting lists of a tenant: their kinds, names and partitions. */
import { hash } from 'node:crypto'
import { type Fingerprint, fingerprint } from '../../database/fingerprint.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import type { BatchId } from '../batch/sequence.ts'

export type ListKind = 'ALL' | 'V' | 'A' | 'AR' | 'C' | 'CR' | 'VC' | 'R' | 'REF'
export type List = `${ListKind}|${string}`

/** `verb` x `activity` has lists of its own, because both together are what reports ask for most. */
export const verbActivity = (verb: Fingerprint, activity: Fingerprint) => fingerprint(`${verb}${activity}`)

export const list = (kind: ListKind, value: Fingerprint | '' = ''): List => `${kind}|${value}`
/** The first shard has the plain key, so that a list that was never sharded has no other. */
export const listPartition = (tenant: TenantId, name: List, shard = 0) =>
  shard === 0 ? `${tenant}|${name}` : `${tenant}|${name}|${shard}`

/** Which of so many shards holds the postings of a batch. */
export const shardOf = (sq: BatchId, shards: number) =>
  shards === 1 ? 0 : hash('sha256', sq, 'buffer').readUInt32BE(0) % shards

export const kindOfList = (name: string) => name.split('|')[0] ?? ''
