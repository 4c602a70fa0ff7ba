/** The posting lists of a tenant: which kinds there are, what a list is called, and the partitions it is kept in. */
import { hash } from 'node:crypto'
import { type Fingerprint, fingerprint } from '../../database/fingerprint.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import type { BatchId } from '../batch/sequence.ts'
import { FEATURE, type Feature } from './term-number.ts'

/**
 * Which of a statement's terms the entries of a list carry. If each of a group's members had a list that names them
 * all, a statement's cost would grow with the square of its group; so lists leave out what their queries never ask for
 * (`planQuery`). A claim carries all, for those who refer to its statement.
 */
export type EntryTerms = 'all' | 'verbAndActivities' | 'verbAndAuthority'

/** `word`: what operators call it. `key`: what its lists begin with; the values of `features` follow. */
type Row = { word: string; key: string; features: readonly Feature[]; entries: EntryTerms }

const { verb, agent, relatedAgent, activity, relatedActivity, registration } = FEATURE

/** The kinds of list. Verb and activity have some of their own together, because both are what reports ask for most. */
export const LISTS = {
  all: { word: 'all', key: 'ALL', features: [], entries: 'verbAndAuthority' },
  verb: { word: 'verb', key: 'V', features: [verb], entries: 'verbAndAuthority' },
  agent: { word: 'agent', key: 'A', features: [agent], entries: 'verbAndActivities' },
  activity: { word: 'activity', key: 'C', features: [activity], entries: 'verbAndAuthority' },
  verbAndActivity: { word: 'verb+activity', key: 'VC', features: [verb, activity], entries: 'verbAndAuthority' },
  registration: { word: 'registration', key: 'R', features: [registration], entries: 'all' },
  relatedAgent: { word: 'related-agent', key: 'AR', features: [relatedAgent], entries: 'verbAndActivities' },
  relatedActivity: { word: 'related-activity', key: 'CR', features: [relatedActivity], entries: 'verbAndAuthority' },
} as const satisfies { [kind: string]: Row }

export type ListKind = (typeof LISTS)[keyof typeof LISTS]
/** The name of a list: its kind's key, and a fingerprint of the values it is about. */
export type List = `${ListKind['key']}|${string}`

/** @param values of the features of the kind, in their order */
export function listOf({ key }: ListKind, ...values: Fingerprint[]): List {
  const [value = '', ...others] = values
  return `${key}|${others.length === 0 ? value : fingerprint(values.join(''))}`
}

/** What the names of all lists of a kind begin with. */
export const keyOfKind = (list: List) => list.slice(0, list.indexOf('|'))

/** The kinds whose lists are about the values of one feature; authorities have none. */
const KIND_OF_FEATURE = new Map<Feature, ListKind>(
  Object.values(LISTS).flatMap((kind) => {
    const [feature, second]: readonly Feature[] = kind.features
    return feature === undefined || second !== undefined ? [] : [[feature, kind] as const]
  }),
)

/** Which kind of list a term leads to by itself, if any. */
export function kindOfTerm(feature: Feature, value: Fingerprint): ListKind | undefined {
  return feature === relatedActivity && !isListed(value) ? undefined : KIND_OF_FEATURE.get(feature)
}

/**
 * Related activities that stand in nearly every statement of whole families of content get no posting: a list as
 * long as ALL would cost a write per statement and help no query. Such a query scans the next best list, whose entries
 * name them. Who changes this set rebuilds the index.
 */
const UNLISTED_ACTIVITIES = new Set(
  ['https://w3id.org/xapi/cmi5/context/categories/cmi5', 'https://w3id.org/xapi/cmi5/context/categories/moveon'].map(
    fingerprint,
  ),
)

export const isListed = (relatedActivity: Fingerprint) => !UNLISTED_ACTIVITIES.has(relatedActivity)

/** The first shard has the plain key, so that a list that was never sharded has no other. */
export const listPartition = (tenant: TenantId, list: List, shard = 0) =>
  shard === 0 ? `${tenant}|${list}` : `${tenant}|${list}|${shard}`

/** Which of so many shards holds the postings of a batch. */
export const shardOf = (batchId: BatchId, shards: number) =>
  shards === 1 ? 0 : hash('sha256', batchId, 'buffer').readUInt32BE(0) % shards
