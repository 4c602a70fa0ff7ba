/** What must never be lost: the five tables, the stream of the truth, the buckets. */
import { Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib'
import { ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import {
  ApproximateCreationDateTimePrecision,
  AttributeType,
  BillingMode,
  Table,
  TableEncryption,
  type TableProps,
} from 'aws-cdk-lib/aws-dynamodb'
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Stream, StreamEncryption, StreamMode } from 'aws-cdk-lib/aws-kinesis'
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms'
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type IBucket,
  ObjectLockRetention,
} from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import { ITEM_EXPIRY, KEY, TENANT_TAG } from '../lambdas/runtime/names.ts'

/** The parts of the lake bucket that its writer may write to. */
export const LAKE_WRITES = ['lake/*', 'voids/*', 'quarantine/*', 'state/freshness/*']

/** The parts of it that the trail's writer may write to. */
export const AUDIT_WRITES = ['audit/*', 'quarantine/*']

/** What its writer of usage writes to. */
export const USAGE_WRITES = 'usage/*'

/** What its heartbeat writes to. */
export const HEARTBEAT_WRITES = ['state/freshness/*', 'freshness/*']

/** The parts of the lake bucket whose files compaction replaces, and where it notes what it does. */
export const COMPACTED = ['lake/*', 'voids/*', 'audit/*']
export const COMPACTION_STATE = 'state/compaction/*'

/** What of a day was removed or rewritten: whoever writes rows of it reads that first. */
export const AMENDMENTS = 'state/rewriting/*'

/** In the content bucket, of the tenant that a session is tagged with; large documents alone are ever deleted. */
export const OBJECTS_OF_TENANT = {
  all: `\${aws:PrincipalTag/${TENANT_TAG}}/*`,
  documents: `\${aws:PrincipalTag/${TENANT_TAG}}/documents/*`,
  batches: `\${aws:PrincipalTag/${TENANT_TAG}}/batches/*`,
  openings: `\${aws:PrincipalTag/${TENANT_TAG}}/evidence/*`,
}

/** In the lake bucket, of that tenant: what a removal takes. The trail's files stay. */
export const LAKE_OF_TENANT = ofTenantInLake([
  ...['lake', 'voids', 'usage'],
  ...['state/compaction/unreadable/*', 'state/rewriting'],
])

/** What a removal puts into the evidence; it reads the newest head besides. */
export const CERTIFIED = ['certificates/*', 'keys/*']
export const HEADS = 'heads/*'
/** What a case puts there: leaves of records that stand with another text, and of all changes. */
export const REWRITTEN = ['rewritten/*', 'changed/*']
/** What it reads there, besides heads. */
export const DIGESTED = ['digests/*', 'leaves/*']

/** The openings of digests, in the content bucket beside what they belong to. */
export const OPENINGS = '*/evidence/*'
/** Of the trail that belongs to no tenant. */
export const OWN_OPENINGS = '-/evidence/*'

/** As long as the tables can be restored to any moment. */
const KEPT = Duration.days(35)

/** Where Lambda puts what it could not feed to a consumer of the stream; it decides the prefix itself. */
export const FAILURES = 'aws/lambda/*'

/** As in lambdas/lake/freshness/watermark.ts, which a test compares. */
export const MOST_REPLICATION_MS = 26_000

/** Where Athena writes what queries return, in the lake bucket. */
export const RESULTS = 'results/'

/** `mode`: shards that are paid for by the hour, or on demand. */
export type DataStackProps = StackProps & {
  stream: { mode: number | 'on-demand'; days: number }
  evidence: { lock: 'governance' | 'compliance'; years: number }
}

/** Below these folders of the lake bucket, what is of the tenant that a session is tagged with. */
export function ofTenantInLake(folders: string[]): string[] {
  return folders.map((folder) => `${folder}/tenant=\${aws:PrincipalTag/${TENANT_TAG}}/*`)
}

export class DataStack extends Stack {
  readonly stream: Stream
  /** How long a consumer may try: less than the stream keeps, so that what is given up is not forgotten yet. */
  readonly mostRecordAge: Duration
  readonly statements: Table
  readonly index: Table
  readonly documents: Table
  readonly control: Table
  readonly audit: Table
  readonly accessLogs: Bucket
  readonly content: Bucket
  readonly lake: Bucket
  /** What nobody can change: digests and heads. */
  readonly evidence: Bucket
  /** Signs the heads. */
  readonly signingKey: Key

  constructor(scope: Construct, id: string, { stream: { mode, days }, evidence, ...props }: DataStackProps) {
    super(scope, id, props)

    // Time to repair the lake's writer before anything has to be replayed from the table.
    this.mostRecordAge = Duration.hours(days === 1 ? 18 : 24 * (days - 1))
    this.stream = new Stream(this, 'StatementStream', {
      ...(mode === 'on-demand'
        ? { streamMode: StreamMode.ON_DEMAND }
        : { streamMode: StreamMode.PROVISIONED, shardCount: mode }),
      encryption: StreamEncryption.MANAGED,
      retentionPeriod: Duration.days(days),
    })
    this.watchStream()
    // Only the truth is streamed: every write of a streamed table is paid for twice.
    this.statements = this.table('Statements', {
      kinesisStream: this.stream,
      kinesisPrecisionTimestamp: ApproximateCreationDateTimePrecision.MILLISECOND,
    })
    this.watchReplication()
    this.index = this.table('Index')
    this.documents = this.table('Documents')
    this.control = this.table('Control', { timeToLiveAttribute: ITEM_EXPIRY })
    this.audit = this.table('Audit')

    this.accessLogs = this.bucket('AccessLogs', { lifecycleRules: [{ expiration: Duration.days(365) }] })
    // The cast: CDK's own Bucket is no IBucket under exactOptionalPropertyTypes.
    const logged = { serverAccessLogsBucket: this.accessLogs as IBucket }
    this.content = this.bucket('Content', {
      ...logged,
      serverAccessLogsPrefix: 'content/',
      versioned: true,
      lifecycleRules: [{ noncurrentVersionExpiration: KEPT, expiredObjectDeleteMarker: true }],
    })
    this.lake = this.bucket('Lake', {
      ...logged,
      serverAccessLogsPrefix: 'lake/',
      // A result is a copy of personal data that no erasure would find.
      lifecycleRules: [
        { prefix: RESULTS, expiration: Duration.days(30) },
        // The stream has forgotten by then what they are about.
        { prefix: AMENDMENTS.slice(0, -1), expiration: KEPT },
        // Parts of files that a compaction could not finish.
        { abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
    })
    refuseReplacing(this.content, OPENINGS)
    this.evidence = this.lockedBucket(logged, evidence)
    this.signingKey = new Key(this, 'SigningKey', {
      description: 'Cairn: signs the heads of the evidence',
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy: RemovalPolicy.RETAIN,
    })
  }

  private lockedBucket(props: BucketProps, { lock, years }: DataStackProps['evidence']): Bucket {
    const time = Duration.days(years * 365)
    const bucket = this.bucket('Evidence', {
      ...props,
      serverAccessLogsPrefix: 'evidence/',
      versioned: true,
      objectLockEnabled: true,
      objectLockDefaultRetention:
        lock === 'compliance' ? ObjectLockRetention.compliance(time) : ObjectLockRetention.governance(time),
    })
    refuseReplacing(bucket, '*')
    return bucket
  }

  /** A full shard loses nothing, but the lake and what follows commits fall behind until it has room. */
  private watchStream() {
    this.stream
      .metricWriteProvisionedThroughputExceeded({ statistic: 'Sum', period: Duration.minutes(5) })
      .createAlarm(this, 'StreamFull', {
        alarmDescription: 'The stream has too few shards for what is stored: docs/operating.md, "The stream"',
        threshold: 0,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        evaluationPeriods: 3,
        datapointsToAlarm: 2,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      })
  }

  /** What the lake says of its freshness allows DynamoDB so long to copy a record to the stream. */
  private watchReplication() {
    new Metric({
      namespace: 'AWS/DynamoDB',
      metricName: 'AgeOfOldestUnreplicatedRecord',
      dimensionsMap: { TableName: this.statements.tableName, DelegatedOperation: 'PutRecord' },
      statistic: 'Maximum',
      period: Duration.minutes(1),
    }).createAlarm(this, 'StreamBehind', {
      alarmDescription:
        'DynamoDB is slow to copy records to the stream: docs/operating.md, "How far the lake has come"',
      threshold: MOST_REPLICATION_MS,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
  }

  private table(id: string, props: Partial<TableProps> = {}) {
    return new Table(this, id, {
      partitionKey: { name: KEY.partition, type: AttributeType.STRING },
      sortKey: { name: KEY.sort, type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      ...props,
    })
  }

  /** The name under which a bucket's ARN reaches the other stacks; the rules' findings call it by that. */
  arnExport(bucket: Bucket): string {
    return this.resolve(this.exportValue(bucket.bucketArn))['Fn::ImportValue']
  }

  private bucket(id: string, props: BucketProps) {
    return new Bucket(this, id, {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      removalPolicy: RemovalPolicy.RETAIN,
      ...props,
    })
  }
}

/** Versions keep what was there before, but whoever reads without naming one would read what somebody put on top. */
function refuseReplacing(bucket: Bucket, keys: string): void {
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: 'NeverReplace',
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects(keys)],
      conditions: { Null: { 's3:if-none-match': 'true' } },
    }),
  )
}
