/** STS as functions meet it here: who may have a session of a role, with which tags, for how long, and what it may do. */
import { DynamoDBClient, GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from '@aws-sdk/client-sts'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { createGate } from '../../../local/aws/gate.ts'
import { iamStage } from '../../../local/aws/iam-stage.ts'
import { createSessions } from '../../../local/aws/sts.ts'
import type { JsonObject } from '../../../local/template/assembly.ts'
import { useAwsProxy } from '../../support/aws-proxies.ts'

const ACCOUNT = '000000000000'
const ARN = `arn:aws:iam::${ACCOUNT}:role/Data`
const TABLE = `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/Index`
const OWN = `\${aws:PrincipalTag/tenant}`
const documentOf = (...Statement: JsonObject[]): JsonObject => ({ Version: '2012-10-17', Statement })

const trust = documentOf({
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/Fn` },
  Action: ['sts:AssumeRole', 'sts:TagSession'],
  Condition: {
    StringLike: { 'aws:RequestTag/tenant': '?*' },
    'ForAllValues:StringEquals': { 'aws:TagKeys': ['tenant'] },
  },
})
const data = documentOf(
  {
    Effect: 'Allow',
    Action: 'dynamodb:*',
    Resource: TABLE,
    Condition: {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${OWN}|*`] },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    },
  },
  { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: `arn:aws:s3:::content/${OWN}/*` },
  {
    Effect: 'Allow',
    Action: 's3:ListBucket',
    Resource: 'arn:aws:s3:::content',
    Condition: { StringLike: { 's3:prefix': `${OWN}/*` } },
  },
)

describe('a session of a role', () => {
  const aws = useAwsProxy()
  let now = Date.now()
  beforeAll(async () => {
    const sessions = createSessions({
      roles: [{ name: 'Data', arn: ARN, policies: [{ name: 'data', document: data }], trust }],
      now: () => now,
    })
    const callers = new Map(['Fn', 'Other'].map((name) => [name.toUpperCase(), sessionOf(name)]))
    const stage = iamStage({
      gate: createGate({ [ARN]: trust }),
      principalOf: (id, call) => callers.get(id) ?? sessions.callerOf(call),
      hashKeyOf: () => 'pk',
    })
    aws.proxy.stages.push(stage, sessions.stage)
    await aws.engine.tables.insert('index', [
      { pk: 'acme|a', sk: '0' },
      { pk: 'acme2|a', sk: '0' },
    ])
  })
  const sessionOf = (name: string) => ({ arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/fn`, policies: [] })
  const config = () => ({ endpoint: aws.proxy.endpoint, region: 'us-east-1', maxAttempts: 1 })

  const tagged = (...tags: [Key: string, Value: string][]) => ({ Tags: tags.map(([Key, Value]) => ({ Key, Value })) })
  async function assume(more: Partial<AssumeRoleCommandInput> = tagged(['tenant', 'acme']), caller = 'FN') {
    const sts = new STSClient({ ...config(), credentials: { accessKeyId: caller, secretAccessKey: 's' } })
    const answer = await sts.send(new AssumeRoleCommand({ RoleArn: ARN, RoleSessionName: '@acme', ...more }))
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '', Expiration } = answer.Credentials ?? {}
    const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }
    return { answer, credentials, expiration: Expiration, clients: clientsOf(credentials) }
  }
  const clientsOf = (credentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string }) => ({
    dynamodb: new DynamoDBClient({ ...config(), credentials }),
    s3: new S3Client({ ...config(), credentials, forcePathStyle: true }),
  })
  const get = (pk: string) => new GetItemCommand({ TableName: 'Index', Key: { pk: { S: pk }, sk: { S: '0' } } })

  it('has credentials of its own for the time that was asked for, an hour if nothing was said', async () => {
    const { answer, credentials, expiration } = await assume()
    expect(credentials.accessKeyId).toMatch(/^ASIA[0-9A-F]{16}$/)
    expect(answer.AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/Data/@acme`)
    expect(Math.round(((expiration?.getTime() ?? 0) - now) / 60_000)).toBe(60)
    const short = await assume({ ...tagged(['tenant', 'acme']), DurationSeconds: 900 })
    expect(Math.round(((short.expiration?.getTime() ?? 0) - now) / 60_000)).toBe(15)
  })

  it.each([
    ['without a tag', {}],
    ['with another tag', tagged(['other', 'acme'])],
    ['with a second tag', tagged(['tenant', 'acme'], ['role', 'owner'])],
    ['with a tag of no value', tagged(['tenant', ''])],
  ])('is refused %s', async (_, more) => {
    await expect(assume(more)).rejects.toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } })
  })

  it('is refused to whom the role does not trust, and to whom nobody knows', async () => {
    await expect(assume(undefined, 'OTHER')).rejects.toThrow('is not authorized to perform: sts:AssumeRole')
    await expect(assume(undefined, 'STRANGER')).rejects.toMatchObject({ name: 'InvalidClientTokenId' })
    await expect(assume({ ...tagged(['tenant', 'acme']), RoleArn: `${ARN}2` })).rejects.toThrow('sts:AssumeRole')
  })

  it.each([
    ['of a name that is too short', { RoleSessionName: 'a' }],
    ['for longer than a role may have of another role', { DurationSeconds: 3_601 }],
    ['for less than a quarter of an hour', { DurationSeconds: 899 }],
    ...['*', 'a|b', 'a?', `\${aws:username}`, 'a*'].map(
      (value) => [`for the tenant ${value}`, tagged(['tenant', value])] as [string, object],
    ),
  ])('is no valid wish %s', async (_, more) => {
    await expect(assume({ ...tagged(['tenant', 'acme']), ...more })).rejects.toMatchObject({ name: 'ValidationError' })
  })

  it('reaches what its tag names and nothing else: no other keys, no scan, no list of all', async () => {
    const { dynamodb, s3 } = (await assume()).clients
    expect((await dynamodb.send(get('acme|a'))).Item).toBeDefined()
    for (const pk of ['acme2|a', 'acm|a', '|a', 'a|a', '*|a', 'acme', 'Acme|a', 'аcme|a'])
      await expect(dynamodb.send(get(pk))).rejects.toMatchObject({ name: 'AccessDeniedException' })
    await expect(dynamodb.send(new ScanCommand({ TableName: 'Index' }))).rejects.toThrow('dynamodb:Scan')
    const object = (Key: string) => ({ Bucket: 'content', Key })
    await s3.send(new PutObjectCommand({ ...object('acme/a'), Body: 'x' }))
    for (const key of ['acme2/a', 'acm/a', 'a', 'acme', 'other/acme/a'])
      await expect(s3.send(new GetObjectCommand(object(key)))).rejects.toMatchObject({ name: 'AccessDenied' })
    const list = (Prefix?: string) => s3.send(new ListObjectsV2Command({ Bucket: 'content', Prefix }))
    expect((await list('acme/')).KeyCount).toBe(1)
    for (const prefix of [undefined, '', 'acme', 'acme2/'])
      await expect(list(prefix)).rejects.toMatchObject({ name: 'AccessDenied' })
  })

  it('of one tenant is no session of another, though one was decided on just before', async () => {
    const [acme, acme2] = [await assume(), await assume({ ...tagged(['tenant', 'acme2']), RoleSessionName: '@acme' })]
    for (let round = 0; round < 2; round++) {
      expect((await acme.clients.dynamodb.send(get('acme|a'))).Item).toBeDefined()
      expect((await acme2.clients.dynamodb.send(get('acme2|a'))).Item).toBeDefined()
      await expect(acme.clients.dynamodb.send(get('acme2|a'))).rejects.toThrow('not authorized')
      await expect(acme2.clients.dynamodb.send(get('acme|a'))).rejects.toThrow('not authorized')
    }
  })

  it('is nothing with another token, and nothing when it has ended', async () => {
    const { credentials } = await assume()
    const forged = clientsOf({ ...credentials, sessionToken: 'forged' })
    await expect(forged.dynamodb.send(get('acme|a'))).rejects.toMatchObject({ name: 'UnrecognizedClientException' })
    await expect(forged.s3.send(new GetObjectCommand({ Bucket: 'content', Key: 'acme/a' }))).rejects.toMatchObject({
      name: 'InvalidAccessKeyId',
    })
    const { dynamodb, s3 } = clientsOf(credentials)
    now += 3_600_000
    await expect(dynamodb.send(get('acme|a'))).rejects.toMatchObject({ name: 'ExpiredTokenException' })
    const read = s3.send(new GetObjectCommand({ Bucket: 'content', Key: 'acme/a' }))
    await expect(read).rejects.toMatchObject({ name: 'ExpiredToken' })
  })
})
