/** The lake: its writer, the table and view that SQL reads, and the workgroup that limits what a query may cost. */
import { Duration, Stack, type StackProps } from 'aws-cdk-lib'
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena'
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue'
import type { Construct } from 'constructs'
import { COLUMNS, PARTITIONS } from '../lambdas/lake/columns.ts'
import { athenaView, FILES_TABLE, STATEMENTS_VIEW } from '../lambdas/lake/views.ts'
import type { Bundles } from './bundle.ts'
import { type DataStack, RESULTS } from './data-stack.ts'
import { CairnFunction } from './function.ts'
import { allowLake } from './iam-rights.ts'
import { feedFromStream } from './stream-consumer.ts'

export type LakeStackProps = StackProps & {
  bundles: Bundles
  data: DataStack
  /** Analysts write it in their queries, so it is not left to CloudFormation. */
  databaseName: string
  windowSeconds: number
}

export class LakeStack extends Stack {
  readonly writer: CairnFunction

  constructor(scope: Construct, id: string, props: LakeStackProps) {
    super(scope, id, props)
    this.writer = this.feedWriter(props)
    const database = this.database(props)
    this.table(props, database)
    this.view(props, database)
    this.workgroup(props)
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

  private database({ databaseName }: LakeStackProps) {
    return new CfnDatabase(this, 'Database', {
      catalogId: this.account,
      databaseInput: { name: databaseName, description: 'Cairn: learning records of every tenant' },
    })
  }

  private table({ data }: LakeStackProps, database: CfnDatabase) {
    const location = `s3://${data.lake.bucketName}/lake`
    new CfnTable(this, 'StatementFiles', {
      catalogId: this.account,
      databaseName: database.ref,
      tableInput: {
        name: FILES_TABLE,
        description: 'The files as they lie, where a statement may lie twice; read the view instead',
        tableType: 'EXTERNAL_TABLE',
        partitionKeys: PARTITIONS.map(({ name, hive }) => ({ name, type: hive })),
        parameters: {
          classification: 'parquet',
          'projection.enabled': 'true',
          'projection.tenant.type': 'injected',
          'projection.dt.type': 'date',
          'projection.dt.format': 'yyyy-MM-dd',
          'projection.dt.range': '2026-01-01,NOW',
          'projection.dt.interval': '1',
          'projection.dt.interval.unit': 'DAYS',
          // Athena demands the slash at the end.
          'storage.location.template': `${location}/tenant=\${tenant}/dt=\${dt}/`,
        },
        storageDescriptor: {
          location,
          columns: COLUMNS.map(({ name, hive }) => ({ name, type: hive })),
          inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
          outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
          serdeInfo: { serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
        },
      },
    })
  }

  private view({ databaseName }: LakeStackProps, database: CfnDatabase) {
    const { columns, originalText, expandedText, parameters } = athenaView(databaseName)
    new CfnTable(this, 'StatementsView', {
      catalogId: this.account,
      databaseName: database.ref,
      tableInput: {
        name: STATEMENTS_VIEW,
        description: 'One row per statement; a query must name its tenant',
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

  private workgroup({ data }: LakeStackProps) {
    new CfnWorkGroup(this, 'Workgroup', {
      name: this.stackName,
      description: 'Queries on the lake, with a limit of what one query may scan',
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        publishCloudWatchMetricsEnabled: true,
        engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
        bytesScannedCutoffPerQuery: 100 * 1024 ** 3,
        resultConfiguration: {
          outputLocation: `s3://${data.lake.bucketName}/${RESULTS}`,
          encryptionConfiguration: { encryptionOption: 'SSE_S3' },
        },
      },
    })
  }
}
