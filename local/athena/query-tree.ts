/** A query as DuckDB's parser sees it: which relations it reads, and how its columns are called. */
import type { DuckDBConnection } from '@duckdb/node-api'

/** A part of DuckDB's syntax tree, as JSON. */
export type Tree = null | string | number | boolean | Tree[] | { [member: string]: Tree }
export type Part = { [member: string]: Tree }
/** A name in FROM; the schema is empty where none is written. All in lower case. */
export type RelationName = { schema: string; name: string }

/** `statements` is null for what is no query or no SQL; `mistake` then says why. */
export type ParsedQuery = { statements: Tree; mistake?: string }

export async function parseTree(duckdb: DuckDBConnection, sql: string): Promise<ParsedQuery> {
  const [row] = (await duckdb.runAndReadAll('SELECT json_serialize_sql($1::varchar)', [sql])).getRows()
  const tree: Part = JSON.parse(String(row?.[0]))
  const mistake = textOf(tree.error_message)
  return { statements: tree.statements ?? null, ...(tree.error === true && { mistake }) }
}

/** All names that stand in FROM, those of common table expressions among them. */
export function relationsIn(tree: Tree): RelationName[] {
  if (tree === null || typeof tree !== 'object') return []
  if (Array.isArray(tree)) return tree.flatMap(relationsIn)
  const own =
    tree.type === 'BASE_TABLE'
      ? [{ schema: textOf(tree.schema_name).toLowerCase(), name: textOf(tree.table_name).toLowerCase() }]
      : []
  return [...own, ...Object.values(tree).flatMap(relationsIn)]
}

/** The result's column names where the query gives one; undefined is for what Athena calls `_col<position>`. */
export function outputNames(statements: Tree): (string | undefined)[] | undefined {
  const [statement] = Array.isArray(statements) ? statements : []
  let node = isPart(statement) ? statement.node : undefined
  while (isPart(node) && node.type === 'SET_OPERATION_NODE')
    node = Array.isArray(node.children) ? node.children[0] : node.left
  if (!isPart(node) || !Array.isArray(node.select_list)) return undefined
  const parts = node.select_list.filter((one) => isPart(one))
  if (parts.some(({ class: kind }) => kind === 'STAR')) return undefined
  return parts.map(nameOf)
}

function nameOf({ alias, class: kind, column_names: names }: Part): string | undefined {
  if (textOf(alias) !== '') return textOf(alias)
  return kind === 'COLUMN_REF' && Array.isArray(names) ? textOf(names.at(-1)) : undefined
}

export const isPart = (tree: Tree | undefined): tree is Part =>
  typeof tree === 'object' && tree !== null && !Array.isArray(tree)
export const textOf = (tree: Tree | undefined): string => (typeof tree === 'string' ? tree : '')
