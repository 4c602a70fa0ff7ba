/**
 * A versioned bucket as it was at a moment: of each object the version that was the newest then, also where it was deleted
 * or overwritten since. Nothing is copied and nothing can be written.
 */
import {
  GetObjectCommand,
  type GetObjectCommandInput,
  ListObjectVersionsCommand,
  NoSuchKey,
  S3Client,
} from '@aws-sdk/client-s3'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import type { Objects } from '../../../lambdas/database/objects.ts'
import { throwUnavailable } from '../../../lambdas/database/unavailable.ts'
import { type Version, versionsOfThen } from './versions-of-then.ts'

const REQUEST_TIMEOUT_MS = 20_000
/** S3 tells times in whole seconds, and an object is put before what names it. */
const GRAIN_MS = 1_000

export type ObjectsAsOf = Objects & {
  /** The keys that begin so, of what was there. */
  keys(prefix: string): AsyncGenerator<string>
}

export function createObjectsAsOf(Bucket: string, moment: number): ObjectsAsOf {
  const s3 = new S3Client({
    maxAttempts: 5,
    requestHandler: new NodeHttpHandler({ requestTimeout: REQUEST_TIMEOUT_MS, throwOnRequestTimeout: true }),
  })
  const isOfThen = ({ LastModified }: Version) => (LastModified?.getTime() ?? 0) <= moment + GRAIN_MS
  const read = async (input: GetObjectCommandInput) => {
    try {
      return await throwUnavailable(s3.send(new GetObjectCommand(input)))
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined
      throw error
    }
  }
  /** The newest of then of each key, in the order of the keys; nothing of one that was deleted then. */
  async function* versionsOf(Prefix: string): AsyncGenerator<Version> {
    let marker: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {}
    let decided = new Set<string>()
    for (let isMore = true; isMore; ) {
      const page = await throwUnavailable(s3.send(new ListObjectVersionsCommand({ Bucket, Prefix, ...marker })))
      const listed = { versions: page.Versions ?? [], deletions: page.DeleteMarkers ?? [] }
      yield* versionsOfThen(listed, moment + GRAIN_MS, decided)
      marker = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
      isMore = page.IsTruncated === true
      // The next page may go on with the last key of this one, and with no other.
      decided = new Set([page.NextKeyMarker ?? ''].filter((key) => decided.has(key)))
    }
  }
  return {
    async get(Key, range) {
      const part = range === undefined ? {} : { Range: `bytes=${range.start}-${range.end - 1}` }
      const newest = await read({ Bucket, Key, ...part })
      if (newest !== undefined && isOfThen(newest)) return newest.Body?.transformToByteArray()
      newest?.Body?.transformToByteArray().catch(() => undefined)
      for await (const version of versionsOf(Key)) {
        if (version.Key !== Key || version.VersionId === undefined) continue
        return (await read({ Bucket, Key, VersionId: version.VersionId, ...part }))?.Body?.transformToByteArray()
      }
      return undefined
    },
    async *keys(prefix) {
      for await (const { Key = '' } of versionsOf(prefix)) yield Key
    },
    put: refuse,
    remove: refuse,
  }
}

const refuse = async () => {
  throw new Error('A drill writes nothing into the content bucket.')
}
