/** What evidence needs of AWS, on a laptop: a key of KMS behind its real client, conditional puts, and objects that are locked. */
import { createPublicKey, verify } from 'node:crypto'
import { DescribeKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms'
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { describe, expect, it } from '@jest/globals'
import { createKmsSigner } from '../../../lambdas/evidence/kms-signer.ts'
import { openAwsProxy } from '../../../local/aws/aws-proxy.ts'
import { objectLockStage } from '../../../local/aws/object-lock.ts'
import { ensureKeys, openKmsServer } from '../../../local/engines/kms-server.ts'
import { duringTests, temporaryFolder } from '../../support/during-tests.ts'
import { useEvidenceBuckets } from '../../support/s3-emulator.ts'

const ID = 'd8211074-2984-4923-840e-e6168ca2777b'
const folder = temporaryFolder()
const buckets = useEvidenceBuckets()

describe('a key of KMS', () => {
  const kms = duringTests(async () => {
    ensureKeys(folder, [ID])
    const server = await openKmsServer(folder)
    process.env.AWS_ENDPOINT_URL_KMS = server.endpoint
    return { ...server, client: new KMSClient({}) }
  })

  it('signs what its public key verifies, and stays the same at the next start', async () => {
    const signer = createKmsSigner(ID)
    const publicKey = Buffer.from(await signer.publicKey())
    ensureKeys(folder, [ID])
    expect(Buffer.from(await createKmsSigner(ID).publicKey())).toEqual(publicKey)
    const key = createPublicKey({ key: publicKey, format: 'der', type: 'spki' })
    expect(verify('sha256', Buffer.from('head'), key, await signer.sign(Buffer.from('head')))).toBe(true)
  })

  it('says what it is, and refuses what KMS refuses', async () => {
    const { KeyMetadata } = await kms.client.send(new DescribeKeyCommand({ KeyId: ID }))
    expect(KeyMetadata).toMatchObject({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY', KeyState: 'Enabled' })
    const sign = (KeyId: string, bytes: number) =>
      kms.client.send(new SignCommand({ KeyId, Message: Buffer.alloc(bytes), SigningAlgorithm: 'ECDSA_SHA_256' }))
    await expect(sign(ID.replace('d', 'e'), 1)).rejects.toMatchObject({ name: 'NotFoundException' })
    await expect(sign(ID, 4_097)).rejects.toMatchObject({ name: 'ValidationException' })
  })
})

describe('an object that is put once', () => {
  it('is refused a second time, however many come at once', async () => {
    const puts = Array.from({ length: 8 }, (_, n) => buckets.vault.putNew('once', Buffer.from(`${n}`)))
    expect((await Promise.all(puts)).filter((isNew) => isNew)).toHaveLength(1)
  })
})

describe('a locked bucket', () => {
  const proxy = duringTests(async () => {
    const s3 = process.env.AWS_ENDPOINT_URL_S3 ?? ''
    const nowhere = 'http://127.0.0.1:9'
    const opened = await openAwsProxy({ dynamodb: nowhere, kinesis: nowhere, s3 }, [objectLockStage(['evidence'])])
    const client = new S3Client({ endpoint: opened.endpoint, forcePathStyle: true, maxAttempts: 1 })
    return {
      client,
      async stop() {
        client.destroy()
        await opened.stop()
      },
    }
  })
  const named = (Bucket: string) => ({ Bucket, Key: 'head' })
  const put = (Bucket: string, Body: string) => proxy.client.send(new PutObjectCommand({ ...named(Bucket), Body }))

  it('keeps what was put: it is neither replaced nor deleted; another bucket takes both', async () => {
    await put('evidence', 'first')
    await expect(put('evidence', 'second')).rejects.toMatchObject({ name: 'AccessDenied' })
    const remove = (Bucket: string) => proxy.client.send(new DeleteObjectCommand(named(Bucket)))
    await expect(remove('evidence')).rejects.toMatchObject({ name: 'AccessDenied' })
    const { Body } = await proxy.client.send(new GetObjectCommand(named('evidence')))
    expect(await Body?.transformToString()).toBe('first')
    await put('content', 'first')
    await put('content', 'second')
    expect((await remove('content')).$metadata.httpStatusCode).toBe(204)
  })
})
