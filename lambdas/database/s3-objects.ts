/** The Content bucket on S3. */
import {
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { consume } from './consumption.ts'
import type { Objects } from './objects.ts'
import { untilRequestEnds } from './request-time.ts'
import { isMissing } from './s3-missing.ts'
import { currentCredentials, type TenantAccess } from './tenant-data.ts'
import { throwUnavailable } from './unavailable.ts'

/** An upload of several megabytes takes a fraction of it; three attempts still end before the request's own time-out. */
const REQUEST_TIMEOUT_MS = 4_000

export type ObjectsOptions = {
  /** Signs the calls; without it they are made with the caller's own rights. */
  access?: TenantAccess
  /** A function that has minutes may wait longer for an object. */
  requestTimeout?: number
}

export function createObjects(bucket: string, options: ObjectsOptions = {}): Objects {
  const { access, requestTimeout = REQUEST_TIMEOUT_MS } = options
  const client = new S3Client({
    requestHandler: untilRequestEnds(
      new NodeHttpHandler({
        connectionTimeout: 1_000,
        requestTimeout,
        // For an answer that begins and does not end.
        socketTimeout: requestTimeout,
        throwOnRequestTimeout: true,
      }),
    ),
    ...(access && { credentials: currentCredentials(access) }),
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
        if (await isMissing(client, { bucket, key, error })) return undefined
        throw error
      }
    },
  }
}

async function download(client: S3Client, input: GetObjectCommandInput): Promise<Uint8Array | undefined> {
  const { Body } = await client.send(new GetObjectCommand(input))
  return Body?.transformToByteArray()
}
