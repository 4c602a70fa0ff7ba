/** The proxy that functions call in place of AWS, before real engines, with clients that try each call once. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { type AwsProxy, openAwsProxy } from '../../local/aws/aws-proxy.ts'
import type { Stage } from '../../local/aws/call.ts'
import { duringTests } from './during-tests.ts'
import { type Engine, useEngine } from './engines.ts'
import { type Bucket, useBucket } from './s3-emulator.ts'

/** A client gives a call as long as this (ms). */
export const PATIENCE_MS = 3_000

export type ProxiedAws = { proxy: AwsProxy; engine: Engine; bucket: Bucket; clients: typeof clientsOf }

/** During the tests of a file or `describe`; tests change its stages. */
export function useAwsProxy(stages: Stage[] = []): ProxiedAws {
  const engine = useEngine()
  const bucket = useBucket()
  return duringTests(async () => {
    const engines = { dynamodb: engine.endpoint, s3: bucket.endpoint, kinesis: 'http://127.0.0.1:9' }
    const proxy = await openAwsProxy(engines, stages)
    return { proxy, engine, bucket, clients: clientsOf, stop: () => proxy.stop() }
  })
}

/** The SDK's clients of one caller. */
function clientsOf({ endpoint }: AwsProxy, accessKeyId = 'TEST') {
  const config = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey: 'secret' },
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({ requestTimeout: PATIENCE_MS, throwOnRequestTimeout: true }),
  }
  return { dynamodb: new DynamoDBClient(config), s3: new S3Client({ ...config, forcePathStyle: true }) }
}
