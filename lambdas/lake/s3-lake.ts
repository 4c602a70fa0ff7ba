/** The lake's bucket, and beside it the content bucket, where big batches lie. */
import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import type { Objects } from '../database/objects.ts'
import type { Lake } from './writer.ts'

/** A file or a batch of several megabytes takes a fraction of it; three attempts still end before the function's own time-out. */
export const LAKE_TIMEOUT_MS = 20_000

/**
 * Gives up on a hanging connection early: Kinesis sends the records again, but a function that times out logs nothing.
 * The socket's time-out is for an answer that begins and does not end.
 */
export function connectS3Lake(bucket: string, content: Pick<Objects, 'get'>, requestTimeout = LAKE_TIMEOUT_MS): Lake {
  const requestHandler = new NodeHttpHandler({
    connectionTimeout: 2_000,
    requestTimeout,
    socketTimeout: requestTimeout,
    throwOnRequestTimeout: true,
  })
  return createS3Lake(new S3Client({ requestHandler }), bucket, content)
}

export const createS3Lake = (s3: S3Client, bucket: string, content: Pick<Objects, 'get'>): Lake => ({
  async put(key, body, contentType) {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: contentType }))
  },
  async getText(key) {
    try {
      return await (await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }))).Body?.transformToString()
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined
      throw error
    }
  },
  getBatchObject: (key) => content.get(key),
})
