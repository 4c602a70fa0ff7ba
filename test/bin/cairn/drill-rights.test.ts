/** A rehearsed restore with the rights that docs/operating.md names for it, and no others: it works, and uses each of them. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { openAwsProxy } from '../../../local/aws/aws-proxy.ts'
import { createGate } from '../../../local/aws/gate.ts'
import { iamStage } from '../../../local/aws/iam-stage.ts'
import { createTableRestores } from '../../../local/aws/table-restores.ts'
import { createAwsCall } from '../../../local/engines/aws-calls.ts'
import { runCairn } from '../../support/cairn.ts'
import { duringTests, temporaryFolder } from '../../support/during-tests.ts'
import { lrsOf } from '../../support/lrs.ts'
import { tenantOf } from '../../support/runner.ts'
import { newStatement } from '../../support/sent-statements.ts'
import { VOIDED } from '../../support/statements.ts'
import { useRunner } from '../../support/use-runner.ts'

const DOCS = readFileSync(join(import.meta.dirname, '../../../docs/operating.md'), 'utf8')
const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/'
const TABLES = ['STATEMENTS_TABLE', 'INDEX_TABLE', 'DOCUMENTS_TABLE', 'CONTROL_TABLE', 'AUDIT_TABLE']
type Names = { [variable: string]: string }

/** What the docs call a place, as IAM does. */
function resourcesOf(where: string, names: Names): string[] {
  const of = (variable: string, end = '') => `${TABLE}${names[variable]}${end}`
  const bucket = (variable: string, end = '') => [
    `arn:aws:s3:::${names[variable]}${end}`,
    `arn:aws:s3:::${names[variable]}${end}/*`,
  ]
  if (where === 'each table') return TABLES.map((variable) => of(variable))
  if (where === 'drill tables') return TABLES.map((variable) => of(variable, '-drill-*'))
  if (where === 'content bucket') return bucket('CONTENT_BUCKET')
  if (where === 'evidence bucket') return bucket('EVIDENCE_BUCKET')
  if (where === 'drill bucket') return bucket('LAKE_BUCKET', '-drill-*')
  if (where === 'key') return [names.EVIDENCE_KEY ?? '']
  if (where.startsWith('all ')) return ['*']
  return [of(`${where.toUpperCase()}_TABLE`)]
}

const serviceOf = (where: string) =>
  where === 'key' ? 'kms' : where.endsWith('bucket') || where === 'all buckets' ? 's3' : 'dynamodb'

function documented(names: Names) {
  const row = DOCS.split('\n').find((line) => line.startsWith('| `drill ')) ?? ''
  return (row.split('|').at(-2) ?? '').split(';').flatMap((part) => {
    const [where = '', actions = ''] = part.trim().replaceAll('`', '').split(': ')
    return actions.split(', ').map((action) => ({
      Sid: `${where}: ${action}`,
      Effect: 'Allow',
      Action: `${serviceOf(where)}:${action}`,
      Resource: resourcesOf(where, names),
    }))
  })
}

describe('a rehearsed restore', () => {
  const run = useRunner()
  const nowhere = temporaryFolder()
  const used = new Set<string>()
  const refused: string[] = []
  let names: Names
  let statements: ReturnType<typeof documented>
  const aws = duringTests(async () => {
    const { store } = JSON.parse(readFileSync(join(run.home, 'endpoint.json'), 'utf8'))
    names = store.names
    statements = documented(names)
    // As the stack's key has it: who may use it is for IAM to say.
    const byAccount = {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::000000000000:root' },
      Action: 'kms:*',
      Resource: '*',
    }
    const gate = createGate(
      { [names.EVIDENCE_KEY ?? '']: { Version: '2012-10-17', Statement: [byAccount] } },
      { onUse: ({ statement }) => used.add(statement), onRefusal: (refusal) => refused.push(refusal) },
    )
    const caller = {
      arn: 'arn:aws:sts::000000000000:assumed-role/operator/ann',
      policies: [{ name: 'operator', document: { Version: '2012-10-17', Statement: statements } }],
    }
    const iam = iamStage({ gate, principalOf: () => caller, hashKeyOf: () => 'pk' })
    const restores = await createTableRestores(createAwsCall(store.dynamodb, 'dynamodb'), join(run.home, 'other.json'))
    const proxy = await openAwsProxy(store, [iam, restores.stage])
    return {
      endpoint: proxy.endpoint,
      async stop() {
        await restores.stop()
        await proxy.stop()
      },
    }
  })

  const cairn = (...words: string[]) => {
    const { STATEMENT_STREAM: _, ...known } = names
    return runCairn(nowhere, words, {
      ...known,
      ...{ AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'OPERATOR', AWS_SECRET_ACCESS_KEY: 'secret' },
      ...{ AWS_ENDPOINT_URL_DYNAMODB: aws.endpoint, AWS_ENDPOINT_URL_S3: aws.endpoint },
      AWS_ENDPOINT_URL_KMS: aws.endpoint,
    })
  }

  beforeAll(async () => {
    const lrs = lrsOf(run, tenantOf(run, '1.0.3'), '1.0.3')
    const target = newStatement()
    const voids = newStatement({ verb: VOIDED, object: { objectType: 'StatementRef', id: target.id } })
    const large = newStatement({ result: { response: randomBytes(150_000).toString('base64') } })
    for (const all of [[target], [voids], [large]]) expect((await lrs.post(all)).status).toBe(200)
  })

  it('needs these rights, and no others', async () => {
    const said = await cairn(
      'drill',
      '--by',
      'Ann',
      '--out',
      join(nowhere, 'rights'),
      '--signing-key',
      names.EVIDENCE_KEY ?? '',
    )
    expect([said.err, refused]).toEqual([expect.stringContaining('not told'), []])
    expect(said).toMatchObject({ code: 0, out: expect.stringContaining('Signed') })
    expect(await cairn('drill', '--clean')).toMatchObject({ code: 0, out: expect.stringContaining('-drill-') })
    expect(refused).toEqual([])
    const unused = statements.flatMap(({ Sid }) => (used.has(Sid) ? [] : [Sid]))
    // Without a bucket's list S3 calls a missing object forbidden; versions are read where something was overwritten or
    // deleted, and evidence where an hour has a head: a runner that has just been started has none of these.
    const notMet = ['content bucket: GetObjectVersion', 'content bucket: ListBucket', 'evidence bucket: GetObject']
    expect(unused).toEqual(notMet)
  }, 120_000)
})
