/** What S3 says of the buckets. */
import {
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { ENV } from '../../../lambdas/runtime/names.ts'
import type { Deployment } from '../deployment.ts'
import { type Ask, type Found, NotOffered } from './run.ts'

const BUCKETS = { Content: ENV.contentBucket, Lake: ENV.lakeBucket, Evidence: ENV.evidenceBucket }
const LEAST_LOCK_DAYS = 365

export async function checkBuckets(place: Pick<Deployment, 'names' | 'isLocal'>, ask: Ask): Promise<void> {
  const s3 = new S3Client({})
  for (const [id, variable] of Object.entries(BUCKETS)) {
    const Bucket = place.names[variable]
    await ask('bucket there', id, async () => {
      if (!Bucket) return { found: `not known: set ${variable}`, is: false }
      await s3.send(new HeadBucketCommand({ Bucket }))
      return { found: Bucket, is: true }
    })
    if (!Bucket) continue
    /** Of the settings of a bucket the local engine knows nothing: it answers each question with a list of objects. */
    const setting = (look: () => Promise<Found>) => () => (place.isLocal ? Promise.reject(new NotOffered()) : look())
    if (id !== 'Lake')
      await ask(
        'bucket versions',
        id,
        setting(() => versionsFound(s3, Bucket)),
      )
    await ask(
      'bucket encryption',
      id,
      setting(() => encryptionFound(s3, Bucket)),
    )
    await ask(
      'bucket closed',
      id,
      setting(() => closedFound(s3, Bucket)),
    )
    await ask(
      'bucket TLS',
      id,
      setting(() => tlsFound(s3, Bucket)),
    )
    if (id === 'Evidence')
      await ask(
        'bucket lock',
        id,
        setting(() => lockFound(s3, Bucket)),
      )
  }
}

async function versionsFound(s3: S3Client, Bucket: string): Promise<Found> {
  const { Status = 'never enabled' } = await s3.send(new GetBucketVersioningCommand({ Bucket }))
  return { found: Status, is: Status === 'Enabled' }
}

async function encryptionFound(s3: S3Client, Bucket: string): Promise<Found> {
  const { ServerSideEncryptionConfiguration: sse } = await s3.send(new GetBucketEncryptionCommand({ Bucket }))
  const algorithms = sse?.Rules?.map((rule) => rule.ApplyServerSideEncryptionByDefault?.SSEAlgorithm ?? 'none') ?? []
  const is = algorithms.length > 0 && algorithms.every((name) => /^(AES256|aws:kms|aws:kms:dsse)$/.test(name))
  return { found: algorithms.join() || 'nothing', is }
}

async function closedFound(s3: S3Client, Bucket: string): Promise<Found> {
  const { PublicAccessBlockConfiguration: block } = await s3.send(new GetPublicAccessBlockCommand({ Bucket }))
  const ways = [block?.BlockPublicAcls, block?.BlockPublicPolicy, block?.IgnorePublicAcls, block?.RestrictPublicBuckets]
  const closed = ways.filter((way) => way === true).length
  return { found: `${closed} of 4`, is: closed === 4 }
}

async function tlsFound(s3: S3Client, Bucket: string): Promise<Found> {
  const { Policy = '{}' } = await s3.send(new GetBucketPolicyCommand({ Bucket }))
  const { Statement = [] }: { Statement?: { Effect: string; Condition?: object }[] } = JSON.parse(Policy)
  const is = Statement.some(
    ({ Effect, Condition }) =>
      Effect === 'Deny' && JSON.stringify(Condition) === '{"Bool":{"aws:SecureTransport":"false"}}',
  )
  return { found: is ? 'denied without TLS' : 'no such denial in its policy', is }
}

async function lockFound(s3: S3Client, Bucket: string): Promise<Found> {
  const { ObjectLockConfiguration: lock } = await s3.send(new GetObjectLockConfigurationCommand({ Bucket }))
  const { Mode = 'no mode', Days = 0, Years = 0 } = lock?.Rule?.DefaultRetention ?? {}
  const days = Days + Years * 365
  return { found: `${Mode}, ${days} days`, is: lock?.ObjectLockEnabled === 'Enabled' && days >= LEAST_LOCK_DAYS }
}
