/** How far the lake has come: it never claims more than is queryable, whatever shards, records and the writer do. */
import type { AddressInfo } from 'node:net'
import { zstdDecompressSync } from 'node:zlib'
import {
  CreateStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis'
import { DeleteObjectCommand } from '@aws-sdk/client-s3'
import { beforeEach, describe, expect, it } from '@jest/globals'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { parquetReadObjects } from 'hyparquet'
import kinesalite from 'kinesalite'
import { beat, fromHeartbeat, toHeartbeat } from '../../lambdas/lake/freshness/heartbeat.ts'
import { createShardStream } from '../../lambdas/lake/freshness/kinesis-shards.ts'
import { createStateObjects } from '../../lambdas/lake/freshness/s3-state.ts'
import { readFreshness, type StateObjects, shardsObject } from '../../lambdas/lake/freshness/state.ts'
import { ALLOWANCE_MS, REPLICATION_MS, watermarkOf } from '../../lambdas/lake/freshness/watermark.ts'
import { createS3Lake } from '../../lambdas/lake/s3-lake.ts'
import { createLakeWriter } from '../../lambdas/lake/writer.ts'
import { MOST_AHEAD_MS } from '../../lambdas/statements/batch/consistent-through.ts'
import { MOST_REPLICATION_MS } from '../../lib/data-stack.ts'
import { duringTests } from '../support/during-tests.ts'
import { batchInsert, kinesisEvent, kinesisRecords, sequenceAt } from '../support/kinesis-events.ts'
import { BUCKETS, useLakeBuckets } from '../support/s3-emulator.ts'

const shard = (id: string, parents: string[] = [], isOpen = true) => ({ id, parents, isOpen })
const mark = (name: string, heartbeat: number) => ({ shard: name, heartbeat })
const T = 1_000_000

describe('the watermark', () => {
  it.each([
    ['one shard', [shard('a')], [mark('a', T)], T],
    ['the slowest of several shards', [shard('a'), shard('b')], [mark('a', T), mark('b', T - 5)], T - 5],
    ['none while a shard was never marked', [shard('a'), shard('b')], [mark('a', T)], undefined],
    ['none without shards', [], [], undefined],
    [
      'a closed shard counts no more',
      [shard('a', [], false), shard('b', ['a'])],
      [mark('a', T), mark('b', T + 9)],
      T + 9,
    ],
    [
      'that of the parent, until each half of a split shard has its own',
      [shard('a', [], false), shard('b', ['a']), shard('c', ['a'])],
      [mark('a', T), mark('b', T + 9)],
      T,
    ],
    [
      'the slower parent of a merged shard',
      [shard('a', [], false), shard('b', [], false), shard('c', ['a', 'b'])],
      [mark('a', T), mark('b', T - 7)],
      T - 7,
    ],
  ])('is %s', (_, shards, marks, expected) => {
    expect(watermarkOf(shards, marks, [])).toBe(expected === undefined ? undefined : expected - ALLOWANCE_MS)
  })

  it('is held by the first record that the lake does not have', () => {
    const held = [{ arrived: T + 50 }, { arrived: T - 50 }]
    expect(watermarkOf([shard('a')], [mark('a', T)], held)).toBe(T - 50 - ALLOWANCE_MS)
  })

  it('allows DynamoDB as long as the alarm lets pass', () => {
    expect(REPLICATION_MS).toBe(MOST_REPLICATION_MS)
  })
})

const s3 = useLakeBuckets()
const SHARD = 'shardId-000000000000'
const quiet = {
  written: () => undefined,
  quarantined: () => undefined,
  outdated: () => undefined,
  interrupted: () => undefined,
}
let objects: StateObjects

beforeEach(async () => {
  objects = createStateObjects(BUCKETS.lake, s3.address.endpoint)
  s3.faults.fails = () => false
  for (const Key of await s3.keys('')) await s3.client.send(new DeleteObjectCommand({ Bucket: 'lake', Key }))
  const { key, body, contentType } = shardsObject([shard(SHARD)])
  await objects.put(key, body, contentType)
})

const ids = sequenceAt('2026-11-21T09:00:00.000Z')
const commit = () =>
  batchInsert('demo', ids.next(), [
    '{"id":"a","actor":{"mbox":"mailto:a@x.org"},"verb":{"id":"http://x.org/v"},"object":{"id":"http://x.org/o"}}',
  ])
const heartbeat = (time: number) => Buffer.from(toHeartbeat(time)).toString()
const write = (...records: Parameters<typeof kinesisRecords>[0]) =>
  createLakeWriter(createS3Lake(s3.client, BUCKETS.lake, s3.objects), quiet)(kinesisEvent(kinesisRecords(records)))
const through = async () => (await readFreshness(objects)).through?.getTime()

describe('the writer', () => {
  it('marks its shard with the last heartbeat that it met, once what was before is written', async () => {
    expect(await through()).toBeUndefined()
    const { batchItemFailures } = await write(commit(), heartbeat(T), commit(), heartbeat(T + 1), commit())
    expect(batchItemFailures).toEqual([])
    expect(await through()).toBe(T + 1 - ALLOWANCE_MS)
    expect(await s3.keys('lake/')).toHaveLength(1)
  })

  it('marks a busy shard with what it meets between heartbeats, by when that was stored at the latest', async () => {
    const arrival = Date.parse('2026-11-21T09:10:36.250Z')
    const stored = sequenceAt(new Date(arrival - 2_000).toISOString())
    await write(heartbeat(arrival - 50_000), batchInsert('demo', stored.next(), ['{"id":"b"}']), commit())
    expect(await through()).toBe(arrival - 2_000 - MOST_AHEAD_MS - ALLOWANCE_MS)
  })

  it('does not go back for what is replayed', async () => {
    await write(heartbeat(T))
    await write(commit())
    expect(await through()).toBe(T - ALLOWANCE_MS)
  })

  it('marks an idle shard, in which nothing but heartbeats comes', async () => {
    await write(heartbeat(T))
    expect(await through()).toBe(T - ALLOWANCE_MS)
    expect(await s3.keys('lake/')).toEqual([])
  })

  it('does not mark what it could not write', async () => {
    await write(heartbeat(T))
    s3.faults.fails = (request) => request.startsWith('PUT /lake/lake/')
    const { batchItemFailures } = await write(commit(), heartbeat(T + 60_000))
    expect(batchItemFailures).toHaveLength(1)
    expect(await through()).toBe(T - ALLOWANCE_MS)
  })

  it('loses no record to a mark that cannot be written', async () => {
    s3.faults.fails = (request) => request.startsWith('PUT /lake/state/freshness/')
    expect(await write(commit(), heartbeat(T))).toEqual({ batchItemFailures: [] })
    expect(await through()).toBeUndefined()
    expect(await s3.keys('lake/')).toHaveLength(1)
  })

  // @control watched
  it('holds the watermark at a quarantined record, until an operator says that it is in the lake', async () => {
    const arrived = Date.parse('2026-11-21T09:10:36.250Z')
    await write(commit(), 'no JSON', heartbeat(arrived + 60_000))
    const [held = ''] = await s3.keys('state/freshness/held/')
    expect(await readFreshness(objects)).toEqual({ through: new Date(arrived - ALLOWANCE_MS), held: 1 })
    await s3.client.send(new DeleteObjectCommand({ Bucket: 'lake', Key: held }))
    expect(await readFreshness(objects)).toEqual({ through: new Date(arrived + 60_000 - ALLOWANCE_MS), held: 0 })
  })
})

describe('the heartbeat', () => {
  const kinesis = duringTests(async () => {
    const server = kinesalite({ createStreamMs: 0, updateStreamMs: 0, deleteStreamMs: 0, shardLimit: 10 })
    await new Promise<void>((up) => server.listen(0, '127.0.0.1', up))
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const client = new KinesisClient({ endpoint, requestHandler: new NodeHttpHandler() })
    await client.send(new CreateStreamCommand({ StreamName: 's', ShardCount: 2 }))
    process.env.AWS_ENDPOINT_URL_KINESIS = endpoint
    return {
      client,
      async stop() {
        client.destroy()
        await new Promise((closed) => server.close(closed))
      },
    }
  })
  const heartbeatsIn = async (ShardId: string) => {
    const from = { StreamName: 's', ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const
    const { ShardIterator } = await kinesis.client.send(new GetShardIteratorCommand(from))
    const { Records = [] } = await kinesis.client.send(new GetRecordsCommand({ ShardIterator }))
    return Records.map(({ Data }) => fromHeartbeat(Buffer.from(Data ?? []).toString('base64')))
  }

  it('reaches every open shard and no closed one, and publishes what the marks say', async () => {
    const stream = createShardStream('s')
    await beat({ stream, objects, givenUp: 'aws/lambda/', now: () => T })
    const split = { StreamName: 's', ShardToSplit: SHARD, NewStartingHashKey: '10' }
    await kinesis.client.send(new SplitShardCommand(split))
    for (;;) {
      const shards = await stream.shards().catch(() => [])
      if (shards.length === 4) break
      await new Promise((later) => setTimeout(later, 20))
    }
    await beat({ stream, objects, givenUp: 'aws/lambda/', now: () => T + 1 })
    const met = await Promise.all([0, 1, 2, 3].map((at) => heartbeatsIn(`shardId-00000000000${at}`)))
    expect(met).toEqual([[T], [T, T + 1], [T + 1], [T + 1]])
  })

  it('holds the watermark at records that Lambda gave up, by the longest that it tried them', async () => {
    const now = Date.parse('2026-11-21T10:00:00Z')
    await write(heartbeat(now))
    await objects.put(
      'aws/lambda/uuid/shardId-0/2026/11/20/2026-11-20T10.00.00-x',
      Buffer.from('{}'),
      'application/json',
    )
    const stream = { shards: async () => [{ ...shard(SHARD), hashKey: '0' }], put: async () => undefined }
    await beat({ stream, objects, givenUp: 'aws/lambda/', now: () => now })
    const week = Date.parse('2026-11-13T00:00:00Z')
    expect(await readFreshness(objects)).toEqual({ through: new Date(week - ALLOWANCE_MS), held: 1 })
    const file = await objects.get('freshness/current.parquet')
    const rows = await parquetReadObjects({
      file: Uint8Array.from(file ?? []).buffer,
      compressors: { ZSTD: (bytes) => zstdDecompressSync(bytes) },
    })
    expect(rows).toEqual([{ through: new Date(week - ALLOWANCE_MS), computed: new Date(now), held: 1n }])
  })
})
