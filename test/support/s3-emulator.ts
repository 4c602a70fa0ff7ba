/** A real S3 emulator: the bucket of the store beside an engine, and the buckets of the lake behind a proxy that causes faults. */
import type { AddressInfo } from 'node:net'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { buildApp } from 'fauxqs'
import type { Objects } from '../../lambdas/database/objects.ts'
import { createObjects } from '../../lambdas/database/s3-objects.ts'
import { createEvidenceObjects } from '../../lambdas/evidence/s3-evidence.ts'
import { addConditionalPuts } from '../../local/engines/conditional-puts.ts'
import { addObjectVersions } from '../../local/engines/object-versions.ts'
import { setCredentials } from './credentials.ts'
import { duringTests } from './during-tests.ts'
import { openFaultProxy } from './fault-proxy.ts'

export const BUCKETS = { lake: 'lake', content: 'content' }

export type Bucket = { objects: Objects; endpoint: string; stop(): Promise<void> }

/** The bucket for what no item holds, during the tests of a file or `describe`. */
export const useBucket = (): Bucket =>
  duringTests(async () => {
    const { endpoint, stop } = await startEmulator(Object.values(BUCKETS))
    return { objects: await objectsAt(endpoint), endpoint, stop }
  })

/** The objects take their endpoint from the environment at their first call, so each client makes one here. */
export async function objectsAt(endpoint: string): Promise<Objects> {
  process.env.AWS_ENDPOINT_URL_S3 = endpoint
  const objects = createObjects(BUCKETS.content)
  await objects.get('engines/warm')
  return objects
}

/**
 * The buckets of the lake and of the store. Of each request (`PUT /lake/key`) `faults.fails` says whether it fails (503), and
 * `faults.isOfDead` whether who sends it is taken for dead: it does not happen, and is not tried again (403).
 */
export const useLakeBuckets = () =>
  duringTests(async () => {
    const emulator = await startEmulator(Object.values(BUCKETS))
    const faults = { fails: (_request: string) => false, isOfDead: (_request: string) => false }
    const proxy = await openFaultProxy(emulator.endpoint)
    proxy.fateOf = ({ operation, path }) => {
      const request = `${operation} ${path}`
      if (faults.isOfDead(request)) return 'denied'
      return faults.fails(request) ? 'throttled' : 'pass'
    }
    const client = clientOf(proxy.endpoint)
    return {
      client,
      objects: await objectsAt(proxy.endpoint),
      faults,
      address: { endpoint: proxy.endpoint, bucket: BUCKETS.lake, region: 'us-east-1' },
      async keys(Prefix: string) {
        const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: BUCKETS.lake, Prefix }))
        return Contents.map(({ Key = '' }) => Key)
      },
      async text(Key: string) {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: BUCKETS.lake, Key }))
        return (await Body?.transformToString()) ?? ''
      },
      putContent: (Key: string, Body: Uint8Array) =>
        client.send(new PutObjectCommand({ Bucket: BUCKETS.content, Key, Body })),
      async stop() {
        client.destroy()
        await proxy.stop()
        await emulator.stop()
      },
    }
  })

/** The bucket that evidence is locked in, and the one that it lies beside the records in. */
export const useEvidenceBuckets = () =>
  duringTests(async () => {
    const { endpoint, stop } = await startEmulator(['evidence', ...Object.values(BUCKETS)])
    const objects = await objectsAt(endpoint)
    const client = clientOf(endpoint)
    return {
      objects,
      vault: createEvidenceObjects('evidence'),
      besides: createEvidenceObjects(BUCKETS.content),
      /** Past every condition and lock, as somebody with power over the bucket could. */
      replace: (Bucket: string, Key: string, Body: Uint8Array) =>
        client.send(new PutObjectCommand({ Bucket, Key, Body })),
      remove: (Bucket: string, Key: string) => client.send(new DeleteObjectCommand({ Bucket, Key })),
      async stop() {
        client.destroy()
        await stop()
      },
    }
  })

const FAUXQS = new URL('../../node_modules/fauxqs/dist/', import.meta.url)

async function startEmulator(buckets: string[]) {
  setCredentials()
  const load = async (file: string) => import(new URL(file, FAUXQS).href)
  const [{ S3Store }, { SqsStore }, { SnsStore }] = await Promise.all(
    ['s3/s3Store.js', 'sqs/sqsStore.js', 'sns/snsStore.js'].map(load),
  )
  const stores = { s3Store: new S3Store(), sqsStore: new SqsStore(), snsStore: new SnsStore() }
  const app = buildApp({ logger: false, stores })
  addConditionalPuts(app, stores.s3Store)
  addObjectVersions(app, stores.s3Store)
  const stop = async () => {
    await app.close()
  }
  try {
    await app.listen({ port: 0, host: '127.0.0.1' })
    const endpoint = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
    const client = clientOf(endpoint)
    for (const Bucket of buckets) await client.send(new CreateBucketCommand({ Bucket }))
    client.destroy()
    return { endpoint, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** No faults are hidden: each call is tried once. */
const clientOf = (endpoint: string) => new S3Client({ endpoint, forcePathStyle: true, maxAttempts: 1 })
