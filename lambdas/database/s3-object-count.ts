/** Objects on S3, counted by its lists. */
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import type { CountObjects } from './object-count.ts'
import { currentCredentials, type TenantAccess } from './tenant-data.ts'
import { throwUnavailable } from './unavailable.ts'

/** @param access signs the calls; without it they are made with the caller's own rights */
export function createObjectCount(Bucket: string, access?: TenantAccess): CountObjects {
  const client = new S3Client(access ? { credentials: currentCredentials(access) } : {})
  return async (prefixes, most) => {
    await access?.open()
    let count = 0
    for (const Prefix of prefixes) {
      for (let token: string | undefined, isFirst = true; isFirst || token !== undefined; isFirst = false) {
        const input = { Bucket, Prefix, ...(token !== undefined && { ContinuationToken: token }) }
        const { Contents = [], NextContinuationToken } = await throwUnavailable(
          client.send(new ListObjectsV2Command(input)),
        )
        count += Contents.length
        if (count > most) return { count: most, isComplete: false }
        token = NextContinuationToken
      }
    }
    return { count, isComplete: true }
  }
}
