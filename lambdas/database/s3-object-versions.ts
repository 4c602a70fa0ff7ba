/** Versions of objects on S3. A bucket without versions has one of each object, called `null`. */
import {
  type DeleteMarkerEntry,
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  type ObjectVersion,
  S3Client,
} from '@aws-sdk/client-s3'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { forEachConcurrently } from './concurrency.ts'
import type { ObjectVersions } from './object-versions.ts'
import { currentCredentials, type TenantAccess } from './tenant-data.ts'
import { throwUnavailable } from './unavailable.ts'

/** Nobody waits for it: rather late than failed. */
const REQUEST_TIMEOUT_MS = 20_000
const VERSIONS_PER_PAGE = 500

/** @param access signs the calls; without it they are made with the caller's own rights */
export function createObjectVersions(Bucket: string, access?: TenantAccess): ObjectVersions {
  const client = new S3Client({
    maxAttempts: 5,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: 2_000,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    }),
    ...(access && { credentials: currentCredentials(access) }),
  })
  return {
    async page(Prefix, after) {
      await access?.open()
      const marker: { KeyMarker?: string; VersionIdMarker?: string } = after === undefined ? {} : JSON.parse(after)
      const input = { Bucket, Prefix, MaxKeys: VERSIONS_PER_PAGE, ...marker }
      const answer = await throwUnavailable(client.send(new ListObjectVersionsCommand(input)))
      const { Versions = [], DeleteMarkers = [], IsTruncated, NextKeyMarker, NextVersionIdMarker } = answer
      const toFound = (isCurrent: boolean, { Key = '', VersionId = 'null' }: ObjectVersion | DeleteMarkerEntry) => ({
        key: Key,
        version: VersionId,
        isCurrent,
      })
      const found = [
        ...Versions.map((one) => toFound(one.IsLatest === true, one)),
        ...DeleteMarkers.map((one) => toFound(false, one)),
      ]
      const next = JSON.stringify({ KeyMarker: NextKeyMarker, VersionIdMarker: NextVersionIdMarker })
      return { found, ...(IsTruncated && { next }) }
    },
    async remove(versions) {
      await access?.open()
      await forEachConcurrently(versions, async ({ key: Key, version: VersionId }) => {
        await throwUnavailable(client.send(new DeleteObjectCommand({ Bucket, Key, VersionId })))
      })
    },
  }
}
