/** Everything that requests of xAPI make functions do, over HTTP; and what makes them do more. */
import { randomBytes } from 'node:crypto'
import { DynamoDBClient, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { DeleteObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import type { Local } from '../../local/start.ts'
import { attachmentOf, dataPart, postParts } from '../conformance/attachments.ts'
import { runCairn } from './cairn.ts'
import type { Lrs } from './lrs.ts'
import { newStatement, uniqueParts } from './sent-statements.ts'
import { VOIDED } from './statements.ts'

export const tableOf = ({ functions }: Local['deployment'], variable: string): string =>
  functions.map(({ environment }) => environment[variable]).find((name) => name !== undefined) ?? ''

export function contentOf(deployment: Local['deployment'], endpoint: string) {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials })
  return { client, bucket: tableOf(deployment, 'CONTENT_BUCKET') }
}

export async function expectStatus(answer: Promise<{ status: number; text: string }>, ...statuses: number[]) {
  const { status, text } = await answer
  if (!statuses.includes(status)) throw new Error(`${status}: ${text}`)
}

export const noise = (bytes: number) => ({ response: randomBytes((bytes * 3) / 4).toString('base64') })

export const activity = (name: string) => ({
  id: 'https://example.com/activities/defined',
  definition: { name: { en: name } },
})

export const refersTo = (id: string, verb = { id: 'https://example.com/verbs/commented' }) =>
  newStatement({ object: { objectType: 'StatementRef', id }, verb })

/** So that what a lenient credential is let pass is counted. Before its first request: functions remember credentials. */
export async function makeLenient({ endpoints, deployment, tenants }: Local) {
  const environment = {
    ...Object.assign({}, ...deployment.functions.map((fn) => fn.environment)),
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_S3: endpoints.s3,
  }
  for (const { name, key } of tenants) {
    const words = ['credentials', 'update', name, key, '--lenient', 'boolean-case,blind-profile-put']
    const { code, err } = await runCairn('/nowhere', words, environment)
    if (code !== 0) throw new Error(err)
  }
}

/** So that buckets are leased from, and what is stored is looked up. Before the first request, too. */
export async function giveQuotas({ endpoints, deployment, tenants }: Local) {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const client = new DynamoDBClient({ endpoint: endpoints.dynamodb, region: 'us-east-1', credentials })
  const quotas = { requestsPerSecond: 10_000, statementsPerSecond: 10_000, storedBytes: 1_000_000_000 }
  for (const { name } of tenants) {
    const change = {
      TableName: tableOf(deployment, 'CONTROL_TABLE'),
      Key: { pk: { S: `${name}|tenant` }, sk: { S: '0' } },
      UpdateExpression: 'SET quotas = :quotas',
      ExpressionAttributeValues: { ':quotas': { S: JSON.stringify(quotas) } },
    }
    await client.send(new UpdateItemCommand(change))
  }
  client.destroy()
}

export async function askHealth({ origin }: Local) {
  const answer = await fetch(`${origin}/health`)
  return { status: answer.status, text: await answer.text() }
}

/** Everything that statements and queries make a function do. */
export async function statementRoads(lrs: Lrs, local: Local) {
  const target = newStatement({ object: activity('first') })
  await expectStatus(lrs.post([target]), 200)
  await expectStatus(lrs.post([newStatement({ object: activity('second') })]), 200)
  await expectStatus(lrs.post([target]), 200)
  await expectStatus(lrs.post([newStatement(), { ...target, result: { success: true } }]), 409)
  await expectStatus(lrs.call('GET', 'statements', { query: { ascending: 'True', limit: 1 } }), 200)
  const comment = refersTo(target.id)
  await expectStatus(lrs.post([comment, refersTo(comment.id)]), 200)
  await expectStatus(lrs.post([refersTo(target.id, VOIDED)]), 200)
  await expectStatus(lrs.call('GET', 'statements', { query: { statementId: comment.id, format: 'canonical' } }), 200)
  await expectStatus(lrs.call('GET', 'statements', { query: { agent: comment.actor, related_agents: true } }), 200)
  const data = randomBytes(100)
  await expectStatus(postParts(lrs, [newStatement({ attachments: [attachmentOf(data)] })], [dataPart(data)]), 200)
  const elsewhere = attachmentOf(randomBytes(10), { fileUrl: 'https://example.com/file' })
  await expectStatus(
    lrs.post([newStatement({ attachments: [elsewhere] }), newStatement({ result: noise(200_000) })]),
    200,
  )
  await forgetWhatCame(local)
  await expectStatus(lrs.call('GET', 'statements', { query: { attachments: true, limit: 2 } }), 200)
}

/** Makes batches older than those that say which data came with them: then all data are looked for. */
async function forgetWhatCame({ endpoints, deployment }: Local) {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const client = new DynamoDBClient({ endpoint: endpoints.dynamodb, region: 'us-east-1', credentials })
  const TableName = tableOf(deployment, 'STATEMENTS_TABLE')
  const { Items = [] } = await client.send(new ScanCommand({ TableName }))
  for (const { pk, sk, data } of Items) {
    if (!pk || !sk || !data) continue
    const names = { '#data': 'data' }
    const change = { TableName, Key: { pk, sk }, UpdateExpression: 'REMOVE #data', ExpressionAttributeNames: names }
    await client.send(new UpdateItemCommand(change))
  }
  client.destroy()
}

export async function documentRoads(lrs: Lrs, local: Local, tenant = '') {
  const { activity: owner, agent } = uniqueParts()
  const state = (stateId?: string) => ({ query: { activityId: owner.id, agent, stateId } })
  const put = (id: string, body: string) => lrs.call('PUT', 'activities/state', { ...state(id), body })
  const profile = { query: { activityId: owner.id, profileId: 'blind' }, body: '{}' }
  await expectStatus(lrs.call('PUT', 'activities/profile', profile), 204)
  await expectStatus(put('small', '{"a":1}'), 204)
  await expectStatus(lrs.call('POST', 'activities/state', { ...state('small'), body: '{"b":2}' }), 204)
  for (const letter of ['x', 'y']) await expectStatus(put('large', JSON.stringify(letter.repeat(400_000))), 204)
  await expectStatus(lrs.call('GET', 'activities/state', state('large')), 200)
  await expectStatus(lrs.call('GET', 'activities/state', state()), 200)
  await expectStatus(lrs.call('DELETE', 'activities/state', state('small')), 204)
  await expectStatus(put('lost', JSON.stringify('z'.repeat(400_000))), 204)
  await emptyDocuments(local, `${tenant}/documents/`)
  // What S3 has lost is a fault, and no function may take it for a refusal: that is what the right to list is for.
  await expectStatus(lrs.call('GET', 'activities/state', state('lost')), 500, 503)
  await expectStatus(lrs.call('DELETE', 'activities/state', state()), 204)
  await expectStatus(lrs.call('GET', 'activities', { query: { activityId: activity('').id } }), 200)
}

/** Objects of the content bucket that are gone from S3, though items speak of them. */
export async function emptyDocuments({ endpoints, deployment }: Local, part: string) {
  const { bucket, client } = contentOf(deployment, endpoints.s3)
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }))
  for (const { Key = '' } of Contents.filter(({ Key: key = '' }) => key.includes(part)))
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key }))
  client.destroy()
}
