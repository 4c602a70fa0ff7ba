/** AWS's time, and services that fail for a while: what the SDK's clients meet. */
import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { beforeEach, describe, expect, it } from '@jest/globals'
import { LATENCY_OF_AWS, latencyStage } from '../../../local/aws/latency.ts'
import { createOutages, type Outage } from '../../../local/aws/outages.ts'
import { useAwsProxy } from '../../support/aws-proxies.ts'

describe('AWS’s time', () => {
  it('is what each service takes, between its least and its most', async () => {
    const answer = { status: 200, headers: {}, body: Buffer.alloc(0) }
    const call = { operation: '', accessKeyId: '', method: '', url: '/', headers: {}, input: {}, body: Buffer.alloc(0) }
    for (const [service, [least, most]] of [
      ['dynamodb', [5, 15]],
      ['s3', [30, 60]],
    ] as const) {
      expect(LATENCY_OF_AWS[service]).toEqual([least, most])
      for (const random of [0, 0.5, 0.99]) {
        const begin = performance.now()
        await latencyStage(LATENCY_OF_AWS, () => random)({ ...call, service }, async () => answer)
        // Only never too early: a busy machine may wake up late. Timers may be a millisecond early by this clock.
        expect(performance.now() - begin).toBeGreaterThan(least + random * (most - least) - 2)
      }
    }
  })
})

describe('an outage', () => {
  const aws = useAwsProxy()
  const outages = createOutages()
  beforeEach(() => {
    aws.proxy.stages.splice(0, 1, outages.stage)
  })
  const put = () => aws.clients(aws.proxy).s3.send(new PutObjectCommand({ Bucket: 'content', Key: 'k', Body: 'x' }))
  const get = () =>
    aws
      .clients(aws.proxy)
      .dynamodb.send(new GetItemCommand({ TableName: 'Index', Key: { pk: { S: 'p' }, sk: { S: 's' } } }))

  it.each([
    ['throttling', { name: 'SlowDown', $metadata: { httpStatusCode: 503 } }],
    ['failing', { name: 'InternalError', $metadata: { httpStatusCode: 500 } }],
    ['silent', { name: 'TimeoutError' }],
    ['unreachable', { message: expect.stringContaining('socket hang up') }],
  ] satisfies [Outage, object][])(
    'of S3 that is %s is met by S3 alone, and is over when it ends',
    async (outage, error) => {
      outages.begin('s3', outage)
      await expect(put()).rejects.toMatchObject(error)
      await expect(get()).resolves.toBeDefined()
      outages.end('s3')
      await expect(put()).resolves.toBeDefined()
    },
    15_000,
  )

  it.each([
    ['throttling', { name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } }],
    ['failing', { name: 'InternalServerError', $metadata: { httpStatusCode: 500 } }],
    ['unreachable', { message: expect.stringContaining('socket hang up') }],
  ] satisfies [Outage, object][])('of DynamoDB that is %s is answered in its own form', async (outage, error) => {
    outages.begin('dynamodb', outage)
    await expect(get()).rejects.toMatchObject(error)
    outages.end('dynamodb')
    await expect(get()).resolves.toBeDefined()
  })

  it('may be of some calls only', async () => {
    outages.begin('s3', 'failing', ({ operation }) => operation === 'PUT')
    await expect(put()).rejects.toMatchObject({ name: 'InternalError' })
    const read = aws.clients(aws.proxy).s3.send(new GetObjectCommand({ Bucket: 'content', Key: 'none' }))
    await expect(read).rejects.toMatchObject({ name: 'NoSuchKey' })
    outages.end('s3')
  })
})
