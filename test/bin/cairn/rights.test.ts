/** The operator's commands with the rights that docs/operating.md says, and no others: each works, and each right is used. */
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DeleteObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { openAwsProxy } from '../../../local/aws/aws-proxy.ts'
import { createGate, type Principal } from '../../../local/aws/gate.ts'
import { iamStage } from '../../../local/aws/iam-stage.ts'
import { createAwsCall } from '../../../local/engines/aws-calls.ts'
import { runCairn } from '../../support/cairn.ts'
import { duringTests, temporaryFolder } from '../../support/during-tests.ts'
import { type Lrs, lrsOf } from '../../support/lrs.ts'
import { tenantOf } from '../../support/runner.ts'
import { newStatement } from '../../support/sent-statements.ts'
import { VOIDED } from '../../support/statements.ts'
import { useRunner } from '../../support/use-runner.ts'

const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/'
const TABLES = {
  Statements: 'STATEMENTS_TABLE',
  Index: 'INDEX_TABLE',
  Control: 'CONTROL_TABLE',
  Documents: 'DOCUMENTS_TABLE',
}
type Names = { [variable: string]: string }
type Grant = { action: string; resource: string }

/** The rights of a row of the table, and of what `--stack` needs. */
async function documented(commands: string, names: Names): Promise<Grant[]> {
  const text = await readFile('docs/operating.md', 'utf8')
  const row = text.split('\n').find((line) => line.startsWith(`| \`${commands}`)) ?? ''
  const rights = row.split('|').at(-2) ?? ''
  return rights.split(';').flatMap((part) => {
    const [, name = '', actions = ''] = /`?(\w+)`?: (.*)$/.exec(part.trim()) ?? []
    return actions.split(',').map((action) => grantOf(name, action.trim(), names))
  })
}

function grantOf(name: string, action: string, names: Names): Grant {
  if (name === 'bucket')
    return {
      action: `s3:${action}`,
      resource: `arn:aws:s3:::${names.CONTENT_BUCKET}${action === 'GetObject' ? '/*' : ''}`,
    }
  return { action: `dynamodb:${action}`, resource: `${TABLE}${names[TABLES[name as keyof typeof TABLES]]}` }
}

describe('the commands of an operator', () => {
  const run = useRunner()
  const nowhere = temporaryFolder()
  let names: Names = {}
  let engines = { dynamodb: '', s3: '' }
  const used = new Set<string>()
  const refused: string[] = []
  let caller: Principal = { arn: '', policies: [] }
  const aws = duringTests(async () => {
    const { store } = JSON.parse(await readFile(join(run.home, 'endpoint.json'), 'utf8'))
    names = store.names
    engines = { dynamodb: store.dynamodb, s3: store.s3 }
    const gate = createGate(
      {},
      {
        onUse: ({ principal, statement }) => used.add(`${principal} ${statement}`),
        onRefusal: (refusal) => refused.push(refusal),
      },
    )
    const stage = iamStage({ gate, principalOf: () => caller, hashKeyOf: () => 'pk' })
    return openAwsProxy({ ...engines, kinesis: engines.dynamodb }, [stage])
  })

  const cairn = (...words: string[]) =>
    runCairn(nowhere, words, {
      ...names,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'OPERATOR',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_ENDPOINT_URL_DYNAMODB: aws.endpoint,
      AWS_ENDPOINT_URL_S3: aws.endpoint,
    })

  /** Makes the operator one who has these rights alone. */
  function become(name: string, grants: Grant[]) {
    refused.splice(0)
    const Statement = grants.map(({ action, resource }) => ({ Effect: 'Allow', Action: action, Resource: resource }))
    caller = {
      arn: `arn:aws:sts::000000000000:assumed-role/${name}/operator`,
      policies: [{ name, document: { Version: '2012-10-17', Statement } }],
    }
  }

  const unused = (grants: Grant[]) =>
    grants
      .filter((_, at) => !used.has(`${caller.arn} ${at + 1}`))
      .map(({ action, resource }) => `${action} on ${resource}`)

  async function expectRun(code: number, ...words: string[]) {
    const said = await cairn(...words)
    if (said.code !== code) throw new Error(`cairn ${words.join(' ')}: ${said.err}`)
    expect(refused).toEqual([])
    return said.out
  }

  let lrs: Lrs
  beforeAll(async () => {
    lrs = lrsOf(run, tenantOf(run, '1.0.3'), '1.0.3')
  })

  it('on tenants need these rights', async () => {
    const grants = await documented('tenants add', names)
    become('tenants', grants)
    await expectRun(0, 'tenants', 'add', 'acme')
    await expectRun(1, 'tenants', 'add', 'acme')
    expect(await expectRun(0, 'tenants', 'list')).toContain('acme')
    expect(unused(grants)).toEqual([])
  }, 60_000)

  it('on credentials need these rights', async () => {
    const grants = await documented('credentials add', names)
    become('credentials', grants)
    await expectRun(0, 'credentials', 'add', 'demo', '--key', 'lms')
    await expectRun(1, 'credentials', 'add', 'demo', '--key', 'lms')
    expect(await expectRun(0, 'credentials', 'list', 'demo')).toContain('lms')
    await expectRun(0, 'credentials', 'update', 'demo', 'lms', '--lenient', 'boolean-case')
    await expectRun(0, 'credentials', 'rotate', 'demo', 'lms')
    await expectRun(0, 'credentials', 'revoke', 'demo', 'lms')
    expect(unused(grants)).toEqual([])
  }, 60_000)

  it('on holds, retention rules and cases need these rights', async () => {
    const grants = await documented('holds list', names)
    become('retention', grants)
    const why = ['--reason', 'a test']
    const hold = await expectRun(0, 'holds', 'set', 'demo', '--activity', 'https://a.example/1', '--json', ...why)
    await expectRun(0, 'holds', 'lift', 'demo', JSON.parse(hold).id, ...why)
    await expectRun(0, 'retention', 'put', 'demo', 'all', '--period', 'P6Y', '--from', 'stored', ...why)
    await expectRun(0, 'retention', 'remove', 'demo', 'all', ...why)
    await expectRun(0, 'cases', 'list', 'demo')
    expect(unused(grants)).toEqual([])
  }, 60_000)

  it('that change a tenant need these rights', async () => {
    const grants = await documented('tenants show', names)
    become('change', grants)
    await expectRun(0, 'tenants', 'update', 'acme', '--quota', 'requestsPerSecond=5')
    await expectRun(0, 'tenants', 'suspend', 'acme', '--reason', 'a test')
    expect(await expectRun(0, 'tenants', 'show', 'acme')).toMatch(/^requestsPerSecond +5$[\s\S]*^reason +a test$/m)
    await expectRun(0, 'tenants', 'resume', 'acme')
    expect(unused(grants)).toEqual([])
  }, 60_000)

  it('on members need these rights', async () => {
    const grants = await documented('members list', names)
    become('members', grants)
    const ada = ['acme', 'ada', '--issuer', 'https://issuer.example.org']
    await expectRun(0, 'members', 'put', ...ada, '--role', 'analyst')
    await expectRun(0, 'members', 'put', ...ada, '--role', 'auditor')
    expect(await expectRun(0, 'members', 'list', 'acme')).toMatch(/^ada +auditor/m)
    await expectRun(0, 'members', 'remove', ...ada)
    await expectRun(1, 'members', 'remove', ...ada)
    expect(unused(grants)).toEqual([])
  }, 60_000)

  it('on what tenants use need these rights', async () => {
    const grants = await documented('usage', names)
    become('usage', grants)
    await expectRun(0, 'usage', 'acme')
    await expectRun(0, 'senders', 'acme')
    expect(unused(grants)).toEqual([])
  }, 60_000)

  it('on owners need these rights', async () => {
    const grants = await documented('owners add', names)
    become('owners', grants)
    const ada = ['ada', '--issuer', 'https://issuer.example.org']
    await expectRun(0, 'owners', 'add', ...ada)
    await expectRun(1, 'owners', 'add', ...ada)
    expect(await expectRun(0, 'owners', 'list')).toContain('ada')
    await expectRun(0, 'owners', 'remove', ...ada)
    expect(unused(grants)).toEqual([])
  }, 60_000)

  it('that remove tenants need these rights', async () => {
    become('tenants', await documented('tenants add', names))
    const tenant = `short-${Date.now()}`
    await expectRun(0, 'tenants', 'add', tenant)
    become('credentials', await documented('credentials add', names))
    await expectRun(0, 'credentials', 'add', tenant, '--key', tenant)
    const grants = await documented('tenants remove', names)
    become('removal', grants)
    await expectRun(0, 'tenants', 'remove', tenant)
    expect(unused(grants)).toEqual([])
  }, 60_000)

  it('on lists need these rights', async () => {
    const grants = await documented('lists raise', names)
    become('lists', grants)
    await expectRun(0, 'lists', 'raise', 'demo', 'all', '2')
    expect(await expectRun(0, 'lists', 'show', 'demo')).toContain('all')
    expect(unused(grants)).toEqual([])
  }, 60_000)

  const defined = { id: 'https://example.com/a', definition: { name: { en: 'a' } } }
  const target = newStatement({ object: defined })

  /** Something of each kind that the index holds, and a request too large for an item. */
  async function history() {
    const refersTo = (id: string, verb = { id: 'https://example.com/v' }) =>
      newStatement({ object: { objectType: 'StatementRef', id }, verb })
    const large = newStatement({ result: { response: randomBytes(150_000).toString('base64') } })
    for (const all of [[target], [refersTo(target.id), refersTo(target.id, VOIDED)], [large]])
      expect((await lrs.post(all)).status).toBe(200)
  }

  it('on the index need these rights to check it', async () => {
    await history()
    const grants = await documented('index check', names)
    become('check', grants)
    expect(await expectRun(0, 'index', 'check')).toContain(' 0 differences')
    expect(await expectRun(0, 'index', 'check', '--tenant', 'demo')).toContain(' 0 differences')
    expect(unused(grants)).toEqual([`s3:ListBucket on arn:aws:s3:::${names.CONTENT_BUCKET}`])
  }, 60_000)

  const call = <T>(operation: string, input: object) => createAwsCall(engines.dynamodb, 'dynamodb')<T>(operation, input)

  /** The claim names a batch that never committed, and a definition was lost. */
  async function damage() {
    const TableName = names.INDEX_TABLE
    const Key = { pk: { S: `demo|S|${target.id}` }, sk: { S: '0' } }
    const { Item } = await call<{ Item: { b: { S: string } } }>('GetItem', { TableName, Key })
    const other = Item.b.S.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
    const set = (key: object, name: string, value: string) =>
      call('UpdateItem', {
        TableName,
        Key: key,
        UpdateExpression: 'SET #n = :v',
        ExpressionAttributeNames: { '#n': name },
        ExpressionAttributeValues: { ':v': { S: value } },
      })
    await set(Key, 'b', other)
    const scan = {
      TableName,
      FilterExpression: 'begins_with(pk, :p)',
      ExpressionAttributeValues: { ':p': { S: 'demo|ACT|' } },
    }
    const { Items } = await call<{ Items: { pk: object; sk: object }[] }>('Scan', scan)
    for (const { pk, sk } of Items) await set({ pk, sk }, 'definition', '{}')
  }

  it('on the index need these rights to make it anew', async () => {
    await damage()
    const grants = await documented('index rebuild', names)
    become('rebuild', grants)
    await expectRun(0, 'index', 'rebuild')
    await expectRun(1, 'index', 'rebuild', '--resume')
    expect(unused(grants)).toEqual([`s3:ListBucket on arn:aws:s3:::${names.CONTENT_BUCKET}`])
  }, 60_000)

  it('on the index need the right to list the bucket, to tell a lost object from a forbidden one', async () => {
    const s3 = new S3Client({
      endpoint: engines.s3,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    })
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: names.CONTENT_BUCKET }))
    for (const { Key } of Contents) await s3.send(new DeleteObjectCommand({ Bucket: names.CONTENT_BUCKET, Key }))
    s3.destroy()
    for (const command of ['check', 'rebuild']) {
      const grants = await documented(`index ${command}`, names)
      become(`lost-${command}`, grants)
      await expectRun(1, 'index', command)
      expect(unused(grants)).not.toContain(`s3:ListBucket on arn:aws:s3:::${names.CONTENT_BUCKET}`)
    }
  }, 60_000)

  it('that look for a stack also need to list tables and buckets', async () => {
    const grants = ['dynamodb:ListTables', 's3:ListAllMyBuckets'].map((action) => ({ action, resource: '*' }))
    const text = await readFile('docs/operating.md', 'utf8')
    for (const { action } of grants) expect(text).toContain(`\`${action}\``)
    become('stack', grants)
    const { err } = await cairn('tenants', 'list', '--stack', 'Nobody')
    expect([err, refused]).toEqual([expect.stringContaining('There is no'), []])
    expect(unused(grants)).toEqual([])
  }, 60_000)
})
