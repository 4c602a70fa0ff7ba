/** What each function may do, action by action, and under which names it learns of its resources. */
import { describe, expect, it } from '@jest/globals'
import { synthesized } from '../support/templates.ts'

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
const OWN = `Content.Arn/\${aws:PrincipalTag/tenant}`
/** Whatever is answered is told to the trail first. */
const TRAIL = { 'StatementStream.Arn': ['kinesis:PutRecord'] }
const DOCUMENTS = {
  'Documents.Arn': dynamodb('BatchWriteItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query'),
  [`${OWN}/documents/*`]: ['s3:DeleteObject'],
}
const READS_CONTENT = { 'Content.Arn': ['s3:ListBucket'], [`${OWN}/*`]: ['s3:GetObject'] }
const CONTENT = { ...READS_CONTENT, [`${OWN}/*`]: ['s3:GetObject', 's3:PutObject'] }
const CONTROL = { 'Control.Arn': dynamodb('GetItem', 'Query', 'UpdateItem') }
/** Of keys that nothing has. */
const HEALTH = {
  'Statements.Arn': dynamodb('GetItem'),
  'Index.Arn': dynamodb('GetItem'),
  'Documents.Arn': dynamodb('GetItem'),
  'Content.Arn': ['s3:ListBucket'],
  'Content.Arn/|health': ['s3:GetObject'],
}
const STATEMENTS = { 'Statements.Arn': dynamodb('BatchGetItem', 'GetItem', 'PartiQLInsert', 'UpdateItem') }
const INDEX = {
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
}
/** The functions that work with data, each with a role of sessions for one tenant. */
const WITH_DATA = ['Statements', 'Documents', 'Fallback', 'Admin', 'References', 'LakeWriter']

const OWN_KEYS = { 'dynamodb:LeadingKeys': [`\${aws:PrincipalTag/tenant}|*`] }
const SOME_KEY = { 'dynamodb:LeadingKeys': 'false' }

describe('rights', () => {
  it('are one policy for each function, and one for its sessions where it works with data', () => {
    expect(policies).toHaveLength(template.of('AWS::Lambda::Function').length + WITH_DATA.length)
    expect(template.text).not.toContain('ManagedPolicyArns')
    expect(template.of('AWS::IAM::ManagedPolicy').map(({ id }) => id)).toEqual([expect.stringMatching(/^Analyst/)])
    expect(template.of('AWS::IAM::Role').flatMap(({ properties }) => properties.Policies ?? [])).toEqual([])
  })

  it.each([
    ['Statements', { ...CONTROL, ...TRAIL }],
    ['Documents', { ...CONTROL, ...TRAIL }],
    [
      'Fallback',
      { ...CONTROL, ...TRAIL, ...HEALTH, 'Control.Arn': dynamodb('GetItem', 'Query', 'UpdateItem', 'UpdateItem') },
    ],
  ])('of %s itself reach no data, action by action', (role, own) => {
    expect(rights(role)).toEqual({ ...XRAY, [`${template.named(`${role}Logs`).id}.Arn`]: LOGS, ...own })
  })

  it.each([
    ['Statements', { ...STATEMENTS, ...INDEX, ...CONTENT }],
    ['Documents', { ...DOCUMENTS, 'Index.Arn': dynamodb('BatchGetItem'), ...CONTENT }],
    ['Fallback', { ...STATEMENTS, ...INDEX, ...DOCUMENTS, ...CONTENT }],
    [
      'References',
      {
        ...STATEMENTS,
        'Index.Arn': dynamodb('BatchGetItem', 'GetItem', 'PartiQLInsert', 'PutItem', 'Query', 'UpdateItem'),
        ...READS_CONTENT,
      },
    ],
    ['LakeWriter', READS_CONTENT],
  ])('of a session of %s are these, action by action', (role, data) => {
    expect(rights(`${role}Tenant`)).toEqual(data)
  })

  it('of the commit follower itself are these, action by action', () => {
    expect(rights('References')).toEqual({
      ...XRAY,
      [`${template.named('ReferencesLogs').id}.Arn`]: LOGS,
      'Control.Arn': dynamodb('GetItem'),
      'Lake.Arn': ['s3:ListBucket'],
      'Lake.Arn/aws/lambda/*': ['s3:PutObject'],
      'StatementStream.Arn': STREAM,
    })
  })

  it('of the lake writer itself are these, action by action', () => {
    expect(rights('LakeWriter')).toEqual({
      ...XRAY,
      [`${template.named('LakeWriterLogs').id}.Arn`]: LOGS,
      'Lake.Arn': ['s3:ListBucket'],
      'Lake.Arn/lake/*': ['s3:PutObject'],
      'Lake.Arn/voids/*': ['s3:PutObject'],
      'Lake.Arn/quarantine/*': ['s3:PutObject'],
      'Lake.Arn/state/freshness/*': ['s3:PutObject'],
      'Lake.Arn/aws/lambda/*': ['s3:PutObject'],
      'StatementStream.Arn': STREAM,
    })
  })

  it('of sessions are to the keys of the tenant in their tag, and to no call that names no key', () => {
    for (const role of WITH_DATA) {
      for (const { Action, Resource, Condition } of statementsOf(`${role}Tenant`)) {
        const [first = ''] = list(Action)
        if (first === 's3:ListBucket')
          expect(Condition).toEqual({ StringLike: { 's3:prefix': `\${aws:PrincipalTag/tenant}/*` } })
        else if (first.startsWith('s3:'))
          for (const resource of list(Resource)) expect(readable(resource)).toMatch(/^Content\.Arn\/\$\{.*\}\//)
        else expect(Condition).toMatchObject({ 'ForAllValues:StringLike': OWN_KEYS, Null: SOME_KEY })
        expect(list(Action).filter((action) => /Scan|PartiQLSelect/.test(action))).toEqual([])
      }
    }
  })

  it.each(WITH_DATA)(
    'of %s to take on its role of sessions are its own alone, with exactly the tag of a tenant',
    (id) => {
      const { properties } = template.named(`${id}TenantRole`)
      expect(properties.AssumeRolePolicyDocument.Statement).toEqual([
        {
          Effect: 'Allow',
          Principal: { AWS: { 'Fn::GetAtt': [template.named(`${id}Role`).id, 'Arn'] } },
          Action: ['sts:AssumeRole', 'sts:TagSession'],
          Condition: {
            StringLike: { 'aws:RequestTag/tenant': '?*' },
            'ForAllValues:StringEquals': { 'aws:TagKeys': ['tenant'] },
          },
        },
      ])
    },
  )
  it('of the trail’s writer are these, action by action', () => {
    expect(rights('AuditWriter')).toEqual({
      ...XRAY,
      [`${template.named('AuditWriterLogs').id}.Arn`]: LOGS,
      'Audit.Arn': dynamodb('GetItem', 'PartiQLInsert'),
      'Lake.Arn': ['s3:ListBucket'],
      'Lake.Arn/audit/*': ['s3:PutObject'],
      'Lake.Arn/quarantine/*': ['s3:PutObject'],
      'Lake.Arn/aws/lambda/*': ['s3:PutObject'],
      'StatementStream.Arn': STREAM,
    })
  })

  it('of no role change or delete an item of the trail: they insert where there is none, and read', () => {
    const roles = policies.map(({ id }) => id.replace(/RoleDefaultPolicy[0-9A-F]{8}$/, ''))
    const granted = roles.flatMap((role) => rights(role)['Audit.Arn'] ?? [])
    expect([...new Set(granted)].sort()).toEqual(dynamodb('GetItem', 'PartiQLInsert', 'Query'))
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

  it('of the writer of usage are these, and of the table only who the tenants are and what they used', () => {
    expect(rights('UsageWriter')).toEqual({
      ...XRAY,
      [`${template.named('UsageWriterLogs').id}.Arn`]: LOGS,
      'Control.Arn': dynamodb('Query'),
      'Lake.Arn/usage/*': ['s3:PutObject'],
    })
    expect(statementsOf('UsageWriter').flatMap(({ Condition }) => Condition ?? [])).toEqual([
      {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['|tenants', '*|usage'] },
        Null: { 'dynamodb:LeadingKeys': 'false' },
      },
    ])
  })

  it('of compaction are these, action by action', () => {
    const files = ['s3:DeleteObject', 's3:GetObject', 's3:PutObject']
    expect(rights('Compaction')).toEqual({
      ...XRAY,
      [`${template.named('CompactionLogs').id}.Arn`]: LOGS,
      'Lake.Arn': ['s3:ListBucket'],
      'Lake.Arn/lake/*': files,
      'Lake.Arn/voids/*': files,
      'Lake.Arn/audit/*': files,
      'Lake.Arn/state/compaction/*': files,
    })
  })

  it('have no wildcard but the two actions of X-Ray, which know no resources', () => {
    const statements: Statement[] = policies.flatMap(({ properties }) => properties.PolicyDocument.Statement)
    const wild = statements.filter(
      ({ Action, Resource }) =>
        list(Action).some((action) => action.includes('*')) ||
        list(Resource).some((resource) => /^\*|:\*/.test(readable(resource))),
    )
    const functions = template.of('AWS::Lambda::Function')
    expect(wild).toEqual(functions.map(() => ({ Effect: 'Allow', Action: [...XRAY['*']], Resource: '*' })))
  })

  it.each(['Statements', 'Fallback', 'References'])(
    'of %s never reach the record by an update: only its voided positions',
    (role) => {
      const updates = statementsOf(`${role}Tenant`).filter(
        ({ Action, Resource }) =>
          list(Action).includes('dynamodb:UpdateItem') && readable(Resource) === 'Statements.Arn',
      )
      expect(updates.map(({ Condition }) => Condition)).toEqual([
        {
          'ForAllValues:StringLike': OWN_KEYS,
          Null: SOME_KEY,
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

  it('of xAPI change nothing of tenants and credentials: only their counts and last use, and that a launch was fetched', () => {
    const changes = policies
      .filter(({ id }) => !id.startsWith('Admin'))
      .flatMap(({ id }) => statementsOf(id.replace(/RoleDefaultPolicy[0-9A-F]{8}$/, '')))
      .filter(({ Resource }) => list(Resource).map(readable).includes('Control.Arn'))
      .filter(({ Action }) => list(Action).some((action) => !/:(?:GetItem|Query)$/.test(action)))
    const beginning = (...keys: string[]) => ({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } })
    const counts = [
      'dynamodb:UpdateItem',
      beginning('*|leniency', '*|credentials', '*|buckets', '*|usage', '*|senders'),
    ]
    const launches = ['dynamodb:UpdateItem', beginning('|launch|*')]
    expect(changes.map(({ Action, Condition }) => [Action, Condition])).toEqual([counts, counts, counts, launches])
  })

  it('come with the names they need, and no function has a name without the right', () => {
    const table = (id: string) => ({ 'Fn::ImportValue': expect.stringMatching(`ExportsOutputRef${id}[0-9A-F]`) })
    const trail = { STATEMENT_STREAM: table('StatementStream') }
    const shared = {
      INDEX_TABLE: table('Index'),
      CONTROL_TABLE: table('Control'),
      CONTENT_BUCKET: table('Content'),
    }
    const statements = { ...shared, STATEMENTS_TABLE: table('Statements') }
    const documents = { ...shared, DOCUMENTS_TABLE: table('Documents') }
    const role = (id: string) => ({ TENANT_ROLE: { 'Fn::GetAtt': [template.named(`${id}TenantRole`).id, 'Arn'] } })
    const env = (id: string) => template.named(id).properties.Environment.Variables
    expect(env('StatementsFunction')).toEqual({ ...statements, ...trail, ...role('Statements') })
    expect(env('DocumentsFunction')).toEqual({ ...documents, ...trail, ...role('Documents') })
    expect(env('FallbackFunction')).toEqual({ ...statements, ...documents, ...trail, ...role('Fallback') })
    expect(env('ReferencesFunction')).toEqual({ ...statements, ...role('References') })
    expect(env('CompactionFunction')).toEqual({ LAKE_BUCKET: table('Lake'), LAKE_KEEP_SECONDS: '72000' })
    expect(env('AuditWriterFunction')).toEqual({ AUDIT_TABLE: table('Audit'), LAKE_BUCKET: table('Lake') })
    const lake = { CONTENT_BUCKET: table('Content'), LAKE_BUCKET: table('Lake') }
    expect(env('LakeWriterFunction')).toEqual({ ...lake, ...role('LakeWriter') })
  })
})
