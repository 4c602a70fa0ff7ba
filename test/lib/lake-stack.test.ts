/** The lake's stack: what feeds its writer, and what SQL reads. */
import { describe, expect, it } from '@jest/globals'
import { COLUMNS } from '../../lambdas/lake/columns.ts'
import { QUESTIONS } from '../../lambdas/lake/questions/questions.ts'
import { SETTINGS, synthesized } from '../support/templates.ts'

const template = synthesized()
const source = template.named('LakeWriterSource').properties
const table = template.named('StatementFiles').properties.TableInput
const exported = (name: RegExp) => ({ 'Fn::ImportValue': expect.stringMatching(name) })
const s3 = (rest: string) => ({ 'Fn::Join': ['', ['s3://', exported(/Ref ?Lake5/), rest]] })

describe('the event source of the lake writer', () => {
  it('is the statement stream, from its beginning', () => {
    expect(source).toMatchObject({
      EventSourceArn: exported(/StatementStream.*Arn/),
      FunctionName: { Ref: template.named('LakeWriterFunction').id },
      StartingPosition: 'TRIM_HORIZON',
    })
  })

  it('waits 60 s for a batch, or as long as the setting says', () => {
    expect(source).toMatchObject({ BatchSize: 1000, MaximumBatchingWindowInSeconds: 60 })
    const fast = synthesized(SETTINGS.small).named('LakeWriterSource').properties
    const itsAge = { MaximumRecordAgeInSeconds: expect.any(Number) }
    expect(fast).toEqual({ ...source, ...itsAge, MaximumBatchingWindowInSeconds: 2 })
  })
})

describe.each(['LakeWriter', 'References'])('the event source of %s', (consumer) => {
  const { properties } = template.named(`${consumer}Source`)

  it('retries without limit, halves a batch that ends without an answer, and gives up into the lake bucket', () => {
    expect(properties).toMatchObject({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: -1,
      DestinationConfig: { OnFailure: { Destination: exported(/Lake5.*Arn/) } },
    })
  })

  it('gives up on a record only by its age, six days, and a day before the stream forgets it', () => {
    const kept = template.named('StatementStream').properties.RetentionPeriodHours * 3600
    const day = 24 * 3600
    expect(properties.MaximumRecordAgeInSeconds).toBe(6 * day)
    expect(kept - properties.MaximumRecordAgeInSeconds).toBeGreaterThanOrEqual(day)
  })
})

describe('the Glue table', () => {
  it('is statement_files in the database cairn', () => {
    expect(template.named('Database').properties.DatabaseInput.Name).toBe('cairn')
    expect(template.named('StatementFiles').properties.DatabaseName).toEqual({ Ref: 'Database' })
    expect(table).toMatchObject({ Name: 'statement_files', TableType: 'EXTERNAL_TABLE' })
  })

  it('projects its partitions: tenant injected, dt a day written as text', () => {
    expect(table.PartitionKeys).toEqual([
      { Name: 'tenant', Type: 'string' },
      { Name: 'dt', Type: 'string' },
    ])
    expect(table.Parameters).toEqual({
      classification: 'parquet',
      'projection.enabled': 'true',
      'projection.tenant.type': 'injected',
      'projection.dt.type': 'date',
      'projection.dt.format': 'yyyy-MM-dd',
      'projection.dt.range': '2026-01-01,NOW',
      'projection.dt.interval': '1',
      'projection.dt.interval.unit': 'DAYS',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: these are Athena's placeholders
      'storage.location.template': s3('/lake/tenant=${tenant}/dt=${dt}/'),
    })
  })

  it('has the columns that the writer writes, in their order, in Hive types', () => {
    const { Columns, Location } = table.StorageDescriptor
    expect(Columns.map(({ Name, Type }: { Name: string; Type: string }) => [Name, Type])).toEqual(
      COLUMNS.map(({ name, hive }) => [name, hive]),
    )
    expect(Columns.length).toBeGreaterThan(2)
    expect(Location).toEqual(s3('/lake'))
  })

  it('reads Parquet', () => {
    const { InputFormat, OutputFormat, SerdeInfo } = table.StorageDescriptor
    expect([InputFormat, OutputFormat, SerdeInfo.SerializationLibrary]).toEqual([
      'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
      'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
      'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
    ])
  })
})

describe('the table of voids', () => {
  it('is void_files, projected by tenant alone, so that a query of last week reads no day for its voids', () => {
    const { TableInput } = template.named('VoidFiles').properties
    expect(TableInput).toMatchObject({ Name: 'void_files', PartitionKeys: [{ Name: 'tenant', Type: 'string' }] })
    expect(TableInput.Parameters).toEqual({
      classification: 'parquet',
      'projection.enabled': 'true',
      'projection.tenant.type': 'injected',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: these are Athena's placeholders
      'storage.location.template': s3('/voids/tenant=${tenant}/'),
    })
    const columns = TableInput.StorageDescriptor.Columns.map(({ Name, Type }: { Name: string; Type: string }) => [
      Name,
      Type,
    ])
    expect(columns).toEqual([
      ['voided_statement_id', 'string'],
      ['voided_by', 'string'],
      ['voided_at', 'timestamp'],
      ['sq', 'string'],
    ])
  })
})

describe('the view', () => {
  const viewOf = (construct: string) => {
    const { DatabaseName, TableInput } = template.named(construct).properties
    expect(DatabaseName).toEqual({ Ref: 'Database' })
    expect(TableInput).toMatchObject({ TableType: 'VIRTUAL_VIEW', Parameters: { presto_view: 'true' } })
    const [, encoded = ''] = TableInput.ViewOriginalText.match(/^\/\* Presto View: (\S+) \*\/$/)
    return { name: TableInput.Name, ...JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')) }
  }

  it("statements_all shows each statement once and whether it is voided, in Athena's own form", () => {
    const view = viewOf('StatementsAllView')
    expect(view).toMatchObject({ name: 'statements_all', catalog: 'awsdatacatalog', schema: 'cairn' })
    expect(view.originalSql).toContain('PARTITION BY tenant, dt, statement_id')
    expect(view.columns).toHaveLength(COLUMNS.length + 2 + 3)
    expect(view.columns).toContainEqual({ name: 'voided', type: 'boolean' })
    expect(view.columns).toContainEqual({ name: 'timestamp', type: 'timestamp(3)' })
    expect(view.columns).toContainEqual({ name: 'context_extensions', type: 'map(varchar, varchar)' })
  })

  it('statements leaves the voided ones out', () => {
    const view = viewOf('StatementsView')
    expect(view).toMatchObject({ name: 'statements', catalog: 'awsdatacatalog', schema: 'cairn' })
    expect(view.originalSql).toMatch(/FROM statements_all\s+WHERE NOT voided$/)
    expect(view.columns).toHaveLength(COLUMNS.length + 2)
  })
})

describe('the Athena workgroup', () => {
  it('limits a scan to 100 GiB, encrypts results, and lets no client change that', () => {
    expect(template.of('AWS::Athena::WorkGroup').map(({ properties }) => properties)).toMatchObject([
      {
        WorkGroupConfiguration: {
          EnforceWorkGroupConfiguration: true,
          BytesScannedCutoffPerQuery: 100 * 1024 ** 3,
          ResultConfiguration: {
            EncryptionConfiguration: { EncryptionOption: 'SSE_S3' },
            OutputLocation: s3('/results/'),
          },
        },
      },
    ])
  })
})

describe('compaction', () => {
  const ruleIn = (app: typeof template) => app.named('CompactionSchedule').properties

  it('runs every 20 minutes from 2 to 5 at night, and what fails is not repeated before', () => {
    expect(ruleIn(template)).toMatchObject({
      ScheduleExpression: 'cron(0/20 2-4 * * ? *)',
      State: 'ENABLED',
      Targets: [{ RetryPolicy: { MaximumRetryAttempts: 0 } }],
    })
    expect(template.named('CompactionFunctionEventInvokeConfig').properties).toMatchObject({ MaximumRetryAttempts: 0 })
  })

  it('runs as often as the setting says', () => {
    expect(ruleIn(synthesized(SETTINGS.small))).toMatchObject({ ScheduleExpression: 'rate(1 hour)' })
    expect(ruleIn(synthesized(SETTINGS.large))).toMatchObject({ ScheduleExpression: 'rate(2 minutes)' })
  })

  it('has alarms for runs that fail and for files that cannot be read', () => {
    expect(template.named('CompactionFails').properties).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
    })
    expect(template.named('FilesUnreadable').properties).toMatchObject({
      Namespace: 'Cairn',
      MetricName: 'UnreadableFiles',
      Statistic: 'Maximum',
    })
  })
})

describe("Athena's saved queries", () => {
  const saved = template.of('AWS::Athena::NamedQuery').map(({ properties }) => properties)

  it('are the named questions, in the database and the workgroup of the lake', () => {
    expect(saved.map(({ Name, QueryString }) => [Name, QueryString])).toEqual(
      expect.arrayContaining(QUESTIONS.map(({ name, sql }) => [name, sql])),
    )
    expect(saved).toHaveLength(QUESTIONS.length)
    for (const { Database, WorkGroup } of saved)
      expect({ Database, WorkGroup }).toEqual({ Database: { Ref: 'Database' }, WorkGroup: { Ref: 'Workgroup' } })
  })

  it('say what to write for each parameter, with texts in quotes as Athena wants them', () => {
    const failed = saved.find(({ Name }) => Name === 'failed-questions')
    expect(failed?.Description).toBe(
      "The questions most often answered wrong, with their wrong answers. Values in their order, such as tenant: 'demo', from: '2026-01-01', to: '9999-12-31', question: '', top: 10",
    )
    for (const { Description } of saved) expect(Description.length).toBeLessThanOrEqual(1024)
  })
})
