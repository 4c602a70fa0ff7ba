/**
 * Every table of the Glue catalog against the rules of its readers, since no query can be run on Athena from here. Each
 * rule names its source:
 * [T] trinodb/trino, `GlueToTrinoConverter.java`: how a table is read from Glue
 * [V] trinodb/trino, `ViewReaderUtil.java` and `ConnectorViewDefinition.java`: how a view is read from its text
 * [S] Athena's guide, "Set up partition projection"; [P] the same, "Supported types for partition projection"
 * [I] hashicorp/terraform-provider-aws#28517: what Athena says of a view without a SerDe
 * [G] what `glue get-tables` gives of a view that Athena made: getredash/redash, `tests/query_runner/test_athena.py`
 */
import { describe, expect, it } from '@jest/globals'
import { openLake } from '../../bin/query/duckdb-lake.ts'
import { synthesized } from '../support/templates.ts'

type Column = { Name: string; Type: string }
// biome-ignore lint/suspicious/noExplicitAny: a template is JSON of every shape
type TableInput = any

const template = synthesized()
const tables: [string, TableInput][] = template
  .of('AWS::Glue::Table')
  .map(({ properties }) => [properties.TableInput.Name, properties.TableInput])
const typed = (type: string) => tables.filter(([, { TableType }]) => TableType === type)
const names = (columns: Column[]) => columns.map(({ Name }) => Name)

it('knows every type of table that the template has', () => {
  expect(tables.map(([name, { TableType }]) => [name, TableType])).toEqual([
    ['statement_files', 'EXTERNAL_TABLE'],
    ['void_files', 'EXTERNAL_TABLE'],
    ['audit_files', 'EXTERNAL_TABLE'],
    ['usage_files', 'EXTERNAL_TABLE'],
    ['freshness', 'EXTERNAL_TABLE'],
    ['statements_all', 'VIRTUAL_VIEW'],
    ['statements', 'VIRTUAL_VIEW'],
    ['results', 'VIRTUAL_VIEW'],
    ['attempts', 'VIRTUAL_VIEW'],
    ['audit', 'VIRTUAL_VIEW'],
    ['usage', 'VIRTUAL_VIEW'],
  ])
})

describe.each(tables)('%s, as any table', (_, { StorageDescriptor, PartitionKeys = [] }) => {
  it('has a storage descriptor with a SerDe, without which no reader gets past the table [T] [I]', () => {
    const { SerializationLibrary } = StorageDescriptor.SerdeInfo
    expect(SerializationLibrary).toEqual(expect.stringMatching(/./))
  })

  it("has columns of Hive's types, in lower case, each name once and no partition key among them [T]", () => {
    const columns: Column[] = [...StorageDescriptor.Columns, ...PartitionKeys]
    expect(new Set(names(columns)).size).toBe(columns.length)
    for (const { Name, Type } of columns) {
      expect(Name).toMatch(/^[a-z][a-z0-9_]*$/)
      expect(Type).toMatch(/^(?:string|boolean|double|bigint|timestamp|array<.+>|map<.+>)$/)
    }
  })
})

describe.each(typed('VIRTUAL_VIEW'))('%s, as a view', (name, input) => {
  const view = viewOf(input)

  it('is marked as a view of Presto, else it is read as one of Hive [V]', () => {
    expect(input.Parameters.presto_view).toBe('true')
    expect(input.ViewExpandedText).toBe('/* Presto View */')
  })

  it('says what it selects, where names are looked up, and what it gives [V]', () => {
    expect(view).toMatchObject({ originalSql: expect.any(String), catalog: 'awsdatacatalog', schema: 'cairn' })
    expect(view.columns.length).toBeGreaterThan(0)
    // "owner cannot be present with runAsInvoker"
    expect([view.runAsInvoker, view.owner]).toEqual([undefined, undefined])
  })

  it('gives the columns of its storage descriptor, in their order, in the types that Trino has for them [V]', () => {
    const { Columns } = input.StorageDescriptor
    expect(view.columns.map(({ name }) => name)).toEqual(names(Columns))
    expect(view.columns.map(({ type }) => type)).toEqual(Columns.map(({ Type }: Column) => trinoTypeOf(Type)))
  })

  it('gives the columns that its SQL has, in the types they have there, or it would be stale [V]', async () => {
    const lake = await openLake('/nowhere')
    const columns = (await lake.runAndReadAll(`DESCRIBE ${name}`)).getRowObjects()
    expect(
      columns.map(({ column_name: column, column_type: type }) => [column, trinoTypeOfDuckDb(String(type))]),
    ).toEqual(view.columns.map((column) => [column.name, column.type]))
  })

  it('lies nowhere and has no partitions: Athena writes no location and no formats for a view [G]', () => {
    const { Location = '', InputFormat, OutputFormat } = input.StorageDescriptor
    expect([Location, InputFormat, OutputFormat, input.PartitionKeys ?? []]).toEqual(['', undefined, undefined, []])
  })
})

describe.each(typed('EXTERNAL_TABLE'))('%s, as a table of files', (_, { StorageDescriptor, ...input }) => {
  const { Parameters = {}, PartitionKeys = [] } = input
  const keys: Column[] = PartitionKeys

  it('says where its files lie and by which classes they are read: one format, not a mixture [T]', () => {
    const { Location, InputFormat, OutputFormat, SerdeInfo } = StorageDescriptor
    const hive = 'org.apache.hadoop.hive.ql.io.parquet'
    expect(JSON.stringify(Location)).toContain('s3://')
    expect([InputFormat, OutputFormat, SerdeInfo.SerializationLibrary]).toEqual([
      `${hive}.MapredParquetInputFormat`,
      `${hive}.MapredParquetOutputFormat`,
      `${hive}.serde.ParquetHiveSerDe`,
    ])
  })

  it('projects each of its partition keys, and no column that is none [S]', () => {
    expect(Parameters['projection.enabled']).toBe(keys.length > 0 ? 'true' : undefined)
    const projected = Object.keys(Parameters).flatMap((name) => name.match(/^projection\.(\w+)\.type$/)?.[1] ?? [])
    expect(projected.toSorted()).toEqual(names(keys).toSorted())
  })

  it('gives each projection what its type requires: of a date a range and a format, of injected nothing [P]', () => {
    for (const { Name, Type } of keys) {
      const of = (property: string): string | undefined => Parameters[`projection.${Name}.${property}`]
      const own = Object.keys(Parameters).filter((name) => name.startsWith(`projection.${Name}.`))
      if (of('type') === 'injected') expect(own).toEqual([`projection.${Name}.type`])
      else {
        expect(of('type')).toBe('date')
        // The format must give back the text of the folder, and the range must be written in it or relative to NOW.
        expect([Type, of('format')]).toEqual(['string', 'yyyy-MM-dd'])
        expect(of('range')).toMatch(/^\d{4}-\d\d-\d\d,NOW$/)
        expect(of('interval')).toMatch(/^[1-9]\d*$/)
        // Required where the format is not of days or months alone.
        expect(of('interval.unit')).toMatch(/^(?:YEARS|MONTHS|WEEKS|DAYS|HOURS|MINUTES|SECONDS)$/)
      }
    }
  })

  it('has a location template with each key once, each a folder, that ends with a slash [S]', () => {
    const template = Parameters['storage.location.template']
    if (keys.length === 0) return expect(template).toBeUndefined()
    const text = JSON.stringify(template)
    for (const name of names(keys)) expect(text.split(`\${${name}}`)).toHaveLength(2)
    expect(text.match(/\$\{\w+\}/g)).toHaveLength(keys.length)
    const location = JSON.stringify(StorageDescriptor.Location).replace(/"?\]*\}?$/, '')
    expect(text.startsWith(location)).toBe(true)
    const [, folders = ''] = text.match(/(\/\w+=\$\{.*)"\]*\}?$/) ?? []
    expect(folders).toBe(
      `${names(keys)
        .map((name) => `/${name}=\${${name}}`)
        .join('')}/`,
    )
  })
})

type View = {
  originalSql: string
  catalog: string
  schema: string
  columns: { name: string; type: string }[]
  owner?: string
  runAsInvoker?: boolean
}

/** A comment of SQL that holds JSON in base64, to the letter [V]. */
function viewOf({ ViewOriginalText }: TableInput): View {
  const [, encoded = ''] = ViewOriginalText.match(/^\/\* Presto View: ([A-Za-z0-9+/]+={0,2}) \*\/$/)
  return JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'))
}

/** Trino's name of a Hive type; a struct's fields are `name type`. Written apart from the code that makes the view. */
const trinoTypeOf = (hive: string) =>
  hive
    .replaceAll('struct<', 'row(')
    .replaceAll('<', '(')
    .replaceAll('>', ')')
    .replaceAll(':', ' ')
    .replaceAll(',', ', ')
    .replaceAll(/\bstring\b/g, 'varchar')
    .replaceAll(/\btimestamp\b/g, 'timestamp(3)')

/** The same of a type that DuckDB has found out for itself. */
const trinoTypeOfDuckDb = (type: string): string => {
  if (type.endsWith('[]')) return `array(${trinoTypeOfDuckDb(type.slice(0, -2))})`
  return type
    .toLowerCase()
    .replaceAll('"', '')
    .replace(/^struct\(/, 'row(')
    .replaceAll(/\btimestamp\b/g, 'timestamp(3)')
}
