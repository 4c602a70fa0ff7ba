/** The limits of a partition: what comes above them is refused as DynamoDB refuses it, and nothing else is. */
import {
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { beforeEach, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { partitionLimitsStage } from '../../../local/aws/partition-limits.ts'
import { createThroughput } from '../../../local/aws/throughput.ts'
import { useAwsProxy } from '../../support/aws-proxies.ts'

const TableName = 'Index'

describe('the limits of a partition', () => {
  const aws = useAwsProxy()
  const clock = { now: 0 }
  let partitions = 0
  beforeEach(() => {
    const limits = { writeUnits: 10, readUnits: 30 }
    aws.proxy.stages.splice(0, 1, partitionLimitsStage({ limits, hashKeyOf: () => 'pk', now: () => clock.now }))
  })
  const dynamodb = () => aws.clients(aws.proxy).dynamodb
  const newPartition = () => `partition ${++partitions}`
  const keyOf = (pk: string, sk: string) => ({ pk: { S: pk }, sk: { S: sk } })
  const put = (pk: string, sk: string, bytes = 0) =>
    dynamodb().send(new PutItemCommand({ TableName, Item: { ...keyOf(pk, sk), data: { S: 'x'.repeat(bytes) } } }))
  const throttled = { name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } }

  it('refuse a write above them with the reason, and take it a moment later', async () => {
    const [hot, other] = [newPartition(), newPartition()]
    for (let n = 0; n < 10; n++) await put(hot, `${n}`)
    await expect(put(hot, '10')).rejects.toMatchObject({
      ...throttled,
      message: expect.stringContaining('hot key'),
      throttlingReasons: [
        {
          reason: 'TableWriteKeyRangeThroughputExceeded',
          resource: 'arn:aws:dynamodb:us-east-1:000000000000:table/Index',
        },
      ],
    })
    await expect(put(other, '10')).resolves.toBeDefined()
    clock.now += 100
    await expect(put(hot, '10')).resolves.toBeDefined()
    await expect(put(hot, '11')).rejects.toMatchObject(throttled)
    const query = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: hot } } }
    expect((await dynamodb().send(new QueryCommand({ TableName, ...query, ConsistentRead: true }))).Count).toBe(11)
  })

  it('count the units that the engine says: a large item is many, and those who ask are told', async () => {
    const pk = newPartition()
    await put(pk, 'large', 25 * 1024)
    await expect(put(pk, 'a')).rejects.toMatchObject(throttled)
    // 26 units were taken of 10.
    clock.now += 1_600
    await expect(put(pk, 'a')).rejects.toMatchObject(throttled)
    clock.now += 100
    await expect(put(pk, 'a')).resolves.not.toHaveProperty('ConsumedCapacity')
    const get = { TableName, Key: keyOf(pk, 'large'), ConsistentRead: true }
    for (let n = 0; n < 4; n++) {
      const read = await dynamodb().send(new GetItemCommand({ ...get, ReturnConsumedCapacity: 'TOTAL' }))
      expect(read.ConsumedCapacity?.CapacityUnits).toBe(7)
    }
    await expect(dynamodb().send(new GetItemCommand(get))).resolves.toHaveProperty('Item')
    await expect(dynamodb().send(new GetItemCommand(get))).rejects.toMatchObject({
      ...throttled,
      throttlingReasons: [{ reason: 'TableReadKeyRangeThroughputExceeded' }],
    })
    const update = new UpdateItemCommand({ TableName, Key: keyOf(pk, 'large'), UpdateExpression: 'SET a = pk' })
    clock.now += 1_000
    await dynamodb().send(update)
    await expect(put(pk, 'b')).rejects.toMatchObject(throttled)
  })

  it('give back the part of a batch of writes or reads that is above them', async () => {
    const [hot, cool] = [newPartition(), newPartition()]
    const requests = [...Array.from({ length: 12 }, (_, n) => keyOf(hot, `${n}`)), keyOf(cool, '0')]
    const write = (Items: typeof requests) =>
      dynamodb().send(
        new BatchWriteItemCommand({ RequestItems: { [TableName]: Items.map((Item) => ({ PutRequest: { Item } })) } }),
      )
    const { UnprocessedItems } = await write(requests)
    expect(UnprocessedItems).toEqual({ Index: [10, 11].map((n) => ({ PutRequest: { Item: keyOf(hot, `${n}`) } })) })
    await expect(write([keyOf(hot, '10')])).rejects.toMatchObject(throttled)

    const read = (Keys: typeof requests) =>
      dynamodb().send(new BatchGetItemCommand({ RequestItems: { Index: { Keys, ConsistentRead: true } } }))
    await read(requests.slice(0, 10))
    await read(requests.slice(0, 10))
    const { Responses, UnprocessedKeys } = await read([...requests.slice(0, 10), keyOf(cool, '0'), keyOf(hot, '10')])
    expect(Responses?.Index).toHaveLength(11)
    expect(UnprocessedKeys).toEqual({ Index: { Keys: [keyOf(hot, '10')], ConsistentRead: true } })
  })

  it('refuse single statements of a batch, each in its place', async () => {
    const [hot, cool] = [newPartition(), newPartition()]
    for (let n = 0; n < 8; n++) await put(hot, `${n}`)
    const insert = (pk: string, sk: string) => ({
      Statement: `INSERT INTO "Index" VALUE {'pk': ?, 'sk': ?}`,
      Parameters: [{ S: pk }, { S: sk }],
    })
    const send = async (Statements: ReturnType<typeof insert>[]) => {
      const { Responses = [] } = await dynamodb().send(new BatchExecuteStatementCommand({ Statements }))
      return Responses.map(({ Error: error }) => error?.Code)
    }
    const codes = await send([
      insert(hot, '7'),
      insert(hot, '8'),
      insert(hot, '9'),
      insert(cool, '0'),
      insert(hot, '10'),
    ])
    expect(codes).toEqual(['DuplicateItem', undefined, 'ThrottlingError', undefined, 'ThrottlingError'])
    expect(await send([insert(hot, '9')])).toEqual(['ThrottlingError'])
    clock.now += 1_000
    expect(await send([insert(hot, '9'), insert(cool, '0')])).toEqual([undefined, 'DuplicateItem'])
  })

  it('are told by the other exception that DynamoDB has for it, where that is asked for', async () => {
    const limits = { writeUnits: 1, readUnits: 1, exception: 'ProvisionedThroughputExceededException' } as const
    aws.proxy.stages.splice(0, 1, partitionLimitsStage({ limits, hashKeyOf: () => 'pk', now: () => clock.now }))
    const pk = newPartition()
    await put(pk, 'a')
    await expect(put(pk, 'b')).rejects.toMatchObject({
      name: 'ProvisionedThroughputExceededException',
      ThrottlingReasons: [{ reason: 'TableWriteKeyRangeThroughputExceeded' }],
    })
  })

  it('cancel a transaction as a whole', async () => {
    const [hot, cool] = [newPartition(), newPartition()]
    for (let n = 0; n < 10; n++) await put(hot, `${n}`)
    const TransactItems = [cool, hot].map((pk) => ({ Put: { TableName, Item: keyOf(pk, 'both') } }))
    await expect(dynamodb().send(new TransactWriteItemsCommand({ TransactItems }))).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'None' }, { Code: 'ThrottlingError' }],
    })
    expect(await aws.engine.tables.get('index', { pk: cool, sk: 'both' }, true)).toBeUndefined()
  })

  it('let at most their units and one item more through in any second', () => {
    const calls = fc.array(fc.record({ wait: fc.nat(300), units: fc.integer({ min: 1, max: 8 }) }), { maxLength: 80 })
    fc.assert(
      fc.property(calls, (all) => {
        let now = 0
        const throughput = createThroughput(10, () => now)
        const taken: { at: number; units: number }[] = []
        for (const { wait, units } of all) {
          now += wait
          if (!throughput.admits('p')) continue
          throughput.charge('p', units)
          taken.push({ at: now, units })
        }
        for (const { at: from } of taken) {
          const within = taken.filter(({ at }) => at >= from && at < from + 1_000)
          // A second's units may have been saved up before it, and the last item may be larger than what was left.
          expect(within.reduce((sum, { units }) => sum + units, 0)).toBeLessThanOrEqual(10 + 10 + 7)
        }
      }),
    )
  })
})
