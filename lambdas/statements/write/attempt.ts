/**
 * One attempt to store the statements of a request, under a batch id of its own: its stamp, the index rows it reserves,
 * and how they are given up again.
 */
import { forEachConcurrently } from '../../database/concurrency.ts'
import { type Item, keyOf, type Tables } from '../../database/tables.ts'
import { ignoreUnavailable } from '../../database/unavailable.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import type { PreparedStatement, Version } from '../../xapi/statement.ts'
import type { Batches } from '../batch/batches.ts'
import type { BatchId, Sequence } from '../batch/sequence.ts'
import {
  type Claim,
  type ClaimHolder,
  fromClaimItem,
  takeBackClearance,
  takeBackRemoval,
  toClaimItem,
} from '../index/claim-item.ts'
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
  mayDefine: boolean
  /** Of the attachments' data, packed; only where there are attachments. */
  dataHashes: Uint8Array | undefined
  /** Keeps what belongs to the statements, once, however many attempts there are. */
  beforeCommit: { run(): Promise<void>; isDone(): boolean }
}

/** What the attempts before this one have left. */
export type History = {
  /** Their batch ids, all of them dead. The first one makes the request as old as it is to other writers. */
  attempts: BatchId[]
  /** How long (ms) the last one was at work. */
  took: number
  /** The claims as they are now, its own or those of others; nothing where there is none any more. */
  claims?: (Claim | undefined)[]
}

/** `attempts`: those before this one. `rows`: postings and referrers, all of them keyed by the batch id. */
export type Attempt = AddRequest & {
  batchId: BatchId
  attempts: BatchId[]
  firstAttempt: BatchId | undefined
  rows: Item[]
}

type StampDependencies = { sequence: Sequence; estimate: WriteTimeEstimate; shardsOf: ShardsOf }

/** So few statements are written in a fraction of a stamp's life, whatever they name: their rows are not counted. */
const FEW_STATEMENTS = 100
export const rowsToTime = ({ statements, postings }: AddRequest) =>
  statements.length < FEW_STATEMENTS ? 0 : statements.length + postings.length

/** Gives the request a batch id, which decides its `stored`, and its rows in the lists of that moment. */
export async function stamp(
  { sequence, estimate, shardsOf }: StampDependencies,
  request: AddRequest,
  { attempts, took }: History,
): Promise<Attempt> {
  const { tenant, statements, postings } = request
  // Before the stamp, each time: it may be of an epoch that the attempt before could not know.
  const shards = await shardsOf(tenant)
  const batchId = sequence.next(estimate.ahead(rowsToTime(request), took))
  const rows = [
    ...postings.map((posting) => toPostingItem({ tenant, shards, batchId }, posting)),
    ...statements.flatMap(({ prepared }, position) => toReferrerItems(tenant, { batchId, position }, prepared)),
  ]
  return { ...request, batchId, attempts, firstAttempt: attempts[0], rows }
}

/**
 * Writes the attempt's claims and rows in one go; a later attempt finds its claims where the first one left them.
 * @returns for each statement the claim that was there before
 */
export async function reserve(
  { tables }: { tables: Tables },
  attempt: Attempt,
  known: (Claim | undefined)[] = [],
): Promise<(Claim | undefined)[]> {
  const positions = [...attempt.statements.keys()].filter((position) => known[position] === undefined)
  const existing = await tables.insert('index', [
    ...positions.map((position) => claimItemOf(attempt, position)),
    ...attempt.rows,
  ])
  const claims = attempt.statements.map((_, position) => known[position])
  for (const [at, position] of positions.entries()) {
    const item = existing[at]
    claims[position] = item && fromClaimItem(item)
  }
  return claims
}

/** The claim of one of the attempt's statements. */
export function claimItemOf(attempt: Attempt, position: number): Item {
  const { prepared } = statementAt(attempt, position)
  return toClaimItem(attempt.tenant, prepared.id, holderOf(attempt, position))
}

/** The attempt as the holder of the claim of one of its statements. */
export function holderOf(attempt: Attempt, position: number): ClaimHolder {
  const { batchId, firstAttempt } = attempt
  const { prepared, terms } = statementAt(attempt, position)
  return { batchId, position, terms, isVoiding: prepared.features.voiding, firstAttempt }
}

export function statementAt({ statements }: Attempt, position: number): ClaimingStatement {
  const statement = statements[position]
  if (statement === undefined) throw new Error(`The request has no statement at position ${position}.`)
  return statement
}

/**
 * Takes back what a request has left in `Index` that is refused: its rows, and the claims of these statements. None of
 * its attempts can commit any more: those before were fenced, and this one was not even tried. What can't be reached now
 * is left as a crash would leave it, but fenced, so that the next writer of these ids need not wait.
 */
export async function takeBack(dependencies: AbandonDependencies, attempt: Attempt, positions: number[]) {
  const { tenant, batchId } = attempt
  try {
    await Promise.all([takeBackClaims(dependencies, attempt, positions), removeRows(dependencies, attempt)])
  } catch (error) {
    ignoreUnavailable(error)
    await dependencies.batches.fence(tenant, batchId).catch(ignoreUnavailable)
  }
}

async function takeBackClaims({ tables }: AbandonDependencies, attempt: Attempt, positions: number[]) {
  const { tenant, batchId, attempts } = attempt
  const ids = positions.map((position) => statementAt(attempt, position).prepared.id)
  // A claim may still name an earlier attempt, of which it was not taken over.
  for (const holder of [...attempts, batchId]) {
    const removals = ids.map((id) => takeBackRemoval(tenant, id, holder))
    const isGone = await tables.removeEach('index', removals)
    const kept = ids.filter((_, at) => !isGone[at])
    await forEachConcurrently(kept, (id) => tables.clear('index', takeBackClearance(tenant, id, holder)))
  }
}

type AbandonDependencies = { tables: Tables; batches: Batches }

/** Gives up all that the attempt claimed, at once, so that the next writer of these ids need not wait for it. */
export async function abandon(dependencies: AbandonDependencies, attempt: Attempt): Promise<void> {
  const { tenant, batchId } = attempt
  await Promise.all([dependencies.batches.fence(tenant, batchId), withdraw(dependencies, attempt)])
}

/** Postings of a batch that never commits are invisible, but readers would pay for them: a repeated send leaves none. */
export async function withdraw(dependencies: { tables: Tables }, attempt: Attempt): Promise<void> {
  await removeRows(dependencies, attempt).catch(ignoreUnavailable)
}

const removeRows = ({ tables }: { tables: Tables }, { rows }: Attempt) => tables.remove('index', rows.map(keyOf))
