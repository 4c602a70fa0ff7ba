/** What the functions may do that write to the lake, action by action. */
import { describe, expect, it } from '@jest/globals'
import { CONTENT, dynamodb, FED, ofTenant, rights, sessionsOf, statementsOf } from '../support/template-rights.ts'

describe('rights', () => {
  it('of the lake writer are these, action by action', () => {
    expect(rights('LakeWriter')).toEqual({
      ...FED,
      ...sessionsOf('LakeWriter'),
      'Lake.Arn/lake/*': ['s3:PutObject'],
      'Lake.Arn/voids/*': ['s3:PutObject'],
      'Lake.Arn/quarantine/*': ['s3:PutObject'],
      'Lake.Arn/state/freshness/*': ['s3:PutObject'],
      'Lake.Arn/state/rewriting/*': ['s3:GetObject'],
    })
    expect(ofTenant('LakeWriter')).toEqual(CONTENT)
  })

  it("of the trail's writer are these: it changes no entry, and deletes none", () => {
    expect(rights('AuditWriter')).toEqual({
      ...FED,
      'Audit.Arn': dynamodb('GetItem', 'PartiQLInsert'),
      'Lake.Arn/audit/*': ['s3:PutObject'],
      'Lake.Arn/quarantine/*': ['s3:PutObject'],
    })
  })

  it('of the heartbeat are these, action by action', () => {
    expect(rights('LakeHeartbeat')).toEqual({
      'Lake.Arn': ['s3:ListBucket'],
      'Lake.Arn/state/freshness/*': ['s3:GetObject', 's3:PutObject'],
      'Lake.Arn/freshness/*': ['s3:PutObject'],
      'StatementStream.Arn': ['kinesis:ListShards', 'kinesis:PutRecord'],
    })
  })

  it('of the writer of usage are these, and of the table only who the tenants are and what they used', () => {
    expect(rights('UsageWriter')).toEqual({
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
      'Lake.Arn': ['s3:ListBucket'],
      'Lake.Arn/lake/*': files,
      'Lake.Arn/voids/*': files,
      'Lake.Arn/audit/*': files,
      'Lake.Arn/state/compaction/*': files,
      'Lake.Arn/state/rewriting/*': ['s3:GetObject'],
    })
  })
})
