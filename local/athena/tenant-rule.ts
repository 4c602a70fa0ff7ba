/**
 * The rule of Athena that a query names its tenants: `tenant` is an injected partition of the table, so each reading of
 * it needs `tenant = '...'` or `tenant IN (...)` with constants. A query that runs here should run there.
 * https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { isPart, type Part, parseTree, type Tree, textOf } from './query-tree.ts'

/** Whether a table is one that a query must name the tenant of; the schema is empty where none is written. */
export type NeedsTenant = (schema: string, table: string) => boolean

/** @returns the first of the tables that the query reads without a tenant; nothing for what is no query */
export async function tableWithoutTenant(
  lake: DuckDBConnection,
  sql: string,
  needsTenant: NeedsTenant,
): Promise<string | undefined> {
  const { statements } = await parseTree(lake, sql)
  return unnamed(statements, false, needsTenant)
}

/** @param isNamed whether the queries around this one name the tenant of what it gives them */
function unnamed(tree: Tree, isNamed: boolean, needsTenant: NeedsTenant): string | undefined {
  if (tree === null || typeof tree !== 'object') return undefined
  if (Array.isArray(tree)) return first(tree, (part) => unnamed(part, isNamed, needsTenant))
  return tree.type === 'SELECT_NODE'
    ? unnamedInSelect(tree, isNamed, needsTenant)
    : first(Object.values(tree), (part) => unnamed(part, isNamed, needsTenant))
}

function unnamedInSelect(select: Part, isNamed: boolean, needsTenant: NeedsTenant): string | undefined {
  const { from_table: from = null, where_clause: where = null, cte_map: ctes = null, ...rest } = select
  const sources = sourcesOf(from)
  const conditions = [where, ...joinConditionsOf(from)].flatMap(conjunctsOf)
  const named = namedAmong(
    sources.map(({ alias }) => alias),
    conditions,
  )
  const lacking = sources.find(
    ({ schema, table, alias }) => needsTenant(schema, table) && !isNamed && !named.has(alias),
  )
  if (lacking !== undefined) return lacking.table
  return (
    first(sources, ({ alias, query }) => unnamed(query, isNamed || named.has(alias), needsTenant)) ??
    // Whoever reads it may name the tenant: here, or in another one of them.
    first(ctesOf(ctes), (cte) =>
      unnamed(
        cte,
        isNamed || [from, where, ...ctesOf(ctes)].some((part) => part !== cte && namesTenant(part)),
        needsTenant,
      ),
    ) ??
    first([where, ...joinConditionsOf(from), ...Object.values(rest)], (part) => unnamed(part, false, needsTenant))
  )
}

type Source = { schema: string; table: string; alias: string; query: Tree }

/** What stands in FROM, joins taken apart. */
function sourcesOf(from: Tree): Source[] {
  if (!isPart(from)) return []
  if (from.type === 'JOIN') return [...sourcesOf(from.left ?? null), ...sourcesOf(from.right ?? null)]
  const table = from.type === 'BASE_TABLE' ? textOf(from.table_name).toLowerCase() : ''
  const schema = from.type === 'BASE_TABLE' ? textOf(from.schema_name).toLowerCase() : ''
  const query = from.type === 'SUBQUERY' ? (from.subquery ?? null) : null
  return [{ schema, table, alias: textOf(from.alias).toLowerCase() || table, query }]
}

function joinConditionsOf(from: Tree): Tree[] {
  if (!isPart(from) || from.type !== 'JOIN') return []
  const { left = null, right = null, condition = null, using_columns: using } = from
  const same = Array.isArray(using) && using.some(isTenantName) ? [SAME_TENANT] : []
  return [condition, ...same, ...joinConditionsOf(left), ...joinConditionsOf(right)]
}

/** Stands for `USING (tenant)`: all sources have one tenant. */
const SAME_TENANT: Tree = 'same tenant'

const conjunctsOf = (condition: Tree): Tree[] =>
  isPart(condition) && condition.type === 'CONJUNCTION_AND' && Array.isArray(condition.children)
    ? condition.children.flatMap(conjunctsOf)
    : [condition]

/** The sources whose tenant the conditions name: with constants, or as that of another such source. */
function namedAmong(aliases: string[], conditions: Tree[]): Set<string> {
  const named = new Set<string>()
  const add = (alias: string) => {
    for (const one of alias === '' ? aliases : [alias]) named.add(one)
  }
  for (const condition of conditions) for (const alias of constantTenants(condition)) add(alias)
  for (let before = -1; named.size > before; ) {
    before = named.size
    for (const condition of conditions) {
      if (condition === SAME_TENANT && named.size > 0) add('')
      const [one, other] = equalTenants(condition)
      if (one === undefined || other === undefined) continue
      if (named.has(one)) add(other)
      else if (named.has(other)) add(one)
    }
  }
  return named
}

/** The alias of each tenant that a condition compares with constants: `''` where none is written. */
function constantTenants(condition: Tree): string[] {
  if (!isPart(condition)) return []
  if (condition.type === 'COMPARE_EQUAL') {
    const { left = null, right = null } = condition
    return [isStatic(right) ? tenantOf(left) : undefined, isStatic(left) ? tenantOf(right) : undefined].flatMap(
      (alias) => alias ?? [],
    )
  }
  const children = Array.isArray(condition.children) ? condition.children : []
  if (condition.type === 'COMPARE_IN') {
    const [column = null, ...values] = children
    return values.every(isStatic) ? [tenantOf(column) ?? []].flat() : []
  }
  if (condition.type !== 'CONJUNCTION_OR') return []
  const [some = [], ...others] = children.map(constantTenants)
  return some.filter((alias) => others.every((other) => other.includes(alias)))
}

function equalTenants(condition: Tree): (string | undefined)[] {
  if (!isPart(condition) || condition.type !== 'COMPARE_EQUAL') return []
  return [tenantOf(condition.left ?? null), tenantOf(condition.right ?? null)]
}

/**
 * The tenants that a query compares with anywhere: of no other tenant can it read anything, if it keeps the rule.
 * @returns undefined where one is computed, so that it may be any
 */
export function tenantsNamedIn(tree: Tree): Set<string> | undefined {
  const named = new Set<string>()
  const isComputed = contains(tree, (part) => {
    for (const value of tenantValuesOf(part)) {
      if (value === undefined) return true
      named.add(value)
    }
    return false
  })
  return isComputed ? undefined : named
}

/** What a condition compares `tenant` with; undefined for what is no text. Another column adds nothing of its own. */
function tenantValuesOf({ type, left = null, right = null, children }: Part): (string | undefined)[] {
  const [column = null, ...values] = Array.isArray(children) ? children : []
  if (type === 'COMPARE_IN') return tenantOf(column) === undefined ? [] : values.map(constantText)
  if (type !== 'COMPARE_EQUAL') return []
  const [one, other] = [tenantOf(left), tenantOf(right)]
  if (one !== undefined) return other === undefined ? [constantText(right)] : []
  return other === undefined ? [] : [constantText(left)]
}

function constantText(tree: Tree): string | undefined {
  const value = isPart(tree) && tree.class === 'CONSTANT' ? tree.value : undefined
  return isPart(value) && typeof value.value === 'string' ? value.value : undefined
}

/** The alias before `tenant` where this is that column. */
function tenantOf(tree: Tree): string | undefined {
  if (!isPart(tree) || tree.class !== 'COLUMN_REF' || !Array.isArray(tree.column_names)) return undefined
  const names = tree.column_names.map((name) => textOf(name).toLowerCase())
  return names.at(-1) === 'tenant' ? (names.at(-2) ?? '') : undefined
}

/** Whether a value is known without reading anything. */
const isStatic = (tree: Tree) => !contains(tree, ({ class: kind }) => kind === 'COLUMN_REF' || kind === 'SUBQUERY')

const namesTenant = (tree: Tree) => contains(tree, (part) => constantTenants(part).length > 0)

function contains(tree: Tree, isIt: (part: Part) => boolean): boolean {
  if (tree === null || typeof tree !== 'object') return false
  if (Array.isArray(tree)) return tree.some((part) => contains(part, isIt))
  return isIt(tree) || Object.values(tree).some((part) => contains(part, isIt))
}

const ctesOf = (ctes: Tree): Tree[] =>
  isPart(ctes) && Array.isArray(ctes.map) ? ctes.map.map((entry) => (isPart(entry) ? (entry.value ?? null) : null)) : []

const isTenantName = (name: Tree) => textOf(name).toLowerCase() === 'tenant'

function first<Each>(all: Each[], find: (one: Each) => string | undefined): string | undefined {
  for (const one of all) {
    const found = find(one)
    if (found !== undefined) return found
  }
  return undefined
}
