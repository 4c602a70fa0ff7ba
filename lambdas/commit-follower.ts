/** The function that does once more, idempotently, what follows a commit: a writer may die between the two. */
import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda'
import { composeFollower } from './runtime/compose.ts'

let follower: ReturnType<typeof composeFollower> | undefined

export const handler = (event: KinesisStreamEvent): Promise<KinesisStreamBatchResponse> => {
  follower ??= composeFollower()
  return follower(event)
}
