/** The Content bucket on S3. */
import {
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { consume } from './consumption.ts'
import type { Objects } from './objects.ts'
import { untilRequestEnds } from './request-time.ts'
import { throwUnavailable } from './unavailable.ts'

/** An upload of several megabytes takes a fraction of it; three attempts still end before the request's own time-out. */
const REQUEST_TIMEOUT_MS = 4_000

export function createObjects(bucket: string): Objects {
  const client = new S3Client({
    requestHandler: untilRequestEnds(
      new NodeHttpHandler({
        connectionTimeout: 1_000,
        requestTimeout: REQUEST_TIMEOUT_MS,
        throwOnRequestTimeout: true,
      }),
    ),
  })
  return {
    async put(key, bytes, contentType = 'application/octet-stream') {
      const input = { Bucket: bucket, Key: key, Body: bytes, ContentType: contentType }
      await throwUnavailable(client.send(new PutObjectCommand(input)))
      consume('objectWrites', 1)
      consume('storedBytes', bytes.length)
    },
    async remove(key) {
      await throwUnavailable(client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key })))
    },
    async get(key, range) {
      consume('objectReads', 1)
      const part = range === undefined ? {} : { Range: `bytes=${range.start}-${range.end - 1}` }
      try {
        return await throwUnavailable(download(client, { Bucket: bucket, Key: key, ...part }))
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined
        throw error
      }
    },
  }
}

async function download(client: S3Client, input: GetObjectCommandInput): Promise<Uint8Array | undefined> {
  const { Body } = await client.send(new GetObjectCommand(input))
  return Body?.transformToByteArray()
}
