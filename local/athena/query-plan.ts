/** What a query is about to read: its relations in order, their files, and whether it names its tenants. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { type Catalog, prefixOf, type Relation, rootOf, type Table } from './catalog.ts'
import type { Source } from './duckdb-session.ts'
import { requireGlueRight } from './glue-rights.ts'
import { QueryFailure } from './query-failure.ts'
import { outputNames, parseTree, relationsIn, type Tree } from './query-tree.ts'
import { invalidRequest } from './refusal.ts'
import type { Caller, LakeFiles } from './s3-files.ts'
import { tableWithoutTenant, tenantsNamedIn } from './tenant-rule.ts'

export type QueryPlan = {
  sql: string
  database: string
  relations: Relation[]
  /** Undefined where the query computes one: then it may be any. */
  tenants: Set<string> | undefined
  names: (string | undefined)[] | undefined
}

export type Planner = { plan(sql: string, database: string): Promise<QueryPlan> }

/** @param duckdb only parses */
export function createPlanner(duckdb: DuckDBConnection, catalog: () => Catalog): Planner {
  const closureOf = async (statements: Tree, database: string): Promise<Closure> => {
    const closure: Closure = { relations: [], tenants: tenantsNamedIn(statements) }
    for (const { schema, name } of relationsIn(statements)) {
      const relation = catalog().find(schema || database, name)
      // Another name may be that of a common table expression; if it is nothing, the engine says so.
      if (relation === undefined) continue
      const inner = relation.kind === 'view' ? await closureOfView(relation.sql, relation.database) : EMPTY
      closure.tenants = unionOf(closure.tenants, inner.tenants)
      closure.relations.push(...inner.relations, relation)
    }
    return closure
  }
  const closureOfView = async (sql: string, database: string) =>
    closureOf((await parseTree(duckdb, sql)).statements, database)

  const needsTenant = async (relations: readonly Relation[]): Promise<Set<string>> => {
    const needing = new Set<string>()
    for (const relation of relations) {
      if (relation.kind === 'table' && relation.needsTenant) needing.add(idOf(relation))
      if (relation.kind === 'view' && (await lacking(relation.sql, relation.database, needing)))
        needing.add(idOf(relation))
    }
    return needing
  }
  const lacking = (sql: string, database: string, needing: ReadonlySet<string>) =>
    tableWithoutTenant(duckdb, sql, (schema, name) => {
      const relation = catalog().find(schema || database, name)
      return relation !== undefined && needing.has(idOf(relation))
    })

  return {
    async plan(sql, database) {
      await requireOneStatement(duckdb, sql)
      const { statements, mistake } = await parseTree(duckdb, sql)
      if (mistake !== undefined) throw invalidRequest(`line 1:1: ${mistake}`, 'MALFORMED_QUERY')
      const { relations: read, tenants } = await closureOf(statements, database)
      const relations = [...new Map(read.map((one) => [idOf(one), one])).values()]
      const table = await lacking(sql, database, await needsTenant(relations))
      if (table !== undefined)
        throw new QueryFailure(
          `CONSTRAINT_VIOLATION: For the injected projected partition column tenant, the WHERE clause must contain only static equality conditions, and at least one such condition must be present (${table}).`,
        )
      return { sql, database, relations, tenants, names: outputNames(statements) }
    },
  }
}

type Closure = { relations: Relation[]; tenants: Set<string> | undefined }
const EMPTY: Closure = { relations: [], tenants: new Set() }

const idOf = ({ database, name }: Relation) => `${database}.${name}`
const unionOf = (a: Set<string> | undefined, b: Set<string> | undefined) => (a && b ? new Set([...a, ...b]) : undefined)

async function requireOneStatement(duckdb: DuckDBConnection, sql: string): Promise<void> {
  const isComment = sql.replaceAll(/--.*|\/\*[\s\S]*?\*\//g, '').replaceAll(/[\s;]/g, '') === ''
  if (isComment) throw invalidRequest('Query string must not be empty', 'MALFORMED_QUERY')
  // What is no SQL is told with its place by the parser of one statement.
  const count = await duckdb.extractStatements(sql).then(
    (statements) => statements.count,
    () => 1,
  )
  if (count !== 1) throw invalidRequest('Only one sql statement is allowed.', 'MALFORMED_QUERY')
}

/** Lists and fetches what the query may read, with the rights of its caller. */
export async function fetchSources(
  { relations, tenants }: QueryPlan,
  files: LakeFiles,
  caller: Caller,
): Promise<Source[]> {
  for (const { database, name } of relations)
    await requireGlueRight(caller, 'GetTable', { DatabaseName: database, Name: name })
  const sources: Source[] = []
  for (const relation of relations)
    sources.push({ relation, files: relation.kind === 'view' ? [] : await filesOf(relation, tenants, files, caller) })
  return sources
}

async function filesOf(table: Table, tenants: Set<string> | undefined, files: LakeFiles, caller: Caller) {
  if (!table.needsTenant) return files.fetch(caller, table.bucket, table.prefix)
  const all: string[] = []
  for (const tenant of tenants ?? (await tenantsOf(table, files, caller)))
    all.push(...(await files.fetch(caller, table.bucket, prefixOf(table, tenant))))
  return all
}

async function tenantsOf(table: Table, files: LakeFiles, caller: Caller): Promise<string[]> {
  const root = rootOf(table).replace(/[^/]*$/, '')
  const folders = await files.folders(caller, table.bucket, root)
  return folders.map((name) => name.slice(name.indexOf('=') + 1))
}
