/** The lake's bucket, and the content bucket where big batches lie. */
import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import type { Lake } from './writer.ts'

export type LakeBuckets = { lake: string; content: string }

/** A file or a batch of several megabytes takes a fraction of it; three attempts still end before the function's own time-out. */
const REQUEST_TIMEOUT_MS = 20_000

/**
 * Gives up on a hanging connection early: Kinesis sends the records again, but a function that times out logs nothing.
 * The socket's time-out is for an answer that begins and does not end.
 */
export function connectS3Lake(buckets: LakeBuckets, requestTimeout = REQUEST_TIMEOUT_MS): Lake {
  const requestHandler = new NodeHttpHandler({
    connectionTimeout: 2_000,
    requestTimeout,
    socketTimeout: requestTimeout,
    throwOnRequestTimeout: true,
  })
  return createS3Lake(new S3Client({ requestHandler }), buckets)
}

export const createS3Lake = (s3: S3Client, buckets: LakeBuckets): Lake => ({
  async put(key, body, contentType) {
    await s3.send(new PutObjectCommand({ Bucket: buckets.lake, Key: key, Body: body, ContentType: contentType }))
  },
  async getBatchObject(key) {
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: buckets.content, Key: key }))
      return await Body?.transformToByteArray()
    } catch (error) {
      // Only this error says that there is no such object; one that is forbidden may be there.
      if (error instanceof NoSuchKey) return undefined
      throw error
    }
  },
})
