/** What each function may do, action by action, and under which names it learns of its resources. */
import { describe, expect, it } from '@jest/globals'
import {
  CONTENT,
  dynamodb,
  FED,
  granted,
  list,
  ofTenant,
  policies,
  readable,
  rights,
  type Statement,
  sessionsOf,
  statementsOf,
  template,
  XRAY,
} from '../support/template-rights.ts'

const WRITTEN_CONTENT = { ...CONTENT, 'Content.Arn/{tenant}/*': ['s3:GetObject', 's3:PutObject'] }
type Conditions = { [operator: string]: unknown }

const DOCUMENTS = {
  'Documents.Arn': dynamodb('BatchWriteItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query'),
  'Content.Arn/{tenant}/documents/*': ['s3:DeleteObject'],
}
const STATEMENTS = {
  ...WRITTEN_CONTENT,
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
}
const ASKED = {
  'Control.Arn': dynamodb('GetItem', 'Query', 'UpdateItem'),
  'StatementStream.Arn': ['kinesis:PutRecord'],
}

/** What Athena needs besides the files of a tenant. */
const OF_ALL_TENANTS = /:(athena|glue):|^Lake\.Arn\/results\/\*$/

describe('rights', () => {
  it('are one policy for each function, and one for its sessions', () => {
    const functions = template.of('AWS::Lambda::Function').map(({ id }) => id.replace(/Function\w{8}$/, ''))
    const sessions = functions.filter((id) => template.text.includes(`${id}TenantRole`))
    expect(sessions.toSorted()).toEqual([
      'Admin',
      'Digest',
      'Documents',
      'Fallback',
      'LakeWriter',
      'References',
      'Removal',
      'Retention',
      'Rewriter',
      'Statements',
    ])
    expect(policies.map(({ id }) => id.replace(/RoleDefaultPolicy\w{8}$/, '')).toSorted()).toEqual(
      [...functions, ...sessions.map((id) => `${id}Tenant`)].toSorted(),
    )
    expect(template.text).not.toContain('ManagedPolicyArns')
    expect(template.of('AWS::IAM::ManagedPolicy').map(({ id }) => id)).toEqual([expect.stringMatching(/^Analyst/)])
    expect(template.of('AWS::IAM::Role').flatMap(({ properties }) => properties.Policies ?? [])).toEqual([])
  })

  it('of the statements are these, action by action', () => {
    expect(rights('Statements')).toEqual({ ...ASKED, ...sessionsOf('Statements') })
    expect(ofTenant('Statements')).toEqual(STATEMENTS)
  })

  it('of the documents are these, action by action', () => {
    expect(rights('Documents')).toEqual({ ...ASKED, ...sessionsOf('Documents') })
    expect(ofTenant('Documents')).toEqual({
      ...WRITTEN_CONTENT,
      ...DOCUMENTS,
      'Index.Arn': dynamodb('BatchGetItem'),
    })
  })

  it('of the fallback are these, action by action: by itself it reads what nothing is called', () => {
    expect(rights('Fallback')).toEqual({
      ...ASKED,
      ...sessionsOf('Fallback'),
      // Of leases and counts, and of launches.
      'Control.Arn': dynamodb('GetItem', 'Query', 'UpdateItem', 'UpdateItem'),
      'Statements.Arn': dynamodb('GetItem'),
      'Index.Arn': dynamodb('GetItem'),
      'Documents.Arn': dynamodb('GetItem'),
      'Content.Arn': ['s3:ListBucket'],
      'Content.Arn/|health': ['s3:GetObject'],
    })
    const health = statementsOf('Fallback').filter(({ Resource }) =>
      list(Resource).map(readable).includes('Statements.Arn'),
    )
    expect(health.map(({ Condition }) => Condition)).toEqual([
      {
        'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['|health'] },
        Null: { 'dynamodb:LeadingKeys': 'false' },
      },
    ])
    expect(ofTenant('Fallback')).toEqual({ ...STATEMENTS, ...DOCUMENTS })
  })

  it('of the admin API are these, action by action: the data of a tenant are read, but for what a launch says', () => {
    const { 'Control.Arn': control, ...others } = rights('Admin')
    expect(control).toEqual(
      dynamodb(
        'BatchGetItem',
        'BatchWriteItem',
        'DeleteItem',
        'GetItem',
        'PartiQLInsert',
        'PutItem',
        'Query',
        'UpdateItem',
      ),
    )
    const { 'Audit.Arn': audit, 'StatementStream.Arn': stream, 'AdminTenantRole.Arn': sessions, ...questions } = others
    expect([audit, stream, sessions]).toEqual([
      dynamodb('Query'),
      ['kinesis:PutRecord'],
      ['sts:AssumeRole', 'sts:TagSession'],
    ])
    expect(questions).toEqual({
      'Evidence.Arn': ['s3:ListBucket'],
      'Evidence.Arn/*': ['s3:GetObject'],
      'Lake.Arn': ['s3:ListBucket'],
      'Lake.Arn/state/freshness/*': ['s3:GetObject'],
    })
    const all = Object.entries(ofTenant('Admin')).filter(([resource]) => !/:(athena|glue):/.test(resource))
    expect(Object.fromEntries(all)).toEqual({
      ...CONTENT,
      'Statements.Arn': dynamodb('BatchGetItem', 'GetItem', 'PartiQLInsert'),
      'Documents.Arn': dynamodb('GetItem', 'PutItem', 'Query'),
      'Index.Arn': dynamodb('BatchGetItem', 'GetItem', 'Query'),
      'Lake.Arn': ['s3:GetBucketLocation', 's3:ListBucket'],
      'Lake.Arn/lake/tenant={tenant}/*': ['s3:GetObject'],
      'Lake.Arn/voids/tenant={tenant}/*': ['s3:GetObject'],
      // The workgroup of all tenants says where answers lie.
      'Lake.Arn/results/*': ['s3:GetObject', 's3:PutObject'],
    })
  })

  it('of the commit follower are these, action by action', () => {
    expect(rights('References')).toEqual({
      ...FED,
      ...sessionsOf('References'),
      'Control.Arn': dynamodb('GetItem'),
    })
    expect(ofTenant('References')).toEqual({
      ...CONTENT,
      'Statements.Arn': dynamodb('BatchGetItem', 'GetItem', 'PartiQLInsert', 'UpdateItem'),
      'Index.Arn': dynamodb('BatchGetItem', 'GetItem', 'PartiQLInsert', 'PutItem', 'Query', 'UpdateItem'),
    })
  })

  it('of the digest are these: it reads what is stored, puts evidence, and deletes and updates nothing', () => {
    expect(rights('Digest')).toEqual({
      ...sessionsOf('Digest'),
      'Control.Arn': dynamodb('GetItem', 'Query'),
      'Audit.Arn': dynamodb('GetItem', 'Query'),
      'Content.Arn': ['s3:ListBucket'],
      'Content.Arn/-/evidence/*': ['s3:GetObject', 's3:PutObject'],
      'Evidence.Arn': ['s3:ListBucket'],
      'Evidence.Arn/*': ['s3:GetObject', 's3:PutObject'],
      'SigningKey.Arn': ['kms:GetPublicKey', 'kms:Sign'],
    })
    expect(ofTenant('Digest')).toEqual({
      'Statements.Arn': dynamodb('Query'),
      'Index.Arn': dynamodb('Query'),
      'Audit.Arn': dynamodb('GetItem', 'Query'),
      'Content.Arn': ['s3:ListBucket'],
      'Content.Arn/{tenant}/batches/*': ['s3:GetObject'],
      'Content.Arn/{tenant}/evidence/*': ['s3:GetObject', 's3:PutObject'],
    })
  })

  it('to the data of tenants are those of sessions: each names the tenant, on tables and on objects', () => {
    for (const { id, properties } of policies.filter((policy) => policy.id.includes('TenantRole')))
      for (const { Action, Resource, Condition } of properties.PolicyDocument.Statement as Statement[]) {
        const resources = list(Resource)
          .map(readable)
          .filter((resource) => !OF_ALL_TENANTS.test(resource))
        if (resources.length === 0 || Action === 's3:GetBucketLocation') continue
        const names = resources.every((resource) => resource.includes('{tenant}')) ? resources : Condition
        expect([id, resources, JSON.stringify(names)]).toEqual([id, resources, expect.stringContaining('tenant}')])
      }
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

  // @control least-rights
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

  // @control least-rights never-overwritten
  it.each(['Statements', 'Fallback', 'References'])(
    'of %s never reach the record by an update: only its voided positions',
    (role) => {
      const updates = statementsOf(`${role}Tenant`).filter(
        ({ Action, Resource }) =>
          list(Action).includes('dynamodb:UpdateItem') && readable(Resource) === 'Statements.Arn',
      )
      expect(updates.map(({ Condition }) => Condition)).toEqual([
        expect.objectContaining({
          'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['pk', 'sk', 'voided'] },
          StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE', 'UPDATED_OLD', 'UPDATED_NEW'] },
        }),
      ])
    },
  )

  // @control least-rights never-overwritten
  it('to put another text in the place of a record has the rewriter alone', () => {
    const updaters = policies.filter(({ id }) =>
      statementsOf(id.replace(/RoleDefaultPolicy[0-9A-F]{8}$/, '')).some(
        ({ Action, Resource, Condition }) =>
          list(Resource).some((one) => readable(one) === 'Statements.Arn') &&
          /UpdateItem|PutItem|PartiQLUpdate/.test(list(Action).join()) &&
          !JSON.stringify(Condition).includes('voided'),
      ),
    )
    expect(updaters.map(({ id }) => id.replace(/RoleDefaultPolicy[0-9A-F]{8}$/, ''))).toEqual(['RewriterTenant'])
  })

  it('to get an object come with the right to list its bucket: without it S3 says forbidden (403) for missing', () => {
    for (const { id } of policies) {
      const all = granted(id.replace(/RoleDefaultPolicy[0-9A-F]{8}$/, ''))
      const read = Object.keys(all).filter((resource) => all[resource]?.includes('s3:GetObject'))
      for (const objects of read) expect(all[objects.replace(/\/.*$/, '')]).toContain('s3:ListBucket')
    }
  })

  it('change nothing of tenants and credentials: what is counted, leased and used, and launches alone', () => {
    const changes = policies
      .filter(({ id }) => !/^(Admin|Removal|Rewriter)/.test(id))
      .flatMap(({ id }) => statementsOf(id.replace(/RoleDefaultPolicy[0-9A-F]{8}$/, '')))
      .filter(({ Resource }) => list(Resource).map(readable).includes('Control.Arn'))
      .filter(({ Action }) => list(Action).some((action) => !/:(GetItem|BatchGetItem|Query)$/.test(action)))
    const update = (...keys: string[]) => [
      'dynamodb:UpdateItem',
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } },
    ]
    const counts = update('*|leniency', '*|credentials', '*|buckets', '*|usage', '*|senders')
    expect(changes.map(({ Action, Condition }) => [Action, Condition])).toEqual([
      ...['Statements', 'Documents', 'Fallback'].map(() => counts),
      update('|launch|*'),
      [
        dynamodb('DeleteItem', 'PartiQLInsert', 'PutItem'),
        {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['*|cases', '*|retention-look'] },
          Null: { 'dynamodb:LeadingKeys': 'false' },
        },
      ],
    ])
  })

  it('come with the names they need, and no function has a name without the right', () => {
    const table = (id: string) => ({ 'Fn::ImportValue': expect.stringMatching(`ExportsOutputRef${id}[0-9A-F]`) })
    const env = (id: string) => template.named(`${id}Function`).properties.Environment.Variables
    const roleOf = (id: string) => ({ TENANT_ROLE: { 'Fn::GetAtt': [template.named(`${id}TenantRole`).id, 'Arn'] } })
    const shared = {
      INDEX_TABLE: table('Index'),
      CONTROL_TABLE: table('Control'),
      CONTENT_BUCKET: table('Content'),
    }
    const asked = { ...shared, STATEMENT_STREAM: table('StatementStream') }
    const statements = { STATEMENTS_TABLE: table('Statements') }
    const documents = { DOCUMENTS_TABLE: table('Documents') }
    expect(env('Statements')).toEqual({ ...asked, ...statements, ...roleOf('Statements') })
    expect(env('Documents')).toEqual({ ...asked, ...documents, ...roleOf('Documents') })
    expect(env('Fallback')).toEqual({ ...asked, ...statements, ...documents, ...roleOf('Fallback') })
    expect(env('References')).toEqual({ ...shared, ...statements, ...roleOf('References') })
    expect(env('Compaction')).toEqual({ LAKE_BUCKET: table('Lake'), LAKE_KEEP_SECONDS: '72000' })
    expect(env('LakeWriter')).toEqual({
      CONTENT_BUCKET: table('Content'),
      LAKE_BUCKET: table('Lake'),
      ...roleOf('LakeWriter'),
    })
  })
})
