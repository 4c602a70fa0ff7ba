/** The commit follower, a consumer of the stream: does once more what follows a commit, for writers that died after it. */
import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda'
import type { ActivityStore } from '../../activities/activity-store.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import type { DefiningStatement } from '../../xapi/activity.ts'
import { featuresOf } from '../../xapi/features.ts'
import { parseStored } from '../../xapi/statement.ts'
import { followUpOf, fromStream } from '../batch/batch-item.ts'
import type { Batch } from '../batch/batches.ts'
import { decodeBlock, UnreadableBatch } from '../batch/blocks.ts'
import type { BatchId } from '../batch/sequence.ts'
import { createStatementReader } from '../batch/statement-reader.ts'
import { joinReferences, type LinkedStatement, linksOf, type ReferenceDependencies } from './references-and-voids.ts'

/** What is left to be done for a committed batch; most batches have nothing of it, and their records are passed over. */
export type FollowUp = {
  tenant: TenantId
  batchId: BatchId
  referencePositions: number[]
  hasNewDefinitions?: boolean
}

export type FollowDependencies = ReferenceDependencies & { activities: Pick<ActivityStore, 'completeDefinitions'> }

export type FollowLog = (
  message: 'unreadable' | 'interrupted',
  details: { sequenceNumber: string; error: string },
) => void

/**
 * Stops at the first record that fails and asks for it again: Kinesis hands out everything from there once more, for
 * days. So what no retry can help is passed over, or it would hold up its shard as long.
 */
export const createCommitFollower =
  (dependencies: FollowDependencies, log: FollowLog) =>
  async ({ Records }: KinesisStreamEvent): Promise<KinesisStreamBatchResponse> => {
    for (const { kinesis } of Records) {
      const { data, sequenceNumber } = kinesis
      const followUp = readFollowUp(data)
      if (followUp === 'unreadable') log('unreadable', { sequenceNumber, error: 'not a change of a batch item' })
      if (followUp === 'unreadable' || followUp === undefined) continue
      try {
        await followCommit(dependencies, followUp)
      } catch (error) {
        const name = error instanceof Error ? error.name : typeof error
        if (error instanceof UnreadableBatch) {
          log('unreadable', { sequenceNumber, error: name })
          continue
        }
        log('interrupted', { sequenceNumber, error: name })
        return { batchItemFailures: [{ itemIdentifier: sequenceNumber }] }
      }
    }
    return { batchItemFailures: [] }
  }

function readFollowUp(data: string): FollowUp | 'unreadable' | undefined {
  try {
    const committed = fromStream(data)
    if (committed === undefined) return undefined
    const { tenant, id } = committed
    const { referencePositions, hasNewDefinitions } = followUpOf(committed)
    const isNeeded = referencePositions.length > 0 || hasNewDefinitions
    return isNeeded ? { tenant, batchId: id, referencePositions, hasNewDefinitions } : undefined
  } catch {
    return 'unreadable'
  }
}

/** Goes along the chains of a batch's statements even where nothing is new: an earlier run may have died halfway. */
export async function followCommit(dependencies: FollowDependencies, followUp: FollowUp): Promise<void> {
  const { tenant, batchId, referencePositions, hasNewDefinitions } = followUp
  const [batch] = await dependencies.batches.load(tenant, [batchId], true)
  if (batch === undefined) return
  const readStatement = createStatementReader()
  const links: LinkedStatement[] = []
  for (const position of referencePositions) {
    const text = await readStatement(batch, position)
    if (text === undefined) continue
    const statement = parseStored(text)
    links.push(linksOf({ id: (statement.id ?? '').toLowerCase(), features: featuresOf(statement, []) }))
  }
  await joinReferences(dependencies, { tenant, batchId, links }, { isThorough: true })
  if (hasNewDefinitions) await completeDefinitions(dependencies, tenant, batch)
}

/**
 * Replaces nothing, since newer statements may have been merged meanwhile. All blocks go together: of two statements in
 * the batch the later one counts.
 */
async function completeDefinitions({ activities }: FollowDependencies, tenant: TenantId, batch: Batch): Promise<void> {
  const statements: DefiningStatement[] = []
  for (const index of batch.starts.keys()) {
    const texts = decodeBlock(await batch.block(index)).filter((text) => text !== '')
    statements.push(...texts.map((text) => ({ text, statement: parseStored(text) })))
  }
  await activities.completeDefinitions(tenant, statements)
}
