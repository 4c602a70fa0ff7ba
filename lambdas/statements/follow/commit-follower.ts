/** The commit follower, a consumer of the stream: does once more what follows a commit, for writers that died after it. */
import type { KinesisStreamBatchResponse, KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda'
import type { ActivityStore } from '../../activities/activity-store.ts'
import { readAhead } from '../../database/concurrency.ts'
import { withinTenant } from '../../tenancy/tenant-context.ts'
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
    for await (const [{ kinesis }, read] of readAhead(Records, (record) => readCommit(dependencies, record))) {
      const { sequenceNumber } = kinesis
      if (read === 'unreadable') log('unreadable', { sequenceNumber, error: 'not a change of a batch item' })
      if (read === 'unreadable' || read === undefined) continue
      try {
        if ('error' in read) throw read.error
        const { followUp, batch } = read
        await withinTenant(followUp.tenant, () => followBatch(dependencies, followUp, batch))
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

/** A commit that has something left to do, with its batch; or why that cannot be had just now. */
type CommitRead = { followUp: FollowUp; batch: Batch | undefined } | { error: unknown } | 'unreadable' | undefined

/** The batches of the next few records are read while one is followed. A failure is for its own turn. */
async function readCommit(dependencies: FollowDependencies, { kinesis }: KinesisStreamRecord): Promise<CommitRead> {
  const followUp = readFollowUp(kinesis.data)
  if (followUp === 'unreadable' || followUp === undefined) return followUp
  try {
    return { followUp, batch: await withinTenant(followUp.tenant, () => loadBatch(dependencies, followUp)) }
  } catch (error) {
    return { error }
  }
}

const loadBatch = async ({ batches }: FollowDependencies, { tenant, batchId }: FollowUp): Promise<Batch | undefined> =>
  (await batches.load(tenant, [batchId], true))[0]

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
  await followBatch(dependencies, followUp, await loadBatch(dependencies, followUp))
}

async function followBatch(dependencies: FollowDependencies, followUp: FollowUp, batch: Batch | undefined) {
  const { tenant, batchId, referencePositions, hasNewDefinitions } = followUp
  if (batch === undefined) return
  const readStatement = createStatementReader()
  const links: LinkedStatement[] = []
  // The blocks of a large batch are in the bucket, where each takes its time.
  for await (const [, text] of readAhead(referencePositions, (position) => readStatement(batch, position))) {
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
  for await (const [, block] of readAhead(batch.starts.keys(), (index) => batch.block(index))) {
    const texts = decodeBlock(block).filter((text) => text !== '')
    statements.push(...texts.map((text) => ({ text, statement: parseStored(text) })))
  }
  await activities.completeDefinitions(tenant, statements)
}
