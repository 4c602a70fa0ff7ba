/** The store's own consumer of its stream: does once more what follows a commit, for writers that died after it. */
import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda'
import { features } from '../xapi/features.ts'
import type { Statement } from '../xapi/statement.ts'
import { createCutter } from './batches.ts'
import { readCommit } from './change.ts'
import { type Follower, follow, followerOf, type ReferenceParts } from './references.ts'
import type { BatchSq } from './sequence.ts'
import type { TenantId } from './tenant.ts'

/** Only batches that say so have anything to follow; every other record is passed over unread. */
type Followed = { tenant: TenantId; sq: BatchSq; positions: number[] }

export type StreamLog = (
  message: 'unreadable' | 'interrupted',
  details: { sequenceNumber: string; error: string },
) => void

/** Stops at the first record that fails and asks for it again: Kinesis hands out everything from there once more. */
export const createFollower =
  (parts: ReferenceParts, log: StreamLog) =>
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
    const positions = commit?.image.follow
    if (commit === undefined || positions === undefined) return undefined
    return { tenant: commit.tenant, sq: commit.sq, positions: (positions.L ?? []).map(({ N }) => Number(N)) }
  } catch {
    return 'unreadable'
  }
}

/** Goes along the chains of a batch's statements even where nothing is new: an earlier run may have died halfway. */
export async function followAgain(parts: ReferenceParts, { tenant, sq, positions }: Followed): Promise<void> {
  const [batch] = await parts.batches.load(tenant, [sq], true)
  if (batch === undefined) return
  const cut = createCutter()
  const followers: Follower[] = []
  for (const position of positions) {
    const text = await cut(batch, position)
    if (text === undefined) continue
    const statement = JSON.parse(text) as Statement
    followers.push(followerOf({ id: (statement.id ?? '').toLowerCase(), features: features(statement, []) }))
  }
  await follow(parts, { tenant, sq, followers }, true)
}
