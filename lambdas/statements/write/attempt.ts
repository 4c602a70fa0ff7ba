/**
 * One attempt to store the statements of a request, under a batch id of its own: its stamp, the index rows it reserves,
 * and how they are given up again.
 */
import { type Item, keyOf, type Tables } from '../../database/tables.ts'
import { ignoreUnavailable } from '../../database/unavailable.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import type { PreparedStatement, Version } from '../../xapi/statement.ts'
import type { Batches } from '../batch/batches.ts'
import type { BatchId, Sequence } from '../batch/sequence.ts'
import { type Claim, fromClaimItem, toClaimItem } from '../index/claim-item.ts'
import { toPostingItem } from '../index/posting-item.ts'
import type { Posting } from '../index/postings.ts'
import { toReferrerItems } from '../index/referrer-item.ts'
import type { ShardsOf } from '../index/shards.ts'
import type { WriteTimeEstimate } from './write-time.ts'

/** `terms`: everything the statement is found by, packed; what its claim keeps for those who refer to it. */
export type ClaimingStatement = { prepared: PreparedStatement; terms: Uint8Array }

/** What is the same in every attempt. */
export type AddRequest = {
  tenant: TenantId
  version: Version
  statements: ClaimingStatement[]
  postings: Posting[]
  hasNewDefinitions: boolean
  /** Of the attachments' data, packed; only where there are attachments. */
  dataHashes: Uint8Array | undefined
  /** Keeps what belongs to the statements, once, however many attempts there are. */
  beforeCommit: { run(): Promise<void>; isDone(): boolean }
}

/** What the attempts before this one have left. */
export type History = {
  /** The batch id of the first one; it makes the request as old as it is to other writers. */
  firstAttempt?: BatchId
  /** How long (ms) the last one was at work. */
  took: number
  /** The claims as they are now, its own or those of others. */
  claims?: Claim[]
}

/** `rows`: postings and referrers, all of them keyed by the batch id. */
export type Attempt = AddRequest & { batchId: BatchId; firstAttempt: BatchId | undefined; rows: Item[] }

type StampDependencies = { sequence: Sequence; estimate: WriteTimeEstimate; shardsOf: ShardsOf }

/** So few statements are written in a fraction of a stamp's life, whatever they name: their rows are not counted. */
const FEW_STATEMENTS = 100
export const rowsToTime = ({ statements, postings }: AddRequest) =>
  statements.length < FEW_STATEMENTS ? 0 : statements.length + postings.length

/** Gives the request a batch id, which decides its `stored`, and its rows in the lists of that moment. */
export async function stamp(
  { sequence, estimate, shardsOf }: StampDependencies,
  request: AddRequest,
  { firstAttempt, took }: History,
): Promise<Attempt> {
  const { tenant, statements, postings } = request
  // Before the stamp, each time: it may be of an epoch that the attempt before could not know.
  const shards = await shardsOf(tenant)
  const batchId = sequence.next(estimate.ahead(rowsToTime(request), took))
  const rows = [
    ...postings.map((posting) => toPostingItem({ tenant, shards, batchId }, posting)),
    ...statements.flatMap(({ prepared }, position) => toReferrerItems(tenant, { batchId, position }, prepared)),
  ]
  return { ...request, batchId, firstAttempt, rows }
}

/**
 * Writes the attempt's claims and rows in one go; a later attempt finds its claims where the first one left them.
 * @returns for each statement the claim that was there before
 */
export async function reserve(
  { tables }: { tables: Tables },
  attempt: Attempt,
  known: Claim[] | undefined,
): Promise<(Claim | undefined)[]> {
  const { tenant, statements, batchId, firstAttempt, rows } = attempt
  if (known !== undefined) {
    await tables.insert('index', rows)
    return known
  }
  const claims = statements.map(({ prepared: { id, features }, terms }, position) =>
    toClaimItem(tenant, id, { batchId, position, terms, isVoiding: features.voiding, firstAttempt }),
  )
  const existing = await tables.insert('index', [...claims, ...rows])
  return claims.map((_, position) => {
    const item = existing[position]
    return item && fromClaimItem(item)
  })
}

/** Gives up all that the attempt claimed, at once, so that the next writer of these ids need not wait for it. */
export async function abandon(dependencies: { tables: Tables; batches: Batches }, attempt: Attempt): Promise<void> {
  const { tenant, batchId } = attempt
  await Promise.all([dependencies.batches.fence(tenant, batchId), withdraw(dependencies, attempt)])
}

/** Postings of a batch that never commits are invisible, but readers would pay for them: a repeated send leaves none. */
export async function withdraw({ tables }: { tables: Tables }, { rows }: Attempt): Promise<void> {
  await tables.remove('index', rows.map(keyOf)).catch(ignoreUnavailable)
}
