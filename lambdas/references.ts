/** The function that joins references once more, idempotently: a writer may die between its commit and the joining. */
import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda'
import { composeFollower } from './runtime/compose.ts'

let follower: ReturnType<typeof composeFollower> | undefined

export const handler = (event: KinesisStreamEvent): Promise<KinesisStreamBatchResponse> => {
  follower ??= composeFollower()
  return follower(event)
}
