/** Evidence on S3. A put is conditional, so that no run can replace what another one put. */
import { GetObjectCommand, PutObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3'
import { isMissing } from '../database/s3-missing.ts'
import { createPatientS3 } from '../database/s3-patient.ts'
import type { TenantAccess } from '../database/tenant-data.ts'
import { throwUnavailable } from '../database/unavailable.ts'
import type { EvidenceObjects } from './evidence-objects.ts'

/** @param access signs the calls; without it they are made with the caller's own rights */
export function createEvidenceObjects(Bucket: string, access?: TenantAccess): EvidenceObjects {
  const client = createPatientS3(access)
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
        if (await isMissing(client, { bucket: Bucket, key: Key, error })) return undefined
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
