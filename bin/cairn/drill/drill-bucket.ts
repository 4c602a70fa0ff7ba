/** The bucket of a drill's lake: made for it, and removed with all that is in it. */
import {
  BucketAlreadyOwnedByYou,
  type BucketLocationConstraint,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListBucketsCommand,
  NoSuchBucket,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3'
import { forEachConcurrently } from '../../../lambdas/database/concurrency.ts'

/** New buckets are encrypted and closed to the public by themselves; where a region has to be said, it is said. */
export async function makeBucket(Bucket: string): Promise<void> {
  const s3 = new S3Client({})
  const region = await s3.config.region()
  const place =
    region === 'us-east-1'
      ? {}
      : { CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint } }
  await s3.send(new CreateBucketCommand({ Bucket, ...place })).catch((error) => {
    if (!(error instanceof BucketAlreadyOwnedByYou)) throw error
  })
}

export async function bucketNames(): Promise<string[]> {
  const { Buckets = [] } = await new S3Client({}).send(new ListBucketsCommand({}))
  return Buckets.flatMap(({ Name }) => (Name === undefined ? [] : [Name]))
}

export async function removeBucket(Bucket: string): Promise<void> {
  const client = new S3Client({ maxAttempts: 5 })
  try {
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket }))
      await forEachConcurrently(Contents, async ({ Key }) => {
        await client.send(new DeleteObjectCommand({ Bucket, Key }))
      })
    await client.send(new DeleteBucketCommand({ Bucket }))
  } catch (error) {
    if (!(error instanceof NoSuchBucket)) throw error
  }
}
