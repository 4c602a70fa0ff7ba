/** A real S3 emulator, and a door before it that can be made to fail. */
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { buildApp } from 'fauxqs'

export const BUCKETS = { lake: 'lake', content: 'content' }
export type S3Emulator = Awaited<ReturnType<typeof startS3>>

/** @returns with `fails`, which answers each request (method and path) with whether it fails with 503 */
export async function startS3() {
  const app = buildApp({ logger: false })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const faults = { fails: (_request: string) => false }
  const door = createServer((incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming
    if (faults.fails(`${method} ${decodeURIComponent(url)}`)) {
      incoming.resume()
      outgoing.writeHead(503, { 'content-type': 'application/xml' })
      return outgoing.end('<Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>')
    }
    const port = (app.server.address() as AddressInfo).port
    const onward = request({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(outgoing)
    })
    incoming.pipe(onward)
  })
  await new Promise<void>((listening) => door.listen(0, '127.0.0.1', listening))
  const endpoint = `http://127.0.0.1:${(door.address() as AddressInfo).port}`
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  })
  for (const Bucket of Object.values(BUCKETS)) await client.send(new CreateBucketCommand({ Bucket }))
  return {
    client,
    faults,
    address: { endpoint, bucket: BUCKETS.lake, region: 'us-east-1' },
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
      door.closeAllConnections()
      await new Promise((closed) => door.close(closed))
      await app.close()
    },
  }
}
