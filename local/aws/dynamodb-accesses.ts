/** What a call to DynamoDB does to which table: one access for each right that DynamoDB asks for. */
import type { Json, JsonObject } from '../template/assembly.ts'
import { attributesIn, comparedIn } from './expressions.ts'
import { readPartiQl } from './partiql.ts'

export type Access = {
  /** As in IAM: `GetItem`, `PartiQLInsert`. */
  action: string
  table: string
  index?: string
  /** The position of its statement in a batch of PartiQL. */
  statement?: number
  /** The partition keys' values; undefined where the call names none, as a scan. */
  leadingKeys: () => string[] | undefined
  /** The attributes that the call names. */
  attributes: () => string[]
  select?: string
  returnValues?: string
  enclosing?: string
  fullTableScan?: 'true' | 'false'
}

/** The name of the partition key of a table or index; undefined for a table that nobody knows. */
export type HashKeyOf = (table: string, index?: string) => string | undefined

/** @returns undefined for an operation that is not known */
export function dynamodbAccesses(operation: string, input: JsonObject, hashKeyOf: HashKeyOf): Access[] | undefined {
  if (ITEM_OPERATIONS.has(operation)) return [itemAccess(operation, input, hashKeyOf)]
  if (operation === 'BatchGetItem' || operation === 'BatchWriteItem') {
    return Object.entries(objectOf(input.RequestItems)).map(([table, wanted]) => ({
      action: operation,
      table,
      ...(operation === 'BatchGetItem'
        ? batchRead(objectOf(wanted), hashKeyOf(table))
        : batchWrite(listOf(wanted), hashKeyOf(table))),
    }))
  }
  if (operation === 'TransactWriteItems' || operation === 'TransactGetItems') {
    return listOf(input.TransactItems).flatMap((item) =>
      Object.entries(objectOf(item)).map(([kind, one]) => ({
        ...itemAccess(TRANSACTED[kind] ?? kind, objectOf(one), hashKeyOf),
        enclosing: operation,
      })),
    )
  }
  if (operation === 'ExecuteStatement') return statementAccesses([input], hashKeyOf)
  if (operation === 'ExecuteTransaction') {
    const accesses = statementAccesses(listOf(input.TransactStatements), hashKeyOf)
    return accesses.map((access) => ({ ...access, enclosing: operation }))
  }
  if (operation === 'BatchExecuteStatement') {
    const statements = listOf(input.Statements)
    return statements.flatMap((one, statement) =>
      statementAccesses([one], hashKeyOf).map((access) => ({ ...access, statement })),
    )
  }
  if (operation === 'RestoreTableToPointInTime') return restoreAccesses(input)
  return TABLE_OPERATIONS.has(operation) ? [tableAccess(operation, input.TableName)] : undefined
}

const ITEM_OPERATIONS = new Set(['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan'])
const TABLE_OPERATIONS = new Set([
  'DescribeTable',
  'DescribeTimeToLive',
  'DescribeKinesisStreamingDestination',
  'DescribeContinuousBackups',
  'DeleteTable',
])
/** What DynamoDB does to the target on behalf of who restores. */
const RESTORING = ['BatchWriteItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'Scan', 'UpdateItem']
const TRANSACTED: { [kind: string]: string } = {
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
}

const objectOf = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
const listOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : [])
const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '')

const restoreAccesses = ({ SourceTableName, TargetTableName }: JsonObject): Access[] => [
  tableAccess('RestoreTableToPointInTime', SourceTableName),
  ...RESTORING.map((action) => tableAccess(action, TargetTableName)),
]

const tableAccess = (action: string, table: Json | undefined): Access => ({
  action,
  table: textOf(table),
  leadingKeys: () => undefined,
  attributes: () => [],
})

function itemAccess(action: string, input: JsonObject, hashKeyOf: HashKeyOf): Access {
  const table = textOf(input.TableName)
  const index = typeof input.IndexName === 'string' ? input.IndexName : undefined
  const hash = hashKeyOf(table, index)
  return {
    action,
    table,
    ...(index !== undefined && { index }),
    leadingKeys: () => leadingKeys(action, input, hash),
    attributes: () => [...new Set([...Object.keys(objectOf(input.Key ?? input.Item)), ...attributesIn(input)])],
    ...(READS.has(action) && { select: selectOf(input) }),
    ...(typeof input.ReturnValues === 'string' && { returnValues: input.ReturnValues }),
  }
}

const READS = new Set(['GetItem', 'Query', 'Scan'])

function selectOf(input: JsonObject): string {
  if (typeof input.Select === 'string') return input.Select
  const isProjected = input.ProjectionExpression !== undefined || input.AttributesToGet !== undefined
  return isProjected ? 'SPECIFIC_ATTRIBUTES' : 'ALL_ATTRIBUTES'
}

function leadingKeys(action: string, input: JsonObject, hash: string | undefined): string[] | undefined {
  if (hash === undefined || action === 'Scan') return undefined
  if (action === 'Query') return comparedIn(input, hash).map(valueText)
  return [valueText(objectOf(input.Key ?? input.Item)[hash])]
}

/** A key is a text, a number or octets: IAM compares it as text. */
export const valueText = (value: Json | undefined): string => String(Object.values(objectOf(value))[0] ?? '')

function batchRead(wanted: JsonObject, hash: string | undefined): Omit<Access, 'action' | 'table'> {
  const keys = listOf(wanted.Keys).map(objectOf)
  return {
    leadingKeys: () => (hash === undefined ? undefined : keys.map((key) => valueText(key[hash]))),
    attributes: () => [...new Set([...keys.flatMap((key) => Object.keys(key)), ...attributesIn(wanted)])],
    select: selectOf(wanted),
  }
}

function batchWrite(requests: Json[], hash: string | undefined): Omit<Access, 'action' | 'table'> {
  const items = requests.map(writtenIn)
  return {
    leadingKeys: () => (hash === undefined ? undefined : items.map((item) => valueText(item[hash]))),
    attributes: () => [...new Set(items.flatMap((item) => Object.keys(item)))],
  }
}

/** The item that a write of a batch puts, or the key that it deletes. */
export function writtenIn(request: Json): JsonObject {
  const { PutRequest, DeleteRequest } = objectOf(request)
  return objectOf(objectOf(PutRequest).Item ?? objectOf(DeleteRequest).Key)
}

function statementAccesses(statements: Json[], hashKeyOf: HashKeyOf): Access[] {
  return statements.flatMap((one) => {
    const { Statement, Parameters } = objectOf(one)
    const read = readPartiQl(textOf(Statement), listOf(Parameters))
    if (read === undefined) return []
    const { kind, table, index, attributes, valuesOf } = read
    const hash = hashKeyOf(table, index)
    const keys = () => (hash === undefined ? [] : valuesOf(hash).map(valueText))
    return {
      action: `PartiQL${kind}`,
      table,
      ...(index !== undefined && { index }),
      leadingKeys: () => (keys().length === 0 ? undefined : keys()),
      attributes: () => attributes,
      ...(kind === 'Select' && { fullTableScan: keys().length === 0 ? ('true' as const) : ('false' as const) }),
    }
  })
}
