/** The Glue catalog that Athena reads: tables and views of the templates, and views that were made since. */

/** As in the templates; times, owners and versions are left out. */
export type GlueColumn = { Name: string; Type: string }
export type GlueTable = {
  Name: string
  TableType: string
  PartitionKeys?: GlueColumn[]
  Parameters?: { [name: string]: string }
  StorageDescriptor?: { Columns?: GlueColumn[]; Location?: string }
  ViewOriginalText?: string
}
export type GlueDatabases = { [database: string]: GlueTable[] }

export type Table = {
  kind: 'table'
  database: string
  name: string
  columns: GlueColumn[]
  partitions: GlueColumn[]
  bucket: string
  /** Keys of its files begin with it; `${tenant}` stands for what the query names. */
  prefix: string
  /** Athena refuses a query that does not name its tenants. */
  needsTenant: boolean
}
/** `sql` finds names without a database in the view's own one. */
export type View = { kind: 'view'; database: string; name: string; sql: string }
export type Relation = Table | View

export type Catalog = {
  hasDatabase(database: string): boolean
  find(database: string, name: string): Relation | undefined
  relations(): Relation[]
}

/** Of several databases of one name the tables are put together; the last of two tables of one name counts. */
export function createCatalog(...all: GlueDatabases[]): Catalog {
  const databases = new Set(all.flatMap((one) => Object.keys(one)))
  const relations = new Map<string, Relation>()
  for (const [database, tables] of all.flatMap((one) => Object.entries(one)))
    for (const table of tables) relations.set(`${database}.${table.Name}`, toRelation(database, table))
  return {
    hasDatabase: (database) => databases.has(database),
    find: (database, name) => relations.get(`${database}.${name}`),
    relations: () => [...relations.values()],
  }
}

/** The tenant's place in a location. */
const TENANT = `\${tenant}`

function toRelation(database: string, table: GlueTable): Relation {
  const { Name: name, PartitionKeys: partitions = [], Parameters = {}, StorageDescriptor = {} } = table
  if (table.ViewOriginalText !== undefined) return toView(database, name, table.ViewOriginalText)
  const location = Parameters['storage.location.template'] ?? StorageDescriptor.Location ?? ''
  const [, bucket = '', path = ''] = /^s3:\/\/([^/]+)\/(.*)$/.exec(location) ?? []
  const needsTenant = Parameters['projection.tenant.type'] === 'injected'
  // What varies within a tenant is found by listing.
  const end = path.indexOf('${', path.indexOf(TENANT) + 1)
  const prefix = end === -1 ? `${path.replace(/\/$/, '')}/` : path.slice(0, path.lastIndexOf('/', end) + 1)
  const columns = StorageDescriptor.Columns ?? []
  return { kind: 'table', database, name, columns, partitions, bucket, prefix, needsTenant }
}

/** Athena's own form: the text and the schema of a view as JSON in a comment. */
function toView(database: string, name: string, original: string): View {
  const [, encoded = ''] = /^\/\* Presto View: (\S+) \*\/$/.exec(original) ?? []
  const { originalSql, schema = database } = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'))
  return { kind: 'view', database: schema, name, sql: originalSql }
}

export function toGlueView(database: string, name: string, sql: string): GlueTable {
  const view = { originalSql: sql, catalog: 'awsdatacatalog', schema: database }
  const text = Buffer.from(JSON.stringify(view)).toString('base64')
  return { Name: name, TableType: 'VIRTUAL_VIEW', ViewOriginalText: `/* Presto View: ${text} */` }
}

/** The prefix of one tenant's files. */
export const prefixOf = ({ prefix }: Table, tenant: string): string => prefix.replace(TENANT, tenant)

/** What comes before the tenants. */
export const rootOf = ({ prefix }: Table): string => prefix.split(TENANT)[0] ?? ''
