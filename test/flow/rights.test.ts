/**
 * Every right that a function has is needed: each road through the system is taken, in good times and when calls fail,
 * by functions that may do only what the templates say. A right that nothing here uses is one too many.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { DynamoDBClient, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { DeleteObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { createTables } from '../../lambdas/database/dynamodb-tables.ts'
import { createObjects } from '../../lambdas/database/s3-objects.ts'
import { AUDIT_COLUMNS, VOID_COLUMNS } from '../../lambdas/lake/columns.ts'
import { rowsToParquet } from '../../lambdas/lake/parquet.ts'
import { ENV } from '../../lambdas/runtime/names.ts'
import { tenantId } from '../../lambdas/tenancy/tenant-id.ts'
import type { Call } from '../../local/aws/call.ts'
import { createGate, type UsedRight } from '../../local/aws/gate.ts'
import { readIssuerFacts } from '../../local/issuer/issuer-facts.ts'
import { type Local, startLocal } from '../../local/start.ts'
import { synthesizeIfChanged } from '../../local/template/synthesized-assembly.ts'
import { attachmentOf, dataPart, postParts } from '../conformance/attachments.ts'
import { adminRoads } from '../support/admin-roads.ts'
import { runCairn } from '../support/cairn.ts'
import { stillClock } from '../support/clocks.ts'
import { duringTests } from '../support/during-tests.ts'
import { isUse, nameOf, type Right, rightsOf, withOnly } from '../support/granted-rights.ts'
import { leavingTenants } from '../support/leaving-tenants.ts'
import { type Lrs, lrsOf } from '../support/lrs.ts'
import { tenantOf } from '../support/runner.ts'
import { newStatement, type Part, uniqueParts } from '../support/sent-statements.ts'
import { VOIDED } from '../support/statements.ts'
import { openStore, send } from '../support/stores.ts'
import { trailRoads } from '../support/trail-roads.ts'
import { within } from '../support/waiting.ts'

const START_MS = 120_000
const ROADS_MS = 150_000

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

async function askHealth({ origin }: Local) {
  const answer = await fetch(`${origin}/health`)
  return { status: answer.status, text: await answer.text() }
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

/** So that buckets are leased from, and what is stored is looked up. Before the first request, too. */
async function giveQuotas({ endpoints, deployment, tenants }: Local) {
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

async function documentRoads(lrs: Lrs, local: Local, tenant = '') {
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
async function emptyDocuments({ endpoints, deployment }: Local, part: string) {
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

/** Some hours ago, one small and one large: their hours are over, so they are digested. Then the hour before this one. */
async function digest({ endpoints, deployment, tenants, invoke }: Local) {
  Object.assign(process.env, {
    ...{ AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_S3: endpoints.s3,
  })
  const names = ['statements', 'index', 'documents', 'control'] as const
  const tables = createTables(
    Object.fromEntries(names.map((name) => [name, tableOf(deployment, `${name.toUpperCase()}_TABLE`)])),
  )
  const objects = createObjects(tableOf(deployment, 'CONTENT_BUCKET'))
  const store = openStore({ tables }, { objects }, { clock: stillClock(Date.now() - 3 * 3_600_000) })
  const owner = tenantId(tenants[0]?.name ?? '')
  await send(store, owner, [newStatement(), newStatement({ result: noise(200_000) })])
  const fn = deployment.functions.find(({ name }) => name.includes('Digest'))
  const { kind, payload } = await invoke(fn?.name ?? '', {})
  if (kind !== 'result') throw new Error(`${payload}\n${refused.join('\n')}`)
  expect(JSON.parse(payload)).toMatchObject({ records: 2, failures: 0 })
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
    await put(`audit/tenant=rights/dt=2020-01-01/${n}.parquet`, rowsToParquet([{ entry_id: `${n}` }], AUDIT_COLUMNS))
  }
  await put('lake/tenant=rights/dt=2020-01-01/damaged.parquet', Buffer.from('no Parquet at all'))
  client.destroy()
}

/** What the clock calls, now; and files that compaction replaced stay a second, not the least minute that can be set. */
async function callScheduled({ deployment: { functions, schedules }, invoke }: Local) {
  for (const fn of functions.filter(({ name }) => schedules.some((one) => one.functionName === name))) {
    if (ENV.lakeKeepSeconds in fn.environment) Object.assign(fn.environment, { [ENV.lakeKeepSeconds]: '1' })
    const { kind, payload } = await invoke(fn.name, {})
    if (kind !== 'result') throw new Error(`${payload}\n${refused.join('\n')}`)
  }
}

const tableOf = ({ functions }: Local['deployment'], variable: string): string =>
  functions.map(({ environment }) => environment[variable]).find((name) => name !== undefined) ?? ''

/** A commit gets no answer until its writer has fenced its own batch; then the next attempt takes over what it claimed. */
async function fencedCommits(lrses: Lrs[], { aws, deployment, tenants }: Local) {
  const statements = tableOf(deployment, 'STATEMENTS_TABLE')
  const fenced = new Set<string>()
  aws.outages.begin('dynamodb', 'failing', ({ operation, input }) => {
    const text = JSON.stringify(input)
    const tenant = tenants.find(({ name }) => text.includes(`"${name}|`))?.name
    if (tenant === undefined || !text.includes(`INSERT INTO \\"${statements}\\"`)) return false
    if (operation === 'BatchExecuteStatement') fenced.add(tenant)
    return operation === 'ExecuteStatement' && !fenced.has(tenant)
  })
  await Promise.all(lrses.map((lrs) => expectStatus(lrs.post([newStatement(), newStatement()]), 200)))
  aws.outages.end('dynamodb')
  expect(fenced.size).toBe(lrses.length)
}

/** Calls that are not the commit follower's: those on data come with sessions of its own role for them. */
function isNotFollowers({ aws }: Local) {
  return (call: Call) => {
    const caller = aws.callerOf(call)
    return typeof caller === 'object' && !caller.arn.includes('References')
  }
}

/** What the writers leave undone: their follow-up calls fail, and a commit that was claimed for never comes. */
async function leftToFollower(lrses: Lrs[], local: Local) {
  const { aws, deployment } = local
  const statements = tableOf(deployment, 'STATEMENTS_TABLE')
  const isWriters = isNotFollowers(local)
  aws.outages.begin('dynamodb', 'failing', (call) => {
    return isWriters(call) && JSON.stringify(call.input).includes(`INSERT INTO \\"${statements}\\"`)
  })
  const waiting = lrses.map((lrs) => ({ lrs, neverCommitted: newStatement() }))
  await Promise.all(waiting.map(({ lrs, neverCommitted }) => expectStatus(lrs.post([neverCommitted]), 503)))
  aws.outages.end('dynamodb')
  for (const { lrs, neverCommitted } of waiting) await leftFollowUps(lrs, local, neverCommitted.id)
}

/** References, a void and an addition to a definition, of which the writer can do nothing after its commit. */
async function leftFollowUps(lrs: Lrs, local: Local, otherTarget: string) {
  const { aws, deployment } = local
  const index = tableOf(deployment, 'INDEX_TABLE')
  const isWriters = isNotFollowers(local)
  const parts = uniqueParts()
  const defined = (definition: Part) => parts.statement({ object: { ...parts.activity, definition } })
  const first = defined({ name: { en: 'first' } })
  await expectStatus(lrs.post([first]), 200)
  aws.outages.begin('dynamodb', 'failing', (call) => {
    const { operation, input } = call
    const isFollowUp = operation === 'UpdateItem' || (operation === 'PutItem' && input.TableName === index)
    return isWriters(call) && isFollowUp
  })
  const both = [refersTo(otherTarget), refersTo(first.id), refersTo(first.id, VOIDED)]
  await expectStatus(
    lrs.post([...both, defined({ description: { en: 'added' } }), newStatement({ object: activity(randomUUID()) })]),
    200,
  )
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
  beforeAll(async () => {
    rights = rightsOf(run.deployment).filter(({ action }) => !USED_BY_LAMBDA.test(action))
    const at = (path: string) => ({ endpoint: `${run.origin}${path}` })
    // The fallback serves every path in other spellings. Each has a tenant of its own, for some statements get lost.
    const lrses = [
      lrsOf(at('/xapi'), tenantOf(run, '1.0.3'), '1.0.3'),
      lrsOf(at('/xapi/'), tenantOf(run, '2.0.0'), '1.0.3'),
    ]
    await makeLenient(run)
    await giveQuotas(run)
    await putSmallFiles(run)
    await expectStatus(askHealth(run), 200)
    await digest(run)
    await leavingTenants(run.endpoints.s3, (variable) => tableOf(run.deployment, variable))
    const admin = { endpoint: `${run.origin}/admin/v1`, token: readIssuerFacts(run.home).token }
    await Promise.all(
      lrses.map(async (lrs, n) => {
        await statementRoads(lrs, run)
        // Before its statements get lost.
        if (lrs === lrses[0]) await adminRoads(admin, tenantOf(run, '1.0.3').name)
        await documentRoads(lrs, run, run.tenants[n]?.name)
      }),
    )
    await fencedCommits(lrses, run)
    await leftToFollower(lrses, run)
    for (const lrs of lrses) await unreadable(lrs, run)
    await trailRoads(run)
    const unused = () => rights.filter((right) => !uses.some((use) => isUse(use, right)))
    // Consumers come some seconds later; and whether a rival's claims are met dead or free is a race, so they ask again.
    const ask = async () => {
      await fencedCommits(lrses, run)
      for (const lrs of lrses) await leftFollowUps(lrs, run, randomUUID())
      await callScheduled(run)
      return unused()
    }
    await within(60_000, ask, ({ length }) => length === 0)
  }, START_MS + ROADS_MS)

  it('is used by some road through the system', () => {
    const unused = rights.filter((right) => !uses.some((use) => isUse(use, right)))
    expect(unused.map(nameOf)).toEqual([])
    expect(rights.length).toBeGreaterThan(50)
  })

  it('is missed when it is taken away: what used it is refused', async () => {
    const missed: Right[] = []
    for (const right of rights) {
      const others = rights.filter((one) => one !== right && one.role === right.role)
      const used = uses.filter((use) => isUse(use, right))
      const gate = createGate(run.deployment.resourcePolicies)
      const ask = (left: Right[], mark = '') =>
        Promise.all(
          used.map((use) =>
            gate.refusalOf(withOnly(left, { ...use, principal: `${use.principal}${mark}` }), use.permission),
          ),
        )
      expect(await ask([...others, right])).toEqual(used.map(() => undefined))
      const refusals = await ask(others, '-without')
      if (refusals.some((refusal) => refusal !== undefined)) missed.push(right)
    }
    expect(rights.filter((right) => !missed.includes(right)).map(nameOf)).toEqual([])
  })
})
