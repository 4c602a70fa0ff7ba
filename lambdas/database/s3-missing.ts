/** Tells what is missing on S3 from what is refused. */
import { ListObjectsV2Command, NoSuchKey, type S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { throwUnavailable } from './unavailable.ts'

type Failed = { bucket: string; key: string; error: unknown }

/**
 * S3 says that an object is missing only to those who may list the whole bucket; to a tenant's session it says that it is
 * denied. That session may list its own prefix, and so it can be told whether there was anything to deny.
 */
export async function isMissing(client: S3Client, { bucket, key, error }: Failed): Promise<boolean> {
  if (error instanceof NoSuchKey) return true
  if (!(error instanceof S3ServiceException) || error.$metadata.httpStatusCode !== 403) return false
  const list = new ListObjectsV2Command({ Bucket: bucket, Prefix: key, MaxKeys: 1 })
  // A key comes before all that it is the beginning of.
  const { Contents = [] } = await throwUnavailable(client.send(list))
  return Contents[0]?.Key !== key
}
