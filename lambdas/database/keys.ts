/**
 * The keys of every table. Each begins with the tenant, so that IAM can fence it (`dynamodb:LeadingKeys`), and
 * nothing here can be called without one.
 */
import { hash } from 'node:crypto'
import { type BatchSq, hourOf, spreadOf } from '../statements/batch/sequence.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'

export type Key = { pk: string; sk: string }

/** 96 bits of SHA-256 as 16 characters: what stands for a filter's value in keys and posting entries. */
export type Fingerprint = string & { readonly Fingerprint: unique symbol }

export const FINGERPRINT_BYTES = 12

const REMEMBERED = 20_000
/** Longer ones, as whole definitions are, would fill the memory. */
const LONGEST_REMEMBERED = 500
const known = new Map<string, Fingerprint>()

/** Remembered, because nearly every request names verbs, activities and people that the last ones did. */
export function fingerprint(value: string): Fingerprint {
  if (value.length > LONGEST_REMEMBERED) return toFingerprint(value)
  const before = known.get(value)
  if (before !== undefined) return before
  if (known.size >= REMEMBERED) known.clear()
  const made = toFingerprint(value)
  known.set(value, made)
  return made
}

const toFingerprint = (value: string) =>
  hash('sha256', value, 'base64url').slice(0, (FINGERPRINT_BYTES * 4) / 3) as Fingerprint

/** `verb` x `activity` has lists of its own, because both together are what reports ask for most. */
export const verbActivity = (verb: Fingerprint, activity: Fingerprint) => fingerprint(`${verb}${activity}`)

/** The item of one request's statements; derived from its `sq` alone, so a posting needs to carry nothing more. */
export const batchKey = (tenant: TenantId, sq: BatchSq): Key => ({
  pk: `${tenant}|${hourOf(sq)}|${spreadOf(sq)}`,
  sk: sq,
})

/** The claim that makes a statement id unique in its tenant. UUIDs are compared without regard to case. */
export const claimKey = (tenant: TenantId, id: string): Key => ({ pk: `${tenant}|S|${id.toLowerCase()}`, sk: '0' })

/** The whole SHA-256: where no entry beside it says which value is meant, two must never be taken for one. */
const digest = (value: string) => hash('sha256', value, 'base64url')

/**
 * One document. Ids and contexts may be longer than a key, so digests stand for them.
 * @param context what the documents of one partition share, as one unambiguous text
 */
export const documentKey = (tenant: TenantId, { resource, context }: DocumentPlace, id: string): Key => ({
  ...documentPartition(tenant, { resource, context }),
  sk: digest(id),
})
export const documentPartition = (tenant: TenantId, { resource, context }: DocumentPlace) => ({
  pk: `${tenant}|${resource}|${digest(context)}`,
})
export type DocumentPlace = { resource: string; context: string }

/** Sorts before and after every digest. */
export const DIGESTS = { from: '-', to: '~' } as const

/** @param write the id of the one write that put it */
export const documentContentKey = (tenant: TenantId, write: string) => `${tenant}/documents/${write}`

/** What is known of an Activity, merged. */
export const activityKey = (tenant: TenantId, id: string): Key => ({ pk: `${tenant}|ACT|${digest(id)}`, sk: '0' })

export type ListKind = 'ALL' | 'V' | 'A' | 'AR' | 'C' | 'CR' | 'VC' | 'R' | 'REF'
export type List = `${ListKind}|${string}`

export const list = (kind: ListKind, value: Fingerprint | '' = ''): List => `${kind}|${value}`
/** The first shard has the plain key, so that a list that was never sharded has no other. */
export const listPartition = (tenant: TenantId, name: List, shard = 0) =>
  shard === 0 ? `${tenant}|${name}` : `${tenant}|${name}|${shard}`

/** Which of so many shards holds the postings of a batch. */
export const shardOf = (sq: BatchSq, shards: number) =>
  shards === 1 ? 0 : hash('sha256', sq, 'buffer').readUInt32BE(0) % shards

export const contentBatchKey = (tenant: TenantId, sq: BatchSq) => `${tenant}/batches/${sq}`
