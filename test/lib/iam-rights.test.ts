/** What each function may do, action by action, and under which names it learns of its resources. */
import { describe, expect, it } from '@jest/globals'
import { synthesized } from '../support/templates.ts'

type Conditions = { [operator: string]: unknown }
type Statement = { Effect: string; Action: string | string[]; Resource: unknown; Condition?: unknown }

const template = synthesized()
const policies = template.of('AWS::IAM::Policy')
const list = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value])

/** A resource as one readable line: `Statements.Arn`, `Content.Arn/*`, `*`. */
function readable(resource: unknown): string {
  if (typeof resource === 'string') return resource
  const [[intrinsic, value]] = Object.entries(resource as object) as [[string, never]]
  if (intrinsic === 'Fn::Join') return (value as [string, unknown[]])[1].map(readable).join('')
  if (intrinsic === 'Fn::GetAtt') return (value as string[]).join('.')
  return String(value).replace(/^\w+:ExportsOutputFnGetAtt(\w+?)[0-9A-F]{8}Arn[0-9A-F]{8}$/, '$1.Arn')
}

/** What the role of a function may do: resource -> actions. */
function rights(role: string): { [resource: string]: string[] } {
  const granted: { [resource: string]: string[] } = {}
  for (const { Effect, Action, Resource } of statementsOf(role)) {
    expect(Effect).toBe('Allow')
    for (const resource of list(Resource).map(readable)) {
      granted[resource] = [...(granted[resource] ?? []), ...list(Action)].sort()
    }
  }
  return granted
}

const statementsOf = (role: string): Statement[] =>
  template.named(`${role}RoleDefaultPolicy`).properties.PolicyDocument.Statement

const XRAY = { '*': ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'] }
const LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents']
const dynamodb = (...actions: string[]) => actions.map((action) => `dynamodb:${action}`)
const STREAM = ['DescribeStream', 'DescribeStreamSummary', 'GetRecords', 'GetShardIterator', 'ListShards'].map(
  (action) => `kinesis:${action}`,
)
const DOCUMENTS = {
  'Documents.Arn': dynamodb('BatchWriteItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query'),
  'Content.Arn/*/documents/*': ['s3:DeleteObject'],
}

describe('rights', () => {
  it('are one policy for each function', () => {
    expect(policies).toHaveLength(template.of('AWS::Lambda::Function').length)
    expect(template.text).not.toContain('ManagedPolicyArns')
    expect(template.of('AWS::IAM::ManagedPolicy').map(({ id }) => id)).toEqual([expect.stringMatching(/^Analyst/)])
    expect(template.of('AWS::IAM::Role').flatMap(({ properties }) => properties.Policies ?? [])).toEqual([])
  })

  it.each([
    ['Statements', {}],
    ['Fallback', DOCUMENTS],
  ])('of %s are these, action by action', (role, more) => {
    const logs = template.named(`${role}Logs`).id
    expect(rights(role)).toEqual({
      ...XRAY,
      [`${logs}.Arn`]: LOGS,
      'Statements.Arn': dynamodb('BatchGetItem', 'GetItem', 'PartiQLInsert', 'UpdateItem'),
      'Index.Arn': dynamodb(
        'BatchGetItem',
        'BatchWriteItem',
        'GetItem',
        'PartiQLDelete',
        'PartiQLInsert',
        'PartiQLUpdate',
        'PutItem',
        'Query',
        'UpdateItem',
      ),
      'Control.Arn': dynamodb('GetItem', 'UpdateItem'),
      'Content.Arn': ['s3:ListBucket'],
      'Content.Arn/*': ['s3:GetObject', 's3:PutObject'],
      ...more,
    })
  })

  it('of the documents are these, action by action', () => {
    expect(rights('Documents')).toEqual({
      ...XRAY,
      [`${template.named('DocumentsLogs').id}.Arn`]: LOGS,
      ...DOCUMENTS,
      'Index.Arn': dynamodb('BatchGetItem'),
      'Control.Arn': dynamodb('GetItem', 'UpdateItem'),
      'Content.Arn': ['s3:ListBucket'],
      'Content.Arn/*': ['s3:GetObject', 's3:PutObject'],
    })
  })

  it('of the commit follower are these, action by action', () => {
    expect(rights('References')).toEqual({
      ...XRAY,
      [`${template.named('ReferencesLogs').id}.Arn`]: LOGS,
      'Statements.Arn': dynamodb('BatchGetItem', 'GetItem', 'PartiQLInsert', 'UpdateItem'),
      'Index.Arn': dynamodb('BatchGetItem', 'GetItem', 'PartiQLInsert', 'PutItem', 'Query', 'UpdateItem'),
      'Control.Arn': dynamodb('GetItem'),
      'Content.Arn': ['s3:ListBucket'],
      'Content.Arn/*': ['s3:GetObject'],
      'Lake.Arn': ['s3:ListBucket'],
      'Lake.Arn/aws/lambda/*': ['s3:PutObject'],
      'StatementStream.Arn': STREAM,
    })
  })

  it('of the lake writer are these, action by action', () => {
    expect(rights('LakeWriter')).toEqual({
      ...XRAY,
      [`${template.named('LakeWriterLogs').id}.Arn`]: LOGS,
      'Content.Arn': ['s3:ListBucket'],
      'Content.Arn/*': ['s3:GetObject'],
      'Lake.Arn': ['s3:ListBucket'],
      'Lake.Arn/lake/*': ['s3:PutObject'],
      'Lake.Arn/voids/*': ['s3:PutObject'],
      'Lake.Arn/quarantine/*': ['s3:PutObject'],
      'Lake.Arn/state/freshness/*': ['s3:PutObject'],
      'Lake.Arn/aws/lambda/*': ['s3:PutObject'],
      'StatementStream.Arn': STREAM,
    })
  })

  it('of the heartbeat are these, action by action', () => {
    expect(rights('LakeHeartbeat')).toEqual({
      ...XRAY,
      [`${template.named('LakeHeartbeatLogs').id}.Arn`]: LOGS,
      'Lake.Arn': ['s3:ListBucket'],
      'Lake.Arn/state/freshness/*': ['s3:GetObject', 's3:PutObject'],
      'Lake.Arn/freshness/*': ['s3:PutObject'],
      'StatementStream.Arn': ['kinesis:ListShards', 'kinesis:PutRecord'],
    })
  })

  it('of compaction are these, action by action', () => {
    const files = ['s3:DeleteObject', 's3:GetObject', 's3:PutObject']
    expect(rights('Compaction')).toEqual({
      ...XRAY,
      [`${template.named('CompactionLogs').id}.Arn`]: LOGS,
      'Lake.Arn': ['s3:ListBucket'],
      'Lake.Arn/lake/*': files,
      'Lake.Arn/voids/*': files,
      'Lake.Arn/state/compaction/*': files,
    })
  })

  it('of the digest are these: it reads what is stored, puts evidence, and deletes and updates nothing', () => {
    expect(rights('Digest')).toEqual({
      ...XRAY,
      [`${template.named('DigestLogs').id}.Arn`]: LOGS,
      'Statements.Arn': dynamodb('Query'),
      'Index.Arn': dynamodb('Query'),
      'Control.Arn': dynamodb('GetItem', 'Query'),
      'Content.Arn': ['s3:ListBucket'],
      'Content.Arn/*/batches/*': ['s3:GetObject'],
      'Content.Arn/*/evidence/*': ['s3:GetObject', 's3:PutObject'],
      'Evidence.Arn': ['s3:ListBucket'],
      'Evidence.Arn/*': ['s3:GetObject', 's3:PutObject'],
      'SigningKey.Arn': ['kms:GetPublicKey', 'kms:Sign'],
    })
  })

  it("of the removal are these: it looks through keys, and a session of one tenant removes what is that tenant's", () => {
    const remover = { ...rights('Removal') }
    expect(remover).toMatchObject({
      'Index.Arn': ['dynamodb:Scan'],
      'Documents.Arn': ['dynamodb:Scan'],
      'Evidence.Arn/certificates/*': ['s3:GetObject', 's3:PutObject'],
    })
    const scans = statementsOf('Removal').filter(({ Action }) => list(Action).includes('dynamodb:Scan'))
    expect(scans.map(({ Condition }) => (Condition as Conditions | undefined)?.StringEquals)).toEqual(
      scans.map(() => ({ 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' })),
    )
    const deletes = policies
      .flatMap(({ properties }) => properties.PolicyDocument.Statement as Statement[])
      .filter(
        ({ Action, Resource }) =>
          list(Resource).some((one) => readable(one) === 'Statements.Arn') &&
          /Delete|BatchWrite/.test(list(Action).join()),
      )
    expect(deletes.map(({ Condition }) => (Condition as Conditions | undefined)?.Null)).toEqual([
      { 'dynamodb:LeadingKeys': 'false' },
    ])
  })

  it('have no wildcard but the two actions of X-Ray, which know no resources', () => {
    const statements: Statement[] = policies.flatMap(({ properties }) => properties.PolicyDocument.Statement)
    const wild = statements.filter(
      ({ Action, Resource }) =>
        list(Action).some((action) => action.includes('*')) ||
        list(Resource).some((resource) => /^\*|:\*/.test(readable(resource))),
    )
    expect(wild).toEqual(policies.map(() => ({ Effect: 'Allow', Action: [...XRAY['*']], Resource: '*' })))
  })

  it.each(['Statements', 'Fallback', 'References'])(
    'of %s never reach the record by an update: only its voided positions',
    (role) => {
      const updates = statementsOf(role).filter(
        ({ Action, Resource }) =>
          list(Action).includes('dynamodb:UpdateItem') && readable(Resource) === 'Statements.Arn',
      )
      expect(updates.map(({ Condition }) => Condition)).toEqual([
        {
          'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['pk', 'sk', 'voided'] },
          StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE', 'UPDATED_OLD', 'UPDATED_NEW'] },
        },
      ])
    },
  )

  it('to get an object come with the right to list its bucket: without it S3 says forbidden (403) for missing', () => {
    for (const { id } of policies) {
      const granted = rights(id.replace(/RoleDefaultPolicy[0-9A-F]{8}$/, ''))
      const read = Object.keys(granted).filter((resource) => granted[resource]?.includes('s3:GetObject'))
      for (const objects of read) expect(granted[objects.replace(/\/.*$/, '')]).toContain('s3:ListBucket')
    }
  })

  it('change nothing of tenants and credentials: only the counts of what these were let pass', () => {
    const changes = policies
      .filter(({ id }) => !id.startsWith('Admin'))
      .flatMap(({ id }) => statementsOf(id.replace(/RoleDefaultPolicy[0-9A-F]{8}$/, '')))
      .filter(({ Resource }) => list(Resource).map(readable).includes('Control.Arn'))
      .filter(({ Action }) => list(Action).some((action) => !/:(GetItem|Query)$/.test(action)))
    const condition = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['*|leniency'] } }
    expect(changes.map(({ Action, Condition }) => [Action, Condition])).toEqual(
      ['Statements', 'Documents', 'Fallback'].map(() => ['dynamodb:UpdateItem', condition]),
    )
  })

  it('come with the names they need, and no function has a name without the right', () => {
    const table = (id: string) => ({ 'Fn::ImportValue': expect.stringMatching(`ExportsOutputRef${id}[0-9A-F]`) })
    const shared = {
      INDEX_TABLE: table('Index'),
      CONTROL_TABLE: table('Control'),
      CONTENT_BUCKET: table('Content'),
    }
    const statements = { ...shared, STATEMENTS_TABLE: table('Statements') }
    const documents = { ...shared, DOCUMENTS_TABLE: table('Documents') }
    const env = (id: string) => template.named(id).properties.Environment.Variables
    expect(env('StatementsFunction')).toEqual(statements)
    expect(env('DocumentsFunction')).toEqual(documents)
    expect(env('FallbackFunction')).toEqual({ ...statements, ...documents })
    expect(env('ReferencesFunction')).toEqual(statements)
    expect(env('CompactionFunction')).toEqual({ LAKE_BUCKET: table('Lake'), LAKE_KEEP_SECONDS: '72000' })
    expect(env('LakeWriterFunction')).toEqual({ CONTENT_BUCKET: table('Content'), LAKE_BUCKET: table('Lake') })
  })
})
