/** The stack of tables, stream and buckets: what must never be lost is protected. */
import { describe, expect, it } from '@jest/globals'
import { SETTINGS, synthesized } from '../support/templates.ts'

const template = synthesized()
const tables = template.of('AWS::DynamoDB::Table')
const buckets = template.of('AWS::S3::Bucket').filter(({ stack }) => stack === 'CairnData')
const ids = (resources: { id: string }[]) => resources.map(({ id }) => id.replace(/[0-9A-F]{8}$/, ''))

describe('tables', () => {
  it('are Statements, Index, Documents, Control and Audit, and no more', () => {
    expect(ids(tables)).toEqual(['Statements', 'Index', 'Documents', 'Control', 'Audit'])
  })

  // @control kept-and-restorable encrypted
  it.each(tables)('$id is encrypted, recoverable, protected, retained, paid per request', (table) => {
    expect(table.properties).toMatchObject({
      SSESpecification: { SSEEnabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
      BillingMode: 'PAY_PER_REQUEST',
    })
    expect([table.json.DeletionPolicy, table.json.UpdateReplacePolicy]).toEqual(['Retain', 'Retain'])
  })

  it.each(tables)('$id has the keys pk and sk, both strings, and no index', (table) => {
    expect(table.properties.KeySchema).toEqual([
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ])
    expect(table.properties.AttributeDefinitions).toEqual([
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ])
    expect(table.properties).not.toHaveProperty('GlobalSecondaryIndexes')
  })

  it('feed the stream from Statements, in milliseconds, and from no other', () => {
    const stream = template.named('StatementStream')
    const destinations = tables.map(({ properties }) => properties.KinesisStreamSpecification)
    expect(destinations).toEqual([
      {
        StreamArn: { 'Fn::GetAtt': [stream.id, 'Arn'] },
        ApproximateCreationDateTimePrecision: 'MILLISECOND',
      },
      undefined,
      undefined,
      undefined,
    ])
    expect(tables.filter(({ properties }) => 'StreamSpecification' in properties)).toEqual([])
  })
})

describe('the stream', () => {
  const streams = template.of('AWS::Kinesis::Stream')

  it('is one, encrypted, of one shard that is paid for by the hour, keeps a week, and is retained', () => {
    expect(ids(streams)).toEqual(['StatementStream'])
    expect(streams[0]?.properties).toEqual({
      StreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' },
      StreamModeDetails: { StreamMode: 'PROVISIONED' },
      ShardCount: 1,
      RetentionPeriodHours: 168,
    })
    expect(streams[0]?.json.DeletionPolicy).toBe('Retain')
  })

  it('has as many shards as are asked for, or grows on demand, and keeps what is asked for', () => {
    const streamOf = (settings: Parameters<typeof synthesized>[0]) =>
      synthesized(settings).named('StatementStream').properties
    expect(streamOf(SETTINGS.small)).toMatchObject({ StreamModeDetails: { StreamMode: 'PROVISIONED' }, ShardCount: 3 })
    const onDemand = streamOf(SETTINGS.large)
    expect(onDemand).toMatchObject({ StreamModeDetails: { StreamMode: 'ON_DEMAND' }, RetentionPeriodHours: 48 })
    expect(onDemand).not.toHaveProperty('ShardCount')
  })

  it('lets its consumers give up a day before it forgets, or 18 hours after if it keeps one', () => {
    const agesIn = (app: ReturnType<typeof synthesized>) =>
      app.of('AWS::Lambda::EventSourceMapping').map(({ properties }) => properties.MaximumRecordAgeInSeconds / 3_600)
    expect([agesIn(template), agesIn(synthesized(SETTINGS.small))]).toEqual([
      [144, 144, 144],
      [18, 18, 18],
    ])
  })

  // @control watched
  it('has alarms for when its shards refuse records, and for when the table waits with them', () => {
    const alarms = template.of('AWS::CloudWatch::Alarm').filter(({ stack }) => stack === 'CairnData')
    expect(alarms.map(({ properties }) => properties)).toMatchObject([
      {
        Namespace: 'AWS/Kinesis',
        MetricName: 'WriteProvisionedThroughputExceeded',
        Dimensions: [{ Name: 'StreamName', Value: { Ref: streams[0]?.id } }],
        Statistic: 'Sum',
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: 'notBreaching',
      },
      { Namespace: 'AWS/DynamoDB', MetricName: 'AgeOfOldestUnreplicatedRecord', TreatMissingData: 'notBreaching' },
    ])
  })
})

describe('buckets', () => {
  it('are content, lake, evidence and their access logs', () => {
    expect(ids(buckets)).toEqual(['AccessLogs', 'Content', 'Lake', 'Evidence'])
  })

  // @control encrypted
  it.each(buckets)('$id is encrypted, closed to the public, retained', (bucket) => {
    expect(bucket.properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    })
    expect(bucket.properties.BucketEncryption.ServerSideEncryptionConfiguration).toEqual([
      { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
    ])
    expect([bucket.json.DeletionPolicy, bucket.json.UpdateReplacePolicy]).toEqual(['Retain', 'Retain'])
  })

  // @control encrypted
  it.each(buckets)('$id refuses everything that comes without TLS', (bucket) => {
    const policies = template
      .of('AWS::S3::BucketPolicy')
      .filter(({ properties }) => properties.Bucket.Ref === bucket.id)
      .flatMap(({ properties }) => properties.PolicyDocument.Statement)
    const arn = { 'Fn::GetAtt': [bucket.id, 'Arn'] }
    expect(policies).toContainEqual({
      Action: 's3:*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Resource: [arn, { 'Fn::Join': ['', [arn, '/*']] }],
    })
  })

  // @control kept-and-restorable
  it('keep content that was replaced or deleted as long as tables can be restored, 35 days, and log who reads content and lake', () => {
    const logs = { Ref: template.named('AccessLogs').id }
    const { VersioningConfiguration, LifecycleConfiguration } = template.named('Content').properties
    expect(VersioningConfiguration).toEqual({ Status: 'Enabled' })
    expect(LifecycleConfiguration.Rules).toEqual([
      { ExpiredObjectDeleteMarker: true, NoncurrentVersionExpiration: { NoncurrentDays: 35 }, Status: 'Enabled' },
    ])
    expect(buckets.map(({ properties }) => properties.LoggingConfiguration?.DestinationBucketName)).toEqual([
      undefined,
      logs,
      logs,
      logs,
    ])
  })

  it('lose query results after 30 days, what is no longer in the stream to leave out, and of the lake nothing else', () => {
    expect(template.named('Lake').properties.LifecycleConfiguration.Rules).toEqual([
      { ExpirationInDays: 30, Prefix: 'results/', Status: 'Enabled' },
      { ExpirationInDays: 35, Prefix: 'state/rewriting/', Status: 'Enabled' },
      { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, Status: 'Enabled' },
    ])
  })
})

describe('evidence', () => {
  const lockOf = (resources: ReturnType<typeof synthesized>) => resources.named('Evidence').properties

  // @control evidence-locked
  it('is locked for ten years as it is put, and nothing of it can be replaced, nor salts beside the records', () => {
    expect(lockOf(template)).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 3650 } } },
      VersioningConfiguration: { Status: 'Enabled' },
    })
    const denied = template.of('AWS::S3::BucketPolicy').flatMap(({ properties }) => {
      const all: { Sid?: string; Action: string; Condition: object }[] = properties.PolicyDocument.Statement
      return all.filter(({ Sid }) => Sid === 'NeverReplace').map(({ Action, Condition }) => ({ Action, Condition }))
    })
    const one = { Action: 's3:PutObject', Condition: { Null: { 's3:if-none-match': 'true' } } }
    expect(denied).toEqual([one, one])
  })

  // @control evidence-locked
  it('is locked for everybody, and for longer, where the operator says so', () => {
    const strict = synthesized(SETTINGS.small)
    expect(lockOf(strict).ObjectLockConfiguration.Rule.DefaultRetention).toEqual({ Mode: 'COMPLIANCE', Days: 9125 })
  })

  it('is signed by a key of the curve P-256 that does nothing else and is retained', () => {
    const key = template.named('SigningKey')
    expect(key.properties).toMatchObject({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' })
    expect([key.json.DeletionPolicy, key.json.UpdateReplacePolicy]).toEqual(['Retain', 'Retain'])
  })
})

describe('the templates', () => {
  it('name no account, no region and no partition', () => {
    expect(template.text).not.toMatch(/[":]\d{12}[":]/)
    expect(template.text).not.toMatch(
      /\b(us|eu|ap|sa|ca|me|af|il|mx)(-gov)?-(north|south|east|west|central)[a-z]*-\d\b/,
    )
    expect(template.text).not.toContain('arn:aws')
  })
})
