/** The lake's bucket, and the content bucket where big batches lie. */
import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import type { Lake } from './writer.ts'

export type LakeBuckets = { lake: string; content: string }

/** Gives up on a hanging connection early: Kinesis sends the records again, but a function that times out logs nothing. */
export const connectS3Lake = (buckets: LakeBuckets) =>
  createS3Lake(
    new S3Client({ requestHandler: new NodeHttpHandler({ connectionTimeout: 2_000, requestTimeout: 20_000 }) }),
    buckets,
  )

export const createS3Lake = (s3: S3Client, buckets: LakeBuckets): Lake => ({
  async put(key, body, contentType) {
    await s3.send(new PutObjectCommand({ Bucket: buckets.lake, Key: key, Body: body, ContentType: contentType }))
  },
  async getBatchObject(key) {
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: buckets.content, Key: key }))
      return await Body?.transformToByteArray()
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined
      throw error
    }
  },
})
