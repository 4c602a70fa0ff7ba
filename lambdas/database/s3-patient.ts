/** S3 for functions that nobody waits for: rather late than failed. */
import { S3Client } from '@aws-sdk/client-s3'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { currentCredentials, type TenantAccess } from './tenant-data.ts'

const REQUEST_TIMEOUT_MS = 60_000

/** @param access signs the calls; without it they are made with the caller's own rights */
export const createPatientS3 = (access?: TenantAccess): S3Client =>
  new S3Client({
    maxAttempts: 5,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: 2_000,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    }),
    ...(access && { credentials: currentCredentials(access) }),
  })
