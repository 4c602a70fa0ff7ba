/** The store's own consumer of its stream: does once more what follows a commit, for writers that died after it. */
import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda'
import type { ActivityStore } from '../../activities/activity-store.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import { features } from '../../xapi/features.ts'
import type { Statement } from '../../xapi/statement.ts'
import { type Batch, createStatementReader } from '../batch/batches.ts'
import { decodeBlock } from '../batch/blocks.ts'
import { readCommit } from '../batch/commit-record.ts'
import type { BatchId } from '../batch/sequence.ts'
import { follow, type ReferenceParts, type Referrer, referrerOf } from './references.ts'

/** Only batches that say so have anything to follow; every other record is passed over unread. */
type Followed = { tenant: TenantId; sq: BatchId; positions: number[]; defines?: boolean }

export type CommitFollowerParts = ReferenceParts & { activities: Pick<ActivityStore, 'mergeDefinitions'> }

export type StreamLog = (
  message: 'unreadable' | 'interrupted',
  details: { sequenceNumber: string; error: string },
) => void

/** Stops at the first record that fails and asks for it again: Kinesis hands out everything from there once more. */
export const createCommitFollower =
  (parts: CommitFollowerParts, log: StreamLog) =>
  async ({ Records }: KinesisStreamEvent): Promise<KinesisStreamBatchResponse> => {
    for (const { kinesis } of Records) {
      const { data, sequenceNumber } = kinesis
      const followed = readFollowed(data)
      if (followed === 'unreadable') log('unreadable', { sequenceNumber, error: 'not a change of a batch item' })
      if (followed === 'unreadable' || followed === undefined) continue
      try {
        await followAgain(parts, followed)
      } catch (error) {
        log('interrupted', { sequenceNumber, error: error instanceof Error ? error.name : typeof error })
        return { batchItemFailures: [{ itemIdentifier: sequenceNumber }] }
      }
    }
    return { batchItemFailures: [] }
  }

function readFollowed(data: string): Followed | 'unreadable' | undefined {
  try {
    const commit = readCommit(data)
    if (commit === undefined) return undefined
    const { tenant, batchId: sq, image } = commit
    const positions = (image.follow?.L ?? []).map(({ N }) => Number(N))
    const defines = image.defines !== undefined
    return positions.length > 0 || defines ? { tenant, sq, positions, defines } : undefined
  } catch {
    return 'unreadable'
  }
}

/** Of the definitions only those are read and written that this container has not met. */
async function learnAgain({ activities }: CommitFollowerParts, tenant: TenantId, batch: Batch): Promise<void> {
  for (const index of batch.starts.keys()) {
    const texts = decodeBlock(await batch.block(index)).filter((text) => text !== '')
    const statements = texts.map((text) => JSON.parse(text) as Statement)
    await activities.mergeDefinitions(tenant, statements, texts)
  }
}

/** Goes along the chains of a batch's statements even where nothing is new: an earlier run may have died halfway. */
export async function followAgain(
  parts: CommitFollowerParts,
  { tenant, sq, positions, defines }: Followed,
): Promise<void> {
  const [batch] = await parts.batches.load(tenant, [sq], true)
  if (batch === undefined) return
  const cut = createStatementReader()
  const followers: Referrer[] = []
  for (const position of positions) {
    const text = await cut(batch, position)
    if (text === undefined) continue
    const statement = JSON.parse(text) as Statement
    followers.push(referrerOf({ id: (statement.id ?? '').toLowerCase(), features: features(statement, []) }))
  }
  await follow(parts, { tenant, sq, followers }, true)
  if (defines) await learnAgain(parts, tenant, batch)
}
