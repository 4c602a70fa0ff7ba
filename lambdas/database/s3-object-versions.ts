/** Versions of objects on S3. A bucket without versions has one of each object, called `null`. */
import {
  type DeleteMarkerEntry,
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  type ObjectVersion as S3Version,
} from '@aws-sdk/client-s3'
import { forEachConcurrently } from './concurrency.ts'
import type { ObjectVersions } from './object-versions.ts'
import { createPatientS3 } from './s3-patient.ts'
import type { TenantAccess } from './tenant-data.ts'
import { throwUnavailable } from './unavailable.ts'

const VERSIONS_PER_PAGE = 500

/** @param access signs the calls; without it they are made with the caller's own rights */
export function createObjectVersions(Bucket: string, access?: TenantAccess): ObjectVersions {
  const client = createPatientS3(access)
  return {
    async page(Prefix, after) {
      await access?.open()
      const marker: { KeyMarker?: string; VersionIdMarker?: string } = after === undefined ? {} : JSON.parse(after)
      const input = { Bucket, Prefix, MaxKeys: VERSIONS_PER_PAGE, ...marker }
      const answer = await throwUnavailable(client.send(new ListObjectVersionsCommand(input)))
      const { Versions = [], DeleteMarkers = [], IsTruncated, NextKeyMarker, NextVersionIdMarker } = answer
      const toVersion = (one: S3Version | DeleteMarkerEntry, isMark: boolean) => ({
        key: one.Key ?? '',
        version: one.VersionId ?? 'null',
        isLatest: one.IsLatest === true,
        isMark,
        at: one.LastModified?.getTime() ?? 0,
      })
      const found = [
        ...Versions.map((one) => toVersion(one, false)),
        ...DeleteMarkers.map((one) => toVersion(one, true)),
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
