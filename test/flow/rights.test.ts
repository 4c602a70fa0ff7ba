/**
 * Every right that a function has is needed: each road through the system is taken, in good times and when calls fail,
 * by functions that may do only what the templates say. A right that nothing here uses is one too many.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { DynamoDBClient, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { DeleteObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { VOID_COLUMNS } from '../../lambdas/lake/columns.ts'
import { rowsToParquet } from '../../lambdas/lake/parquet.ts'
import { createGate, type UsedRight } from '../../local/aws/gate.ts'
import { accessKeyIdOf } from '../../local/functions/function-environment.ts'
import { readIssuerFacts } from '../../local/issuer/issuer-facts.ts'
import { type Local, startLocal } from '../../local/start.ts'
import { synthesizeIfChanged } from '../../local/template/synthesized-assembly.ts'
import { attachmentOf, dataPart, postParts } from '../conformance/attachments.ts'
import { adminRoads } from '../support/admin-roads.ts'
import { runCairn } from '../support/cairn.ts'
import { duringTests } from '../support/during-tests.ts'
import { isUse, nameOf, type Right, rightsOf, withOnly } from '../support/granted-rights.ts'
import { type Lrs, lrsOf } from '../support/lrs.ts'
import { tenantOf } from '../support/runner.ts'
import { newStatement, type Part, uniqueParts } from '../support/sent-statements.ts'
import { VOIDED } from '../support/statements.ts'
import { within } from '../support/waiting.ts'

const START_MS = 120_000
const ROADS_MS = 90_000
/** Files that compaction replaced stay a minute here. */
const KEPT_MS = 60_000

const uses: UsedRight[] = []
const refused: string[] = []
const run: Local = duringTests(() => {
  const aws = {
    iam: { onUse: (right: UsedRight) => void uses.push(right) },
    log: (line: string) => void refused.push(line),
  }
  return startLocal({
    port: 0,
    assembly: (build) => synthesizeIfChanged({ ...build, log: () => undefined }),
    aws,
  })
}, START_MS)

/** What the platform does with a role, of which nothing runs here. */
const USED_BY_LAMBDA = /^(logs|xray):/

/** What Athena's documentation wants of whoever asks, though the runner's Athena does not look. */
const USED_BY_ATHENA = /^(glue:GetDatabase|s3:GetBucketLocation)$/

const noise = (bytes: number) => ({ response: randomBytes((bytes * 3) / 4).toString('base64') })
const activity = (name: string) => ({
  id: 'https://example.com/activities/defined',
  definition: { name: { en: name } },
})
const refersTo = (id: string, verb = { id: 'https://example.com/verbs/commented' }) =>
  newStatement({ object: { objectType: 'StatementRef', id }, verb })

async function expectStatus(answer: Promise<{ status: number; text: string }>, ...statuses: number[]) {
  const { status, text } = await answer
  if (!statuses.includes(status)) throw new Error(`${status}: ${text}\n${refused.join('\n')}`)
}

/** Everything that statements and queries make a function do. */
async function statementRoads(lrs: Lrs, local: Local) {
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

/** So that what a lenient credential is let pass is counted. Before its first request: functions remember credentials. */
async function makeLenient({ endpoints, deployment, tenants }: Local) {
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
    expect(await runCairn('/nowhere', words, environment)).toMatchObject({ code: 0 })
  }
}

async function documentRoads(lrs: Lrs, local: Local) {
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
  await emptyDocuments(local)
  // What S3 has lost is a fault, and no function may take it for a refusal: that is what the right to list is for.
  await expectStatus(lrs.call('GET', 'activities/state', state('lost')), 500, 503)
  await expectStatus(lrs.call('DELETE', 'activities/state', state()), 204)
  await expectStatus(lrs.call('GET', 'activities', { query: { activityId: activity('').id } }), 200)
}

/** Objects of the content bucket that are gone from S3, though items speak of them. */
async function emptyDocuments({ endpoints, deployment }: Local, part = '/documents/') {
  const { bucket, client } = contentOf(deployment, endpoints.s3)
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }))
  for (const { Key = '' } of Contents.filter(({ Key: key = '' }) => key.includes(part)))
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key }))
  client.destroy()
}

function contentOf(deployment: Local['deployment'], endpoint: string) {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials })
  return { client, bucket: tableOf(deployment, 'CONTENT_BUCKET') }
}

/** Of both tables of the lake, and one that cannot be read: compaction replaces, notes and, a minute later, removes. */
async function putSmallFiles({ endpoints, deployment }: Local) {
  const { client } = contentOf(deployment, endpoints.s3)
  const put = (Key: string, Body: Uint8Array) =>
    client.send(new PutObjectCommand({ Bucket: tableOf(deployment, 'LAKE_BUCKET'), Key, Body }))
  for (const n of [1, 2, 3, 4]) {
    const row = { statement_id: randomUUID(), sq: `${n}` }
    await put(`lake/tenant=rights/dt=2020-01-01/${n}.parquet`, rowsToParquet([row]))
    await put(
      `voids/tenant=rights/${n}.parquet`,
      rowsToParquet([{ voided_statement_id: row.statement_id }], VOID_COLUMNS),
    )
  }
  await put('lake/tenant=rights/dt=2020-01-01/damaged.parquet', Buffer.from('no Parquet at all'))
  client.destroy()
}

async function compact(local: Local) {
  const fn = local.deployment.functions.find(({ name }) => name.includes('Compaction'))
  const { kind, payload } = await local.invoke(fn?.name ?? '', {})
  if (kind !== 'result') throw new Error(`${payload}\n${refused.join('\n')}`)
}

const tableOf = ({ functions }: Local['deployment'], variable: string): string =>
  functions.map(({ environment }) => environment[variable]).find((name) => name !== undefined) ?? ''

/** A commit gets no answer until its writer has fenced its own batch; then the next attempt takes over what it claimed. */
async function fencedCommit(lrs: Lrs, { aws, deployment }: Local) {
  const statements = tableOf(deployment, 'STATEMENTS_TABLE')
  let isFenced = false
  aws.outages.begin('dynamodb', 'failing', ({ operation, input }) => {
    const isOfStatements = JSON.stringify(input).includes(`INSERT INTO \\"${statements}\\"`)
    isFenced ||= isOfStatements && operation === 'BatchExecuteStatement'
    return isOfStatements && operation === 'ExecuteStatement' && !isFenced
  })
  await expectStatus(lrs.post([newStatement(), newStatement()]), 200)
  aws.outages.end('dynamodb')
  expect(isFenced).toBe(true)
}

function isNotFollower({ functions }: Local['deployment']) {
  const follower = functions.find(({ name }) => name.includes('References'))
  return (accessKeyId: string) => follower !== undefined && accessKeyId !== accessKeyIdOf(follower)
}

/** What the writers leave undone: their follow-up calls fail, and a commit that was claimed for never comes. */
async function leftToFollower(lrs: Lrs, local: Local) {
  const { aws, deployment } = local
  const statements = tableOf(deployment, 'STATEMENTS_TABLE')
  const isWriter = isNotFollower(deployment)
  aws.outages.begin('dynamodb', 'failing', ({ accessKeyId, input }) => {
    return isWriter(accessKeyId) && JSON.stringify(input).includes(`INSERT INTO \\"${statements}\\"`)
  })
  const neverCommitted = newStatement()
  await expectStatus(lrs.post([neverCommitted]), 503)
  aws.outages.end('dynamodb')
  await leftFollowUps(lrs, local, neverCommitted.id)
}

/** References, a void and an addition to a definition, of which the writer can do nothing after its commit. */
async function leftFollowUps(lrs: Lrs, { aws, deployment }: Local, otherTarget: string) {
  const index = tableOf(deployment, 'INDEX_TABLE')
  const isWriter = isNotFollower(deployment)
  const parts = uniqueParts()
  const defined = (definition: Part) => parts.statement({ object: { ...parts.activity, definition } })
  const first = defined({ name: { en: 'first' } })
  await expectStatus(lrs.post([first]), 200)
  aws.outages.begin('dynamodb', 'failing', ({ accessKeyId, operation, input }) => {
    const isFollowUp = operation === 'UpdateItem' || (operation === 'PutItem' && input.TableName === index)
    return isWriter(accessKeyId) && isFollowUp
  })
  const both = [refersTo(otherTarget), refersTo(first.id), refersTo(first.id, VOIDED)]
  await expectStatus(
    lrs.post([...both, defined({ description: { en: 'added' } }), newStatement({ object: activity(randomUUID()) })]),
    200,
  )
  aws.outages.end('dynamodb')
}

/** A writer that neither commits nor takes back what it reserved, as if it had died: the next page fences its batch. */
async function leftOpen(lrs: Lrs, { aws, deployment }: Local) {
  const insert = `INSERT INTO \\"${tableOf(deployment, 'STATEMENTS_TABLE')}\\"`
  aws.outages.begin('dynamodb', 'failing', ({ input }) => {
    const text = JSON.stringify(input)
    return text.includes(insert) || /DELETE FROM|DeleteRequest/.test(text)
  })
  await expectStatus(lrs.post([newStatement()]), 503)
  aws.outages.end('dynamodb')
}

/** A batch whose object is lost before the consumers read it, and a record that nobody can read. */
async function unreadable(lrs: Lrs, local: Local) {
  const data = [...Array(3)].map(() => newStatement({ object: activity(randomUUID()), result: noise(100_000) }))
  await expectStatus(lrs.post([...data, refersTo(randomUUID())]), 200)
  await emptyDocuments(local, '/batches/')
}

describe('each right of a function', () => {
  let rights: Right[] = []
  beforeAll(
    async () => {
      rights = rightsOf(run.deployment).filter(
        ({ action }) => !USED_BY_LAMBDA.test(action) && !USED_BY_ATHENA.test(action),
      )
      const at = (path: string) => ({ endpoint: `${run.origin}${path}` })
      // The fallback serves every path in other spellings. Each has a tenant of its own, for some statements get lost.
      const lrses = [
        lrsOf(at('/xapi'), tenantOf(run, '1.0.3'), '1.0.3'),
        lrsOf(at('/xapi/'), tenantOf(run, '2.0.0'), '1.0.3'),
      ]
      await makeLenient(run)
      await putSmallFiles(run)
      const admin = { endpoint: `${run.origin}/admin/v1`, token: readIssuerFacts(run.home).token }
      for (const lrs of lrses) {
        await statementRoads(lrs, run)
        await documentRoads(lrs, run)
        await fencedCommit(lrs, run)
        await leftToFollower(lrs, run)
        // Before its statements get lost.
        if (lrs === lrses[0]) {
          await leftOpen(lrs, run)
          await adminRoads(admin, tenantOf(run, '1.0.3').name)
        }
        await unreadable(lrs, run)
      }
      const unused = () => rights.filter((right) => !uses.some((use) => isUse(use, right)))
      // Consumers come some seconds later; and whether a rival's claims are met dead or free is a race, so they ask again.
      const ask = async () => {
        for (const lrs of unused().length > 0 ? lrses : []) {
          await fencedCommit(lrs, run)
          await leftFollowUps(lrs, run, randomUUID())
        }
        await compact(run)
        return unused()
      }
      await within(KEPT_MS + 60_000, ask, ({ length }) => length === 0)
    },
    START_MS + ROADS_MS + KEPT_MS,
  )

  it('is used by some road through the system', () => {
    const unused = rights.filter((right) => !uses.some((use) => isUse(use, right)))
    expect(unused.map(nameOf)).toEqual([])
    expect(rights.length).toBeGreaterThan(50)
  })

  it('is missed when it is taken away: what used it is refused', async () => {
    const missed: Right[] = []
    for (const right of rights) {
      const others = rights.filter((one) => one !== right && one.principal === right.principal)
      const used = uses.filter((use) => isUse(use, right))
      const gate = createGate(run.deployment.resourcePolicies)
      const ask = (principal: Right['principal']) =>
        Promise.all(used.map(({ permission }) => gate.refusalOf(principal, permission)))
      expect(await ask(withOnly([...others, right], right.principal))).toEqual(used.map(() => undefined))
      const refusals = await ask(withOnly(others, { ...right.principal, arn: `${right.principal.arn}-without` }))
      if (refusals.some((refusal) => refusal !== undefined)) missed.push(right)
    }
    expect(rights.filter((right) => !missed.includes(right)).map(nameOf)).toEqual([])
  })
})
