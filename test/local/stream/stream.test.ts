/** From a table over its Kinesis stream to a function: the records, and how batches are gathered, retried and given up. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createAwsCall } from '../../../local/engines/aws-calls.ts'
import { type Local, startLocal } from '../../../local/start.ts'
import { streamConsumer, writeAssembly } from '../../support/assembly.ts'
import { temporaryFolder } from '../../support/during-tests.ts'
import { engines } from '../../support/engines.ts'

/** The function logs what it is given, and fails when a record says so. */
const CODE = `
export const handler = async (event) => {
  const records = event.Records.map((record) => ({ sequenceNumber: record.kinesis.sequenceNumber, change: JSON.parse(Buffer.from(record.kinesis.data, 'base64')) }))
  const words = records.map(({ change }) => change.dynamodb.Keys.sk.S)
  console.log('BATCH ' + JSON.stringify(words))
  if (process.env.MODE === 'throw' && words.some((word) => word.startsWith('bad'))) throw new Error('bad record')
  if (process.env.MODE === 'outage' && (globalThis.attempts = (globalThis.attempts ?? 0) + 1) < 5) throw new Error('out of reach')
  if (process.env.MODE === 'hang' && words.some((word) => word.startsWith('bad'))) await new Promise((done) => setTimeout(done, 60_000))
  if (process.env.MODE === 'report') return { batchItemFailures: records.filter(({ change }) => change.dynamodb.Keys.sk.S.startsWith('bad')).map(({ sequenceNumber }) => ({ itemIdentifier: sequenceNumber })) }
  if (words.includes('show')) console.log('EVENT ' + JSON.stringify(event))
}`
const folder = temporaryFolder()
const running: Local[] = []

afterEach(async () => {
  for (const local of running.splice(0)) await local.stop()
})

async function run(mapping: object, mode = ''): Promise<Local> {
  const resources = streamConsumer(mapping, { Timeout: 1, Environment: { Variables: { MODE: mode } } })
  const local = await startLocal({ port: 0, assembly: writeAssembly(folder, resources, { fn: CODE }) })
  running.push(local)
  return local
}

async function put(local: Local, ...words: string[]): Promise<void> {
  const call = createAwsCall(local.endpoints.dynamodb, 'dynamodb')
  for (const word of words)
    await call('PutItem', { TableName: 'T-Table', Item: { pk: { S: 'p' }, sk: { S: word }, b: { B: 'AAH/' } } })
}

async function batches(local: Local): Promise<string[][]> {
  const { readFile } = await import('node:fs/promises')
  const log = await readFile(`${local.home}/logs/T-Fn.log`, 'utf8').catch(() => '')
  return [...log.matchAll(/^BATCH (.*)$/gm)].map(([, words = '']) => JSON.parse(words))
}

async function eventually<T>(look: () => Promise<T | undefined | false>, ms = 8000): Promise<T> {
  const deadline = Date.now() + ms
  for (;;) {
    const found = await look()
    if (found) return found
    if (Date.now() > deadline) throw new Error('it did not come')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const DEAD = { DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Failures', 'Arn'] } } } }

type DeadLetter = {
  requestContext: { condition: string }
  responseContext: { functionError: string | null }
  payload: string
}

/** The dead letters: key and content of each object in the failure bucket. */
async function deadLetters(local: Local) {
  const xml = await (await fetch(`${local.endpoints.s3}/t-failures?list-type=2`)).text()
  const keys = [...xml.matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key = '']) => key)
  return Promise.all(
    keys.map(async (key) => ({
      key,
      letter: (await (await fetch(`${local.endpoints.s3}/t-failures/${key}`)).json()) as DeadLetter,
    })),
  )
}
async function wordsIn(payload: string): Promise<string[]> {
  return JSON.parse(payload).Records.map(
    (record: { kinesis: { data: string } }) =>
      JSON.parse(Buffer.from(record.kinesis.data, 'base64').toString()).dynamodb.Keys.sk.S,
  )
}

describe.each(engines)('a table with a Kinesis destination (%s)', (engine) => {
  beforeEach(() => {
    process.env.CAIRN_DYNAMODB = engine
  })
  afterEach(() => {
    delete process.env.CAIRN_DYNAMODB
  })

  it("reaches the function as DynamoDB's record in Lambda's Kinesis event", async () => {
    const local = await run({})
    const call = createAwsCall(local.endpoints.dynamodb, 'dynamodb')
    await put(local, 'show')
    await call('UpdateItem', {
      TableName: 'T-Table',
      Key: { pk: { S: 'p' }, sk: { S: 'show' } },
      UpdateExpression: 'SET n = :n',
      ExpressionAttributeValues: { ':n': { N: '1' } },
    })
    await call('DeleteItem', { TableName: 'T-Table', Key: { pk: { S: 'p' }, sk: { S: 'show' } } })
    const { readFile } = await import('node:fs/promises')
    const records = await eventually(async () => {
      const log = await readFile(`${local.home}/logs/T-Fn.log`, 'utf8').catch(() => '')
      const found = [...log.matchAll(/^EVENT (.*)$/gm)].flatMap(([, event = '']) => JSON.parse(event).Records)
      return found.length >= 3 && found
    })
    expect(records[0]).toMatchObject({
      eventSource: 'aws:kinesis',
      eventVersion: '1.0',
      eventName: 'aws:kinesis:record',
      awsRegion: 'us-east-1',
      eventSourceARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/T-Stream',
      kinesis: {
        kinesisSchemaVersion: '1.0',
        partitionKey: expect.any(String),
        approximateArrivalTimestamp: expect.any(Number),
      },
    })
    expect(records[0].eventID).toBe(`shardId-000000000000:${records[0].kinesis.sequenceNumber}`)
    const changes = records.map((record: { kinesis: { data: string } }) =>
      JSON.parse(Buffer.from(record.kinesis.data, 'base64').toString()),
    )
    expect(changes.map(({ eventName }: { eventName: string }) => eventName)).toEqual(['INSERT', 'MODIFY', 'REMOVE'])
    expect(changes[0]).toEqual({
      awsRegion: 'us-east-1',
      eventID: expect.any(String),
      eventName: 'INSERT',
      userIdentity: null,
      recordFormat: 'application/json',
      tableName: 'T-Table',
      dynamodb: {
        ApproximateCreationDateTime: expect.any(Number),
        ApproximateCreationDateTimePrecision: 'MILLISECOND',
        Keys: { pk: { S: 'p' }, sk: { S: 'show' } },
        NewImage: { pk: { S: 'p' }, sk: { S: 'show' }, b: { B: 'AAH/' } },
        SizeBytes: expect.any(Number),
      },
      eventSource: 'aws:dynamodb',
    })
    // DynamoDB Local gives whole minutes.
    expect(Math.abs(changes[0].dynamodb.ApproximateCreationDateTime - Date.now())).toBeLessThan(90_000)
    expect(changes[1].dynamodb.OldImage).toEqual(changes[0].dynamodb.NewImage)
    expect('NewImage' in changes[2].dynamodb).toBe(false)
  })
})

describe('an event source mapping', () => {
  it('gathers records for its batching window, and passes on a full batch before the window is over', async () => {
    const local = await run({ BatchSize: 3, MaximumBatchingWindowInSeconds: 2 })
    const begin = Date.now()
    await put(local, '1', '2', '3', '4')
    await eventually(async () => (await batches(local)).length === 1)
    expect(Date.now() - begin).toBeLessThan(1900)
    await eventually(async () => (await batches(local)).length === 2)
    expect(Date.now() - begin).toBeGreaterThan(1900)
    expect(await batches(local)).toEqual([['1', '2', '3'], ['4']])
  })

  it('retries a failing batch as often as it may, then writes it to the failure destination and goes on', async () => {
    const local = await run({ MaximumBatchingWindowInSeconds: 1, MaximumRetryAttempts: 2, ...DEAD }, 'throw')
    await put(local, 'a', 'bad')
    const [dead] = await eventually(async () => {
      const found = await deadLetters(local)
      return found.length > 0 && found
    })
    expect((await batches(local)).map((words) => words.join())).toEqual(['a,bad', 'a,bad', 'a,bad'])
    expect(dead?.key).toMatch(
      /^aws\/lambda\/[0-9a-f-]{36}\/shardId-000000000000\/\d{4}\/\d\d\/\d\d\/\d{4}-\d\d-\d\dT\d\d\.\d\d\.\d\d-[0-9a-f-]{36}$/,
    )
    expect(dead?.letter).toMatchObject({
      requestContext: {
        requestId: expect.any(String),
        functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:T-Fn',
        condition: 'RetryAttemptsExhausted',
        approximateInvokeCount: 3,
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      version: '1.0',
      KinesisBatchInfo: {
        shardId: 'shardId-000000000000',
        batchSize: 2,
        streamArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/T-Stream',
      },
    })
    expect(await wordsIn(dead?.letter.payload ?? '')).toEqual(['a', 'bad'])
    await put(local, 'z')
    await eventually(async () => (await batches(local)).at(-1)?.includes('z'))
  })

  it('halves a failing batch until the bad record is alone', async () => {
    const mapping = {
      MaximumBatchingWindowInSeconds: 1,
      MaximumRetryAttempts: 0,
      BisectBatchOnFunctionError: true,
      ...DEAD,
    }
    const local = await run(mapping, 'throw')
    await put(local, '1', '2', 'bad', '4')
    const [dead] = await eventually(async () => {
      const found = await deadLetters(local)
      return found.length > 0 && found
    })
    expect(await wordsIn(dead?.letter.payload ?? '')).toEqual(['bad'])
    await eventually(async () => (await batches(local)).some((words) => words.join() === '4'))
    expect((await batches(local)).map((words) => words.join())).toEqual(['1,2,bad,4', '1,2', 'bad,4', 'bad', '4'])
  })

  it('goes on at the first record that a partial failure names', async () => {
    const mapping = {
      MaximumBatchingWindowInSeconds: 1,
      MaximumRetryAttempts: 1,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ...DEAD,
    }
    const local = await run(mapping, 'report')
    await put(local, '1', '2', 'bad', '4')
    const [dead] = await eventually(async () => {
      const found = await deadLetters(local)
      return found.length > 0 && found
    })
    expect(await wordsIn(dead?.letter.payload ?? '')).toEqual(['bad'])
    expect(dead?.letter.responseContext.functionError).toBeNull()
    await eventually(async () => (await batches(local)).some((words) => words.join() === '4'))
    expect((await batches(local)).map((words) => words.join())).toEqual(['1,2,bad,4', 'bad,4', 'bad', 'bad', '4'])
  })

  it.each([{}, { MaximumRetryAttempts: -1, MaximumRecordAgeInSeconds: 518_400 }])(
    'goes on trying until an outage is over where no limit is set, and gives up nothing: %j',
    async (limits) => {
      const local = await run({ MaximumBatchingWindowInSeconds: 1, ...limits, ...DEAD }, 'outage')
      await put(local, '1', '2')
      await eventually(async () => (await batches(local)).length === 5)
      await put(local, '3')
      await eventually(async () => (await batches(local)).at(-1)?.join() === '3')
      expect((await batches(local)).map((words) => words.join())).toEqual([...Array(5).fill('1,2'), '3'])
      expect(await deadLetters(local)).toEqual([])
    },
  )

  it('gives up records that are too old', async () => {
    const local = await run({ MaximumRecordAgeInSeconds: 1, MaximumRetryAttempts: -1, ...DEAD }, 'throw')
    await put(local, 'bad')
    const [dead] = await eventually(async () => {
      const found = await deadLetters(local)
      return found.length > 0 && found
    })
    expect(dead?.letter.requestContext.condition).toBe('RecordAgeExceeded')
    expect((await batches(local)).length).toBeGreaterThan(1)
  })

  it('counts a time-out as a failure', async () => {
    const local = await run({ MaximumRetryAttempts: 1, ...DEAD }, 'hang')
    await put(local, 'bad')
    await eventually(async () => (await deadLetters(local)).length > 0)
    expect(await batches(local)).toEqual([['bad'], ['bad']])
  })

  it('passes on what comes after it was made, with LATEST', async () => {
    const local = await run({ StartingPosition: 'LATEST' })
    await put(local, 'new')
    await eventually(async () => (await batches(local)).length === 1)
    await sleep(300)
    expect(await batches(local)).toEqual([['new']])
  })
})
