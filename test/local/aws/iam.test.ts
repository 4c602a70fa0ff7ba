/** What functions may do: policies are obeyed call by call, and refusals are AWS's own. */
import { randomUUID } from 'node:crypto'
import {
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  ExecuteStatementCommand,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { createGate } from '../../../local/aws/gate.ts'
import { iamStage } from '../../../local/aws/iam-stage.ts'
import type { JsonObject } from '../../../local/template/assembly.ts'
import { useAwsProxy } from '../../support/aws-proxies.ts'

const CALLER = 'arn:aws:sts::000000000000:assumed-role/Role/fn'
const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/Index'
const BUCKET = 'arn:aws:s3:::content'

const allow = (Action: string | string[], Resource: string | string[], Condition?: JsonObject): JsonObject => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition && { Condition }),
})
const OWN_KEYS = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['acme|*'] } }

describe('rights', () => {
  const aws = useAwsProxy()

  /** Clients of a caller with these rights, and of nobody else. */
  function callerWith(Statement: JsonObject[], resourcePolicies: { [arn: string]: JsonObject } = {}) {
    const policies = [{ name: 'policy', document: { Version: '2012-10-17', Statement } }]
    const principal = { arn: CALLER, policies }
    const stage = iamStage({
      gate: createGate(resourcePolicies),
      principalOf: (id) => (id === 'CALLER' ? principal : undefined),
      hashKeyOf: () => 'pk',
    })
    aws.proxy.stages.splice(0, 1, stage)
    return aws.clients(aws.proxy, 'CALLER')
  }

  const keyOf = (pk: string, sk = '0') => ({ pk: { S: pk }, sk: { S: sk } })
  beforeAll(() =>
    aws.engine.tables.insert('index', [
      { pk: 'acme|a', sk: '0', data: 'd' },
      { pk: 'other|a', sk: '0' },
    ]),
  )

  it('that are missing are refused by DynamoDB in its own words', async () => {
    const { dynamodb } = callerWith([allow('dynamodb:Query', TABLE)])
    const get = new GetItemCommand({ TableName: 'Index', Key: keyOf('acme|a') })
    await expect(dynamodb.send(get)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: `User: ${CALLER} is not authorized to perform: dynamodb:GetItem on resource: ${TABLE} because no identity-based policy allows the dynamodb:GetItem action`,
      $metadata: { httpStatusCode: 400 },
    })
    await expect(dynamodb.send(new ScanCommand({ TableName: 'Index' }))).rejects.toThrow('perform: dynamodb:Scan on')
    await expect(dynamodb.send(new ListTablesCommand())).rejects.toThrow('dynamodb:ListTables on resource: *')
    const all = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: 'acme|a' } } }
    expect((await dynamodb.send(new QueryCommand({ TableName: 'Index', ...all }))).Count).toBe(1)
    const elsewhere = dynamodb.send(new QueryCommand({ TableName: 'Control', ...all }))
    await expect(elsewhere).rejects.toThrow('table/Control because')
  })

  it('that are denied are refused, whatever else allows them, and so is who is unknown', async () => {
    const deny = { Effect: 'Deny', Action: 'dynamodb:Get*', Resource: '*' }
    const { dynamodb } = callerWith([allow('dynamodb:*', '*'), deny])
    const get = new GetItemCommand({ TableName: 'Index', Key: keyOf('acme|a') })
    await expect(dynamodb.send(get)).rejects.toThrow('with an explicit deny in an identity-based policy')
    const stranger = aws.clients(aws.proxy, 'STRANGER')
    await expect(stranger.dynamodb.send(get)).rejects.toMatchObject({ name: 'UnrecognizedClientException' })
    const read = stranger.s3.send(new GetObjectCommand({ Bucket: 'content', Key: 'a' }))
    await expect(read).rejects.toMatchObject({ name: 'InvalidAccessKeyId' })
  })

  it('to PartiQL are asked for each statement of a batch: those that are refused say so, the others are done', async () => {
    const { dynamodb } = callerWith([allow('dynamodb:PartiQLInsert', TABLE), allow('dynamodb:PartiQLSelect', TABLE)])
    const Statements = [
      { Statement: `INSERT INTO "Index" VALUE {'pk': ?, 'sk': ?}`, Parameters: [{ S: 'acme|p' }, { S: '1' }] },
      { Statement: `UPDATE "Index" SET a = ? WHERE pk = 'acme|p' AND sk = '1'`, Parameters: [{ N: '1' }] },
      { Statement: `INSERT INTO Control VALUE {'pk': 'acme|p', 'sk': '1'}` },
      { Statement: `INSERT INTO "Index" VALUE {'pk': 'acme|p', 'sk': '2'}` },
      { Statement: `DELETE FROM "Index" WHERE pk = 'acme|p' AND sk = '1'` },
    ]
    const { Responses = [] } = await dynamodb.send(new BatchExecuteStatementCommand({ Statements }))
    expect(Responses.map(({ Error: error }) => error?.Code)).toEqual([
      undefined,
      'AccessDenied',
      'AccessDenied',
      undefined,
      'AccessDenied',
    ])
    expect(Responses[2]?.Error?.Message).toContain(
      'dynamodb:PartiQLInsert on resource: arn:aws:dynamodb:us-east-1:000000000000:table/Control',
    )
    const read = new ExecuteStatementCommand({ Statement: `SELECT * FROM "Index" WHERE pk = 'acme|p'` })
    expect((await dynamodb.send(read)).Items).toEqual([keyOf('acme|p', '1'), keyOf('acme|p', '2')])
    const all = await dynamodb.send(new BatchExecuteStatementCommand({ Statements: Statements.slice(1, 2) }))
    expect(all.Responses).toMatchObject([{ Error: { Code: 'AccessDenied' } }])
    const one = dynamodb.send(new ExecuteStatementCommand(Statements[1] as { Statement: string }))
    await expect(one).rejects.toMatchObject({ name: 'AccessDeniedException' })
  })

  it('to a tenant’s partition keys are no rights to those of another, in no operation', async () => {
    const { dynamodb } = callerWith([allow('dynamodb:*', TABLE, OWN_KEYS)])
    const operations: ((pk: string) => Promise<unknown>)[] = [
      (pk) => dynamodb.send(new GetItemCommand({ TableName: 'Index', Key: keyOf(pk) })),
      (pk) => dynamodb.send(new PutItemCommand({ TableName: 'Index', Item: keyOf(pk, 'put') })),
      (pk) => dynamodb.send(new UpdateItemCommand({ TableName: 'Index', Key: keyOf(pk, 'put') })),
      (pk) => dynamodb.send(new DeleteItemCommand({ TableName: 'Index', Key: keyOf(pk, 'put') })),
      (pk) =>
        dynamodb.send(
          new QueryCommand({
            TableName: 'Index',
            KeyConditionExpression: '#p = :pk AND sk = :sk',
            ExpressionAttributeNames: { '#p': 'pk' },
            ExpressionAttributeValues: { ':pk': { S: pk }, ':sk': { S: '0' } },
          }),
        ),
      (pk) =>
        dynamodb.send(
          new BatchGetItemCommand({ RequestItems: { Index: { Keys: [keyOf('acme|a'), keyOf(pk, 'x')] } } }),
        ),
      (pk) =>
        dynamodb.send(
          new BatchWriteItemCommand({
            RequestItems: {
              Index: [{ PutRequest: { Item: keyOf('acme|w') } }, { DeleteRequest: { Key: keyOf(pk, 'w') } }],
            },
          }),
        ),
      (pk) =>
        dynamodb.send(
          new TransactWriteItemsCommand({
            TransactItems: [
              { Put: { TableName: 'Index', Item: keyOf('acme|t', pk) } },
              { Delete: { TableName: 'Index', Key: keyOf(pk, 't') } },
            ],
          }),
        ),
      (pk) =>
        dynamodb.send(
          new ExecuteStatementCommand({
            Statement: `INSERT INTO "Index" VALUE {'sk': ?, 'data': {'pk': 'acme|'}, 'pk': ?}`,
            Parameters: [{ S: randomUUID() }, { S: pk }],
          }),
        ),
      (pk) => dynamodb.send(new ExecuteStatementCommand({ Statement: `SELECT * FROM "Index" WHERE pk = '${pk}'` })),
    ]
    for (const operation of operations) {
      await expect(operation('acme|a')).resolves.toBeDefined()
      await expect(operation('other|a')).rejects.toMatchObject({ name: 'AccessDeniedException' })
      // A prefix is no part of a longer tenant's name.
      await expect(operation('acme2|a')).rejects.toMatchObject({ name: 'AccessDeniedException' })
    }
    // As AWS warns: a scan has no leading keys, and ForAllValues is true of none.
    expect((await dynamodb.send(new ScanCommand({ TableName: 'Index' }))).Items).toContainEqual(keyOf('other|a'))
  })

  it('to some attributes are none to write or see others', async () => {
    const { dynamodb } = callerWith([
      allow(['dynamodb:UpdateItem', 'dynamodb:GetItem'], TABLE, {
        'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['pk', 'sk', 'voided'] },
        StringEqualsIfExists: {
          'dynamodb:ReturnValues': ['NONE', 'UPDATED_NEW'],
          'dynamodb:Select': 'SPECIFIC_ATTRIBUTES',
        },
      }),
    ])
    const update = (more: object) =>
      dynamodb.send(new UpdateItemCommand({ TableName: 'Index', Key: keyOf('acme|a', 'u'), ...more }))
    const add = { ExpressionAttributeValues: { ':p': { NS: ['1'] } }, UpdateExpression: 'ADD voided :p' }
    await expect(update({ ...add, ReturnValues: 'UPDATED_NEW' })).resolves.toBeDefined()
    await expect(update({ ...add, ReturnValues: 'ALL_NEW' })).rejects.toThrow('dynamodb:UpdateItem')
    await expect(update({ ...add, ConditionExpression: 'attribute_exists(pk)' })).resolves.toBeDefined()
    await expect(update({ ...add, ConditionExpression: 'attribute_exists(blocks)' })).rejects.toThrow('not authorized')
    const named = { UpdateExpression: 'SET #a = :p', ExpressionAttributeNames: { '#a': 'blocks' } }
    await expect(update({ ...add, ...named })).rejects.toThrow('not authorized')
    const read = (more: object) =>
      dynamodb.send(new GetItemCommand({ TableName: 'Index', Key: keyOf('acme|a', 'u'), ...more }))
    expect((await read({ ProjectionExpression: 'voided, sk' })).Item).toEqual({ voided: { NS: ['1'] }, sk: { S: 'u' } })
    await expect(read({ ProjectionExpression: 'voided, data.a' })).rejects.toThrow('dynamodb:GetItem')
    await expect(read({})).rejects.toThrow('dynamodb:GetItem')
  })

  it('to objects end at their prefix', async () => {
    const { s3 } = callerWith([
      allow(['s3:PutObject', 's3:GetObject'], `${BUCKET}/a/*`),
      allow('s3:ListBucket', BUCKET, { StringLike: { 's3:prefix': 'a/*' } }),
    ])
    const object = (Key: string) => ({ Bucket: 'content', Key })
    await s3.send(new PutObjectCommand({ ...object('a/1 +?*'), Body: 'text' }))
    const { Body } = await s3.send(new GetObjectCommand(object('a/1 +?*')))
    expect(await Body?.transformToString()).toBe('text')
    const refused = {
      name: 'AccessDenied',
      message: `User: ${CALLER} is not authorized to perform: s3:PutObject on resource: "${BUCKET}/b/1" because no identity-based policy allows the s3:PutObject action`,
      $metadata: { httpStatusCode: 403 },
    }
    const large = s3.send(new PutObjectCommand({ ...object('b/1'), Body: Buffer.alloc(5 << 20) }))
    await expect(large).rejects.toMatchObject(refused)
    await expect(s3.send(new PutObjectCommand({ ...object('b/2'), Body: 'x' }))).rejects.toThrow(`"${BUCKET}/b/2"`)
    await expect(s3.send(new DeleteObjectCommand(object('a/1 +?*')))).rejects.toThrow('s3:DeleteObject')
    const list = (Prefix: string) => s3.send(new ListObjectsV2Command({ Bucket: 'content', Prefix }))
    expect((await list('a/')).KeyCount).toBe(1)
    await expect(list('')).rejects.toThrow('s3:ListBucket')
  })

  it('to list a bucket decide whether S3 says that an object is missing (404) or nothing at all (403)', async () => {
    const missing = { Bucket: 'content', Key: 'nothing' }
    const reading = allow('s3:GetObject', `${BUCKET}/*`)
    const blind = callerWith([reading])
    await expect(blind.s3.send(new GetObjectCommand(missing))).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('s3:ListBucket'),
    })
    const head = blind.s3.send(new HeadObjectCommand(missing))
    await expect(head).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } })
    const { s3 } = callerWith([reading, allow('s3:ListBucket', BUCKET)])
    await expect(s3.send(new GetObjectCommand(missing))).rejects.toMatchObject({ name: 'NoSuchKey' })
    await expect(s3.send(new HeadObjectCommand(missing))).rejects.toMatchObject({ name: 'NotFound' })
  })

  it('that a bucket’s own policy denies are refused, and its demand of TLS is met', async () => {
    const Statement = [
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: `${BUCKET}/*`,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: `${BUCKET}/closed/*` },
    ]
    const { s3 } = callerWith([allow('s3:*', '*')], { [BUCKET]: { Version: '2012-10-17', Statement } })
    const put = (Key: string) => s3.send(new PutObjectCommand({ Bucket: 'content', Key, Body: 'x' }))
    await expect(put('open/a')).resolves.toBeDefined()
    await expect(put('closed/a')).rejects.toThrow('with an explicit deny in a resource-based policy')
  })

  it('to a stream and to take on a role are asked for too', async () => {
    callerWith([allow('kinesis:PutRecord', '*')])
    const call = (service: string, target: string | undefined, body: string) =>
      fetch(aws.proxy.endpoint, {
        method: 'POST',
        headers: {
          authorization: `AWS4-HMAC-SHA256 Credential=CALLER/20300101/us-east-1/${service}/aws4_request`,
          ...(target !== undefined && { 'x-amz-target': target }),
        },
        body,
      })
    const put = await call('kinesis', 'Kinesis_20131202.PutRecords', '{"StreamName":"events"}')
    expect([put.status, await put.json()]).toEqual([
      400,
      {
        __type: 'AccessDeniedException',
        Message: `User: ${CALLER} is not authorized to perform: kinesis:PutRecords on resource: arn:aws:kinesis:us-east-1:000000000000:stream/events because no identity-based policy allows the kinesis:PutRecords action`,
      },
    ])
    const role = 'arn:aws:iam::000000000000:role/Other'
    const assume = await call('sts', undefined, new URLSearchParams({ Action: 'AssumeRole', RoleArn: role }).toString())
    expect(await assume.text()).toContain(`sts:AssumeRole on resource: ${role} because`)
  })

  it('that the gate does not know are refused by its own name (501), never passed', async () => {
    const { s3, dynamodb } = callerWith([allow('*', '*')])
    const tags = s3.send(new GetObjectTaggingCommand({ Bucket: 'content', Key: 'a' }))
    await expect(tags).rejects.toMatchObject({
      name: 'NotImplemented',
      message: expect.stringContaining('CAIRN_IAM=off'),
    })
    const { accessKeyId } = await dynamodb.config.credentials()
    const body = await fetch(aws.proxy.endpoint, {
      method: 'POST',
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20300101/us-east-1/dynamodb/aws4_request`,
        'x-amz-target': 'DynamoDB_20120810.UpdateTable',
      },
      body: '{"TableName":"Index"}',
    })
    expect([body.status, await body.text()]).toEqual([501, expect.stringContaining('dynamodb:UpdateTable')])
  })
})
