/**
 * The commands of the lake with the rights that docs/operating.md names for them, and no others: each does its work, and
 * uses every one of them. The gate decides as IAM does.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type AwsProxy, openAwsProxy } from '../../../local/aws/aws-proxy.ts'
import type { Stage } from '../../../local/aws/call.ts'
import { hashKeysOf } from '../../../local/aws/deployment-rights.ts'
import { createGate, type UsedRight } from '../../../local/aws/gate.ts'
import { iamStage } from '../../../local/aws/iam-stage.ts'
import { type Local, startLocal } from '../../../local/start.ts'
import { synthesizeIfChanged } from '../../../local/template/synthesized-assembly.ts'
import { runCairn } from '../../support/cairn.ts'
import { duringTests, temporaryFolder } from '../../support/during-tests.ts'
import { lrsOf } from '../../support/lrs.ts'
import { tenantOf } from '../../support/runner.ts'
import { newStatement } from '../../support/sent-statements.ts'

const START_MS = 120_000
const OPERATOR = 'OPERATOR'
const FROM = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
const DOCS = readFileSync(join(import.meta.dirname, '../../../docs/operating.md'), 'utf8')

const folder = temporaryFolder()
const run: Local = duringTests(
  () => startLocal({ port: 0, assembly: (build) => synthesizeIfChanged({ ...build, log: () => undefined }) }),
  START_MS,
)

/** `Statements: Query` for each right that the docs name for a command. */
function documentedRights(command: string): string[] {
  const row = DOCS.split('\n').find((line) => line.startsWith(`| \`${command} `)) ?? ''
  const cell = row.split('|').at(-2) ?? ''
  return cell.split(';').flatMap((part) => {
    const [where = '', actions = ''] = part.trim().replaceAll('`', '').split(': ')
    return actions.split(', ').map((action) => `${where}: ${action}`)
  })
}

const environmentOf = (variable: string): string =>
  run.deployment.functions.map(({ environment }) => environment[variable]).find((name) => name !== undefined) ?? ''

/** What the docs call a place, as IAM does: of a bucket, the objects or itself. */
function resourcesOf(where: string): string[] {
  const bucket = (name: string) => [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`]
  if (where === 'content bucket') return bucket(environmentOf('CONTENT_BUCKET'))
  if (where === 'lake bucket' || where.startsWith('where it')) return bucket(environmentOf('LAKE_BUCKET'))
  if (where === 'stream') return [`arn:aws:kinesis:us-east-1:*:stream/${streamName()}`]
  return [run.deployment.tables.find(({ name }) => name === environmentOf(`${where.toUpperCase()}_TABLE`))?.arn ?? '']
}

const streamName = () => run.deployment.streams[0]?.name ?? ''
const SERVICE: { [where: string]: string } = {
  Statements: 'dynamodb',
  Index: 'dynamodb',
  Documents: 'dynamodb',
  Audit: 'dynamodb',
  Control: 'dynamodb',
  stream: 'kinesis',
}

const statementOf = (right: string) => {
  const [where = '', action = ''] = right.split(': ')
  return { Sid: right, Effect: 'Allow', Action: `${SERVICE[where] ?? 's3'}:${action}`, Resource: resourcesOf(where) }
}

let used: Set<string>
let refusals: string[]
let proxy: AwsProxy

/** The engines do not know this call of DynamoDB, whose answer is the table's stream. */
const destinationStage: Stage = async (call, next) => {
  if (call.operation !== 'DescribeKinesisStreamingDestination') return next(call)
  const StreamArn = `arn:aws:kinesis:us-east-1:000000000000:stream/${streamName()}`
  const body = { KinesisDataStreamDestinations: [{ StreamArn, DestinationStatus: 'ACTIVE' }] }
  return {
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: Buffer.from(JSON.stringify(body)),
  }
}

async function withRights(rights: string[]) {
  used = new Set()
  refusals = []
  const gate = createGate(run.deployment.resourcePolicies, {
    onUse: ({ statement }: UsedRight) => void used.add(statement),
    onRefusal: (refusal) => void refusals.push(refusal),
  })
  const document = { Version: '2012-10-17', Statement: rights.map(statementOf) }
  const operator = {
    arn: 'arn:aws:sts::000000000000:assumed-role/operator/ann',
    policies: [{ name: 'operator', document }],
  }
  const hashKeyOf = hashKeysOf(run.deployment.tables)
  const principalOf = (accessKeyId: string) => (accessKeyId === OPERATOR ? operator : undefined)
  proxy.stages.splice(0, Infinity, iamStage({ gate, principalOf, hashKeyOf }), destinationStage)
}

function cairn(...words: string[]) {
  const tables = ['STATEMENTS_TABLE', 'INDEX_TABLE', 'CONTROL_TABLE', 'DOCUMENTS_TABLE', 'AUDIT_TABLE']
  const names = [...tables, 'CONTENT_BUCKET', 'LAKE_BUCKET']
  const { endpoint } = proxy
  return runCairn(join(folder, 'none'), words, {
    ...Object.fromEntries(names.map((name) => [name, environmentOf(name)])),
    ...{ AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: OPERATOR, AWS_SECRET_ACCESS_KEY: 'secret', AWS_MAX_ATTEMPTS: '1' },
    ...{ AWS_ENDPOINT_URL_DYNAMODB: endpoint, AWS_ENDPOINT_URL_S3: endpoint, AWS_ENDPOINT_URL_KINESIS: endpoint },
  })
}

let tenant: string

/** A posting of a request that never committed: who reads past it fences its batch. */
async function leavePosting() {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const client = new DynamoDBClient({ endpoint: run.endpoints.dynamodb, region: 'us-east-1', credentials })
  const TableName = environmentOf('INDEX_TABLE')
  const { Items = [] } = await client.send(new ScanCommand({ TableName }))
  const posting = Items.find(({ pk }) => pk?.S?.startsWith(`${tenant}|ALL`))
  const sk = posting?.sk?.S ?? ''
  await client.send(
    new PutItemCommand({
      TableName,
      Item: { ...posting, sk: { S: `${sk.slice(0, 16)}${'0'.repeat(8)}${sk.slice(24)}` } },
    }),
  )
  client.destroy()
}

beforeAll(async () => {
  const { dynamodb, s3, kinesis } = run.endpoints
  proxy = await openAwsProxy({ dynamodb, s3, kinesis })
  const demo = tenantOf(run, '1.0.3')
  tenant = demo.name
  const lrs = lrsOf({ endpoint: `${run.origin}/xapi` }, demo, '1.0.3')
  const noise = {
    response: randomBytes(200_000).toString('base64'),
  }
  expect((await lrs.post([newStatement(), newStatement({ result: noise })])).status).toBe(200)
  await withRights(documentedRights('lake check'))
  // Until the lake has them, so that the check has a file to read.
  for (let tries = 0; tries < 60; tries++) {
    const { out } = await cairn('lake', 'check', '--from', FROM, '--settled', '0', '--json')
    const { missing, younger, statements } = out === '' ? { missing: 1, younger: 1, statements: 0 } : JSON.parse(out)
    if (missing === 0 && younger === 0 && statements >= 2) break
  }
  await leavePosting()
}, START_MS)
afterAll(() => proxy.stop())

const out = () => `s3://${environmentOf('LAKE_BUCKET')}/exports/all`
const CHECK = ['lake', 'check', '--from', FROM, '--settled', '0']
const COMMANDS: { [command: string]: () => string[][] } = {
  'lake check': () => [CHECK, [...CHECK, '--tenant', tenant]],
  'lake replay': () => [
    ['lake', 'replay', '--from', FROM],
    ['lake', 'replay', '--from', FROM, '--tenant', tenant],
  ],
  export: () => [['export', '--tenant', tenant, '--format', 'jsonl', '--out', out()]],
  'export verify': () => [['export', 'verify', out()]],
  'verify --source documents': () => [['verify', '--source', 'documents']],
}

/** Of a document over 300 KB that is older than ten minutes. */
const NOT_MET: { [command: string]: string[] } = { 'verify --source documents': ['content bucket: GetObject'] }

describe.each(Object.keys(COMMANDS))('cairn %s', (command) => {
  it('does its work with the rights that its row of the docs names, and uses each', async () => {
    const rights = documentedRights(command)
    expect(rights.length).toBeGreaterThan(1)
    await withRights(rights)
    for (const words of COMMANDS[command]?.() ?? []) {
      const { code, err } = await cairn(...words)
      if (code !== 0) throw new Error(`${words.join(' ')}: ${err}`)
      expect(refusals).toEqual([])
    }
    expect(rights.filter((right) => !used.has(right))).toEqual(NOT_MET[command] ?? [])
  }, 120_000)
})
