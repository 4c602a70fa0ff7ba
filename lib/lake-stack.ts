/** The lake: its writer, the table and view that SQL reads, and the workgroup that limits what a query may cost. */
import { Duration, Stack, type StackProps } from 'aws-cdk-lib'
import { CfnNamedQuery, CfnWorkGroup } from 'aws-cdk-lib/aws-athena'
import { Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue'
import type { Construct } from 'constructs'
import { describeQuestion, type Question } from '../lambdas/lake/questions/question.ts'
import { QUESTIONS } from '../lambdas/lake/questions/questions.ts'
import { FRESHNESS_TABLE, type LakeTable, projectionOf, TABLES } from '../lambdas/lake/tables.ts'
import { athenaView, VIEWS, type View } from '../lambdas/lake/views.ts'
import { AUDIT_FORM, METRIC } from '../lambdas/runtime/names.ts'
import { AnalystPolicy } from './analyst-policy.ts'
import type { Bundles } from './bundle.ts'
import { type DataStack, RESULTS } from './data-stack.ts'
import { CairnFunction } from './function.ts'
import { allowAuditWriter, allowCompaction, allowHeartbeat, allowLake } from './iam-rights.ts'
import { type Interval, runEvery } from './schedule.ts'
import { feedFromStream } from './stream-consumer.ts'
import { allowUsageWriter } from './usage-rights.ts'

export type LakeStackProps = StackProps & {
  bundles: Bundles
  data: DataStack
  /** Analysts write it in their queries, so it is not left to CloudFormation. */
  databaseName: string
  windowSeconds: number
  /** How often files are made few, and how long replaced ones stay. */
  compaction: { interval: Interval; keepMinutes: number }
  /** What one query may read at most. */
  scanLimitGb: number
}

/** `statement_files` -> `StatementFiles` */
const constructId = (name: string) => name.replaceAll(/(?:^|[_-])([a-z])/g, (_, letter: string) => letter.toUpperCase())

export class LakeStack extends Stack {
  readonly writer: CairnFunction
  readonly heartbeat: CairnFunction
  readonly compaction: CairnFunction
  readonly auditWriter: CairnFunction
  readonly usageWriter: CairnFunction
  readonly analysts: AnalystPolicy

  constructor(scope: Construct, id: string, props: LakeStackProps) {
    super(scope, id, props)
    this.writer = this.feedWriter(props)
    this.heartbeat = this.scheduleHeartbeat(props)
    this.auditWriter = this.feedAuditWriter(props)
    this.usageWriter = this.scheduleUsage(props)
    this.compaction = this.compact(props)
    this.watchRuns()
    const database = this.database(props)
    for (const table of [...TABLES, FRESHNESS_TABLE]) this.table(props, database, table)
    for (const view of VIEWS) this.view(props, database, view)
    const workgroup = this.workgroup(props)
    for (const question of QUESTIONS) this.savedQuery(question, database, workgroup)
    this.analysts = new AnalystPolicy(this, 'Analyst', { ...props, workgroup: this.stackName })
  }

  private feedWriter({ bundles, data, windowSeconds }: LakeStackProps) {
    const fn = new CairnFunction(this, 'LakeWriter', {
      name: 'lake-writer',
      bundles,
      description: 'Writes the statements of the stream to the lake as Parquet',
      memoryMb: 1769,
      timeout: Duration.minutes(5),
    })
    allowLake(fn, data)
    feedFromStream(fn, data, { batchSize: 1000, windowSeconds })
    return fn
  }

  private feedAuditWriter({ bundles, data, windowSeconds }: LakeStackProps) {
    const fn = new CairnFunction(this, 'AuditWriter', {
      name: 'audit-writer',
      bundles,
      description: 'Writes the trail of audit from the stream to its table and the lake',
      memoryMb: 512,
      timeout: Duration.minutes(2),
    })
    allowAuditWriter(fn, data)
    feedFromStream(fn, data, { batchSize: 1000, windowSeconds, only: { audit: AUDIT_FORM } })
    return fn
  }

  private scheduleHeartbeat({ bundles, data }: LakeStackProps) {
    const fn = new CairnFunction(this, 'LakeHeartbeat', {
      name: 'lake-heartbeat',
      bundles,
      description: 'Finds out how far the lake has come',
      memoryMb: 256,
      timeout: Duration.seconds(30),
    })
    allowHeartbeat(fn, data)
    runEvery(fn, 1, 'How far the lake has come')
    return fn
  }

  private scheduleUsage({ bundles, data }: LakeStackProps) {
    const fn = new CairnFunction(this, 'UsageWriter', {
      name: 'usage-writer',
      bundles,
      description: 'Writes what tenants used to the lake',
      memoryMb: 256,
      timeout: Duration.minutes(5),
    })
    allowUsageWriter(fn, data)
    runEvery(fn, 15, 'What tenants used')
    return fn
  }

  private compact({ bundles, data, compaction: { interval, keepMinutes } }: LakeStackProps) {
    const fn = new CairnFunction(this, 'Compaction', {
      name: 'compaction',
      bundles,
      description: 'Makes few files of many, and removes those that others replace',
      memoryMb: 1769,
      timeout: Duration.minutes(15),
    })
    allowCompaction(fn, data, keepMinutes)
    runEvery(fn, interval, 'Compaction of the lake')
    return fn
  }

  /** Nothing is lost by any, but queries become slow and dear, fail on a damaged file, or tell the usage of another day. */
  private watchRuns() {
    const watch = (id: string, metric: IMetric, alarmDescription: string) =>
      new Alarm(this, id, {
        metric,
        alarmDescription,
        threshold: 0,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        evaluationPeriods: 1,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      })
    const period = Duration.days(1)
    const unreadable = { namespace: METRIC.namespace, metricName: METRIC.unreadableFiles, statistic: 'Maximum', period }
    watch(
      'CompactionFails',
      this.compaction.lambda.metricErrors({ period }),
      'Files of the lake are not made few: docs/operating.md, "Compaction"',
    )
    watch(
      'UsageFails',
      this.usageWriter.lambda.metricErrors({ period }),
      'What tenants used is not written to the lake: docs/tenants.md, "Usage and cost"',
    )
    watch(
      'FilesUnreadable',
      new Metric(unreadable),
      'Files of the lake cannot be read: docs/operating.md, "Compaction"',
    )
  }

  private database({ databaseName }: LakeStackProps) {
    return new CfnDatabase(this, 'Database', {
      catalogId: this.account,
      databaseInput: { name: databaseName, description: 'Cairn: learning records of every tenant' },
    })
  }

  private table({ data }: LakeStackProps, database: CfnDatabase, table: LakeTable) {
    const { name, description, partitions, columns } = table
    const location = `s3://${data.lake.bucketName}/${table.folder}`
    new CfnTable(this, constructId(name), {
      catalogId: this.account,
      databaseName: database.ref,
      tableInput: {
        name,
        description,
        tableType: 'EXTERNAL_TABLE',
        partitionKeys: partitions.map((one) => ({ name: one.name, type: one.hive })),
        parameters: {
          classification: 'parquet',
          ...projectionOf(table, location),
        },
        storageDescriptor: {
          location,
          columns: columns.map((one) => ({ name: one.name, type: one.hive })),
          inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
          outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
          serdeInfo: { serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
        },
      },
    })
  }

  private view({ databaseName }: LakeStackProps, database: CfnDatabase, view: View) {
    const { columns, originalText, expandedText, parameters } = athenaView(view, databaseName)
    new CfnTable(this, `${constructId(view.name)}View`, {
      catalogId: this.account,
      databaseName: database.ref,
      tableInput: {
        name: view.name,
        description: view.description,
        tableType: 'VIRTUAL_VIEW',
        parameters,
        viewOriginalText: originalText,
        viewExpandedText: expandedText,
        // Athena's reader demands a SerDe of a view too, though nothing is ever read with it: without one, each query on the
        // view ends with "Table storage descriptor is missing SerDe info". A view has no location and no formats.
        storageDescriptor: { columns, serdeInfo: { name: '-', serializationLibrary: '-' } },
      },
    })
  }

  private workgroup({ data, scanLimitGb }: LakeStackProps) {
    return new CfnWorkGroup(this, 'Workgroup', {
      name: this.stackName,
      description: 'Queries on the lake, with a limit of what one query may scan',
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        publishCloudWatchMetricsEnabled: true,
        engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
        bytesScannedCutoffPerQuery: scanLimitGb * 1024 ** 3,
        resultConfiguration: {
          outputLocation: `s3://${data.lake.bucketName}/${RESULTS}`,
          encryptionConfiguration: { encryptionOption: 'SSE_S3' },
        },
      },
    })
  }

  /** Athena's console asks for the value of each `?` when the query is run. */
  private savedQuery(question: Question, database: CfnDatabase, workgroup: CfnWorkGroup) {
    new CfnNamedQuery(this, `${constructId(question.name)}Query`, {
      name: question.name,
      description: describeQuestion(question),
      database: database.ref,
      workGroup: workgroup.ref,
      queryString: question.sql,
    })
  }
}
