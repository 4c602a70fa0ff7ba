/** Evidence on S3. A put is conditional, so that no run can replace what another one put. */
import { GetObjectCommand, NoSuchKey, PutObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { throwUnavailable } from '../database/unavailable.ts'
import type { EvidenceObjects } from './evidence-objects.ts'

/** Nobody waits for it: rather late than failed. */
const REQUEST_TIMEOUT_MS = 60_000

export function createEvidenceObjects(Bucket: string): EvidenceObjects {
  const client = new S3Client({
    maxAttempts: 5,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: 2_000,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    }),
  })
  return {
    async putNew(Key, Body) {
      try {
        await throwUnavailable(client.send(new PutObjectCommand({ Bucket, Key, Body, IfNoneMatch: '*' })))
        return true
      } catch (error) {
        if (error instanceof Error && error.name === 'PreconditionFailed') return false
        throw error
      }
    },
    async get(Key) {
      try {
        const { Body } = await throwUnavailable(client.send(new GetObjectCommand({ Bucket, Key })))
        return await Body?.transformToByteArray()
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined
        throw error
      }
    },
    async *list(Prefix, after) {
      const input = { Bucket, Prefix, ...(after !== undefined && { StartAfter: after }) }
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, input))
        for (const { Key } of Contents) if (Key !== undefined) yield Key
    },
  }
}
