/** The lake's bucket, for what lists, reads and rewrites its files. */
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { isMissing } from '../database/s3-missing.ts'
import { currentCredentials, type TenantAccess } from '../database/tenant-data.ts'
import { throwUnavailable } from '../database/unavailable.ts'
import type { LakeFiles, TaggedTexts, Upload } from './lake-files.ts'

/** Nobody waits for it: rather late than failed. */
const REQUEST_TIMEOUT_MS = 60_000

/** @param access signs the calls, once it is open; without it they are made with the caller's own rights */
export const connectS3LakeFiles = (bucket: string, access?: TenantAccess): LakeFiles & TaggedTexts =>
  createS3LakeFiles(
    new S3Client({
      ...(access && { credentials: currentCredentials(access) }),
      maxAttempts: 6,
      requestHandler: new NodeHttpHandler({
        connectionTimeout: 2_000,
        requestTimeout: REQUEST_TIMEOUT_MS,
        socketTimeout: REQUEST_TIMEOUT_MS,
        throwOnRequestTimeout: true,
      }),
    }),
    bucket,
  )

export function createS3LakeFiles(s3: S3Client, Bucket: string): LakeFiles & TaggedTexts {
  /** There is none, or not the version that was asked for. */
  const missing = async <T>(key: string, get: () => Promise<T | undefined>): Promise<T | undefined> => {
    try {
      return await throwUnavailable(get())
    } catch (error) {
      if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412) return undefined
      if (await isMissing(s3, { bucket: Bucket, key, error })) return undefined
      throw error
    }
  }
  return {
    async *list(Prefix) {
      for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix })) {
        for (const { Key = '', Size = 0, ETag = '', LastModified = new Date(0) } of Contents)
          yield { key: Key, bytes: Size, etag: ETag, written: LastModified }
      }
    },
    async folders(Prefix) {
      const names: string[] = []
      const input = { Bucket, Prefix, Delimiter: '/' }
      for await (const { CommonPrefixes = [] } of paginateListObjectsV2({ client: s3 }, input)) {
        for (const { Prefix: found = '' } of CommonPrefixes) names.push(found.slice(Prefix.length, -1))
      }
      return names
    },
    async read({ key, etag }, start, end) {
      const input = { Bucket, Key: key, IfMatch: etag, Range: `bytes=${start}-${end - 1}` }
      return missing(key, async () => (await s3.send(new GetObjectCommand(input))).Body?.transformToByteArray())
    },
    create: (key) => createUpload(s3, { Bucket, Key: key }),
    getText: (key) =>
      missing(key, async () => (await s3.send(new GetObjectCommand({ Bucket, Key: key }))).Body?.transformToString()),
    async putText(key, text) {
      await s3.send(new PutObjectCommand({ Bucket, Key: key, Body: text, ContentType: 'application/json' }))
    },
    getTagged: (key) =>
      missing(key, async () => {
        const { Body, ETag = '' } = await s3.send(new GetObjectCommand({ Bucket, Key: key }))
        return { text: (await Body?.transformToString()) ?? '', etag: ETag }
      }),
    async replaceText(key, text, etag) {
      const condition = etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag }
      const object = { Bucket, Key: key, Body: text, ContentType: 'text/plain', ...condition }
      return (await refused(() => s3.send(new PutObjectCommand(object)))) !== undefined
    },
    async delete(key) {
      await s3.send(new DeleteObjectCommand({ Bucket, Key: key }))
    },
  }
}

/** Another one was there before: 412, or 409 where both came at once. */
async function refused<T>(put: () => Promise<T>): Promise<T | undefined> {
  try {
    return await throwUnavailable(put())
  } catch (error) {
    if (error instanceof S3ServiceException && [404, 409, 412].includes(error.$metadata.httpStatusCode ?? 0))
      return undefined
    throw error
  }
}

/** A part is at least 5 MiB, and there are at most 10,000. */
const PART_BYTES = 8 * 1024 * 1024
const PARQUET = 'application/vnd.apache.parquet'

/** One put for a small object, parts for a larger one. Parts that nobody puts together are removed by the bucket's rule. */
function createUpload(s3: S3Client, object: { Bucket: string; Key: string }): Upload {
  let pending: Uint8Array[] = []
  let pendingBytes = 0
  let id: string | undefined
  const parts: { PartNumber: number; ETag: string | undefined }[] = []
  const take = () => {
    const body = Buffer.concat(pending)
    pending = []
    pendingBytes = 0
    return body
  }
  const putPart = async () => {
    id ??= (await s3.send(new CreateMultipartUploadCommand({ ...object, ContentType: PARQUET }))).UploadId
    const part = { ...object, UploadId: id, PartNumber: parts.length + 1 }
    const { ETag } = await s3.send(new UploadPartCommand({ ...part, Body: take() }))
    parts.push({ PartNumber: part.PartNumber, ETag })
  }
  return {
    async append(bytes) {
      pending.push(bytes)
      pendingBytes += bytes.length
      if (pendingBytes >= PART_BYTES) await putPart()
    },
    async finish() {
      if (id === undefined) {
        await s3.send(new PutObjectCommand({ ...object, Body: take(), ContentType: PARQUET }))
        return
      }
      if (pendingBytes > 0) await putPart()
      await s3.send(new CompleteMultipartUploadCommand({ ...object, UploadId: id, MultipartUpload: { Parts: parts } }))
    },
    async abort() {
      take()
    },
  }
}
