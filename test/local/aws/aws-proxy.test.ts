/** The proxy before the engines: what passes it unharmed, and what stages see and change. */
import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { Readable } from 'node:stream'
import { DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { beforeEach, describe, expect, it } from '@jest/globals'
import { type Call, outputOf, withInput, withOutput } from '../../../local/aws/call.ts'
import { useAwsProxy } from '../../support/aws-proxies.ts'

const CONTENT = 'content'
const KEY = { pk: { S: 'p' }, sk: { S: 's' } }

describe('the proxy before the engines', () => {
  const aws = useAwsProxy()
  beforeEach(() => {
    aws.proxy.stages.length = 0
  })

  it('passes calls to DynamoDB and their errors, as many at once as come', async () => {
    const { dynamodb } = aws.clients(aws.proxy)
    const keys = Array.from({ length: 100 }, (_, n) => ({ pk: { S: 'many' }, sk: { S: `${n}` } }))
    await Promise.all(keys.map((Item) => dynamodb.send(new PutItemCommand({ TableName: 'Index', Item }))))
    const read = await Promise.all(keys.map((Key) => dynamodb.send(new GetItemCommand({ TableName: 'Index', Key }))))
    expect(read.map(({ Item }) => Item)).toEqual(keys)
    const again = new PutItemCommand({
      TableName: 'Index',
      Item: { pk: { S: 'many' }, sk: { S: '1' } },
      ConditionExpression: 'attribute_not_exists(pk)',
    })
    await expect(dynamodb.send(again)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' })
  })

  it('passes objects of S3 octet by octet, whole or as a stream, large or empty, and that there is none', async () => {
    const { s3 } = aws.clients(aws.proxy)
    for (const bytes of [randomBytes(9 << 20), Buffer.alloc(0), Buffer.from('é')]) {
      for (const Body of [bytes, Readable.from([bytes.subarray(0, 7), bytes.subarray(7)])]) {
        const object = { Bucket: CONTENT, Key: 't/attachments/ä b+c', ContentLength: bytes.length }
        await s3.send(new PutObjectCommand({ ...object, Body }))
        const { Body: read } = await s3.send(new GetObjectCommand(object))
        expect(bytes.equals((await read?.transformToByteArray()) ?? Buffer.of(1))).toBe(true)
        expect((await s3.send(new HeadObjectCommand(object))).ContentLength).toBe(bytes.length)
      }
    }
    await s3.send(new DeleteObjectCommand({ Bucket: CONTENT, Key: 't/attachments/ä b+c' }))
    const missing = s3.send(new GetObjectCommand({ Bucket: CONTENT, Key: 't/attachments/ä b+c' }))
    await expect(missing).rejects.toMatchObject({ name: 'NoSuchKey' })
  }, 30_000)

  it('leaves no object of an upload that broke off', async () => {
    const { s3 } = aws.clients(aws.proxy)
    const { port } = new URL(aws.proxy.endpoint)
    await new Promise((closed) => {
      const headers = {
        'content-length': 1000,
        authorization: 'AWS4-HMAC-SHA256 Credential=A/1/us-east-1/s3/aws4_request',
      }
      const upload = request({ port, host: '127.0.0.1', method: 'PUT', path: `/${CONTENT}/broken`, headers })
      upload.on('error', closed)
      upload.write('the first part', () => setTimeout(() => upload.destroy(new Error('gone')), 50))
    })
    const read = s3.send(new GetObjectCommand({ Bucket: CONTENT, Key: 'broken' }))
    await expect(read).rejects.toMatchObject({ name: 'NoSuchKey' })
  })

  it('tells stages who calls what, and lets them change the call and its answer', async () => {
    const seen: Pick<Call, 'service' | 'operation' | 'accessKeyId'>[] = []
    aws.proxy.stages.push(
      ({ service, operation, accessKeyId, ...rest }, next) => {
        seen.push({ service, operation, accessKeyId })
        return next({ ...rest, service, operation, accessKeyId })
      },
      async (call, next) => {
        if (call.service === 's3') return next(call)
        const { answer, output } = await outputOf(
          await next(withInput(call, { ...call.input, ReturnValues: 'ALL_OLD' })),
        )
        return withOutput(answer, { ...output, ConsumedCapacity: { CapacityUnits: 7 } })
      },
    )
    const { dynamodb, s3 } = aws.clients(aws.proxy, 'ASIA0123')
    await aws.engine.tables.putNew('index', { pk: 'p', sk: 's' })
    const deleted = await dynamodb.send(new DeleteItemCommand({ TableName: 'Index', Key: KEY }))
    expect(deleted).toMatchObject({ Attributes: KEY, ConsumedCapacity: { CapacityUnits: 7 } })
    await s3.send(new PutObjectCommand({ Bucket: CONTENT, Key: 'a', Body: 'b' }))
    expect(seen).toEqual([
      { service: 'dynamodb', operation: 'DeleteItem', accessKeyId: 'ASIA0123' },
      { service: 's3', operation: 'PUT', accessKeyId: 'ASIA0123' },
    ])
  })
})
