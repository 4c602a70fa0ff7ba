/** Events as Lambda receives them from the stream of the table: AWS's record form, in base64, with sequence numbers. */
import type { KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda'
import { batchKey } from '../../lambdas/statements/batch/batch-item.ts'
import { encodeBlocks } from '../../lambdas/statements/batch/blocks.ts'
import { type BatchId, createSequence } from '../../lambdas/statements/batch/sequence.ts'
import { tenantId } from '../../lambdas/tenancy/tenant-id.ts'

type Attribute = { [type: string]: unknown }
export type TableChange = {
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE'
  keys: Attribute
  image: { [name: string]: Attribute }
}

const number = (value: number) => ({ N: String(value) })

/** The sequence of batches stored at a moment; a different moment may be another `dt`. */
export const sequenceAt = (moment: string) => createSequence('0a0b0c0d', () => Date.parse(moment))

/** The insert of a request's statements. */
export function batchInsert(tenant: string, batchId: BatchId, texts: string[]): TableChange {
  const { starts, blocks } = encodeBlocks(texts)
  const count = texts.filter((text) => text !== '').length
  const body = { blocks: { L: blocks.map((block) => ({ B: Buffer.from(block).toString('base64') })) } }
  return insert(tenant, batchId, { n: number(count), starts: { L: starts.map(number) }, ...body })
}

/** The insert of a big batch, and the object that holds its blocks. */
export function bigBatchInsert(tenant: string, batchId: BatchId, texts: string[]) {
  const { starts, blocks } = encodeBlocks(texts)
  let end = 0
  const ends = blocks.map(({ length }) => {
    end += length
    return number(end)
  })
  const pointer = { object: { BOOL: true }, ends: { L: ends }, starts: { L: starts.map(number) } }
  return { change: insert(tenant, batchId, { n: number(texts.length), ...pointer }), object: Buffer.concat(blocks) }
}

export function insert(tenant: string, batchId: BatchId, attributes: { [name: string]: Attribute }): TableChange {
  const { pk, sk } = batchKey(tenantId(tenant), batchId)
  const keys = { pk: { S: pk }, sk: { S: sk } }
  return { eventName: 'INSERT', keys, image: { ...keys, ...attributes } }
}

const recordForm = ({ eventName, keys, image }: TableChange) => ({
  awsRegion: 'us-east-1',
  eventID: '6b2e8c1c-0000-4000-8000-000000000000',
  eventName,
  userIdentity: null,
  recordFormat: 'application/json',
  tableName: 'Statements',
  dynamodb: {
    ApproximateCreationDateTime: 1_795_252_236_000,
    ApproximateCreationDateTimePrecision: 'MILLISECOND',
    Keys: keys,
    ...(eventName === 'REMOVE' ? { OldImage: image } : { NewImage: image }),
    SizeBytes: 1000,
  },
  eventSource: 'aws:dynamodb',
})

/** Where numbering begins; Kinesis's numbers are long and not dense. */
const FIRST = 49_590_338_271_490_256_608_559_692_538_361_571_095_921_575_989_136_588_898n

/** One record of a shard; a text stands for data that is no change at all. */
export function kinesisRecord(change: TableChange | string, position: number): KinesisStreamRecord {
  const data = typeof change === 'string' ? change : JSON.stringify(recordForm(change))
  const sequenceNumber = String(FIRST + BigInt(position) * 7n)
  return {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: '0',
      sequenceNumber,
      data: Buffer.from(data).toString('base64'),
      approximateArrivalTimestamp: 1_795_252_236.25,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `shardId-000000000000:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: 'arn:aws:iam::123456789012:role/lake-writer',
    awsRegion: 'us-east-1',
    eventSourceARN: 'arn:aws:kinesis:us-east-1:123456789012:stream/statements',
  }
}

export const kinesisRecords = (changes: (TableChange | string)[]) => changes.map(kinesisRecord)
export const kinesisEvent = (Records: KinesisStreamRecord[]): KinesisStreamEvent => ({ Records })
