/** The tables on DynamoDB. Throttled or refused calls are tried again for a bounded time; then `Unavailable`. */
import {
  type AttributeValue,
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  ExecuteStatementCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { forEachConcurrently } from './concurrency.ts'
import { chunks, isRefused, STATEMENTS_PER_CALL, sendUntilAccepted } from './dynamodb-batch-calls.ts'
import { createClient } from './dynamodb-client.ts'
import { toCondition } from './dynamodb-conditions.ts'
import { updateEach } from './dynamodb-updates.ts'
import { toItem, toValue, toValues } from './dynamodb-values.ts'
import type {
  Attribute,
  Change,
  Condition,
  Item,
  Key,
  QueryPage,
  Range,
  ReplaceOutcome,
  TableName,
  Tables,
  UpdateOutcome,
} from './tables.ts'
import { CALL_TIMEOUT_MS } from './timing.ts'
import { isTransient, throwUnavailable, Unavailable } from './unavailable.ts'

const WRITES_PER_CALL = 25
const GETS_PER_CALL = 100

/** The tables that the function knows: each has only those it has rights on. */
export type TableNames = { [name in TableName]?: string }

export function createTables(known: TableNames): Tables {
  const nameOf = (table: TableName) => {
    const name = known[table]
    if (name === undefined) throw new Error(`This function does not know the table ${table}.`)
    return name
  }
  const requestHandler = new NodeHttpHandler({
    connectionTimeout: CALL_TIMEOUT_MS,
    requestTimeout: CALL_TIMEOUT_MS,
    throwOnRequestTimeout: true,
  })
  const patient = createClient({ requestHandler, maxAttempts: 4 })
  // The commit must not be sent again later than the store's promise allows, so its attempts are counted by the store.
  const once = createClient({ requestHandler, maxAttempts: 1 })
  return {
    insert: (table, rows) => insert(patient, nameOf(table), rows),
    putNew: (table, item) => putNew(once, nameOf(table), item),
    updateIf: (table, change) => updateIf(patient, nameOf(table), change),
    updateEach: (table, changes) => updateEach(patient, nameOf(table), changes),
    putIf: (table, item, condition) =>
      replaceIf(
        (when) => patient.send(new PutItemCommand({ TableName: nameOf(table), Item: toValues(item), ...when })),
        condition,
      ),
    removeIf: (table, key, condition) =>
      replaceIf(
        (when) => patient.send(new DeleteItemCommand({ TableName: nameOf(table), Key: toValues(key), ...when })),
        condition,
      ),
    async addNumber(table, key, attribute, number) {
      const input = {
        TableName: nameOf(table),
        Key: toValues(key),
        UpdateExpression: 'ADD #set :number',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: { '#set': attribute },
        ExpressionAttributeValues: { ':number': { NS: [String(number)] } },
      }
      await throwUnavailable(patient.send(new UpdateItemCommand(input)))
    },
    get: (table, key, consistent) => getItem(patient, nameOf(table), { key, consistent }),
    getAll: (table, keys, consistent) => getAll(patient, nameOf(table), { keys, consistent }),
    query: (table, range) => query(patient, nameOf(table), range),
    remove: (table, keys) => remove(patient, nameOf(table), keys),
  }
}

type Insert = { row: Item; index: number }

/** PartiQL, not `PutItem`: 25 conditional inserts in one call, each with its own answer, at plain write price. */
async function insert(client: DynamoDBClient, table: string, rows: Item[]): Promise<(Item | undefined)[]> {
  const existing: (Item | undefined)[] = rows.map(() => undefined)
  const attempt = async (inserts: Insert[]) => {
    const Statements = inserts.map(({ row }) => toInsert(table, row))
    const { Responses = [] } = await throwUnavailable(client.send(new BatchExecuteStatementCommand({ Statements })))
    const taken = inserts.filter((_, at) => Responses[at]?.Error?.Code === 'DuplicateItem')
    const found = await getAll(client, table, { keys: taken.map(({ row }) => row), consistent: true })
    for (const { row, index } of taken) existing[index] = found.find(({ pk, sk }) => pk === row.pk && sk === row.sk)
    const gone = new Set(taken.filter(({ index }) => existing[index] === undefined))
    return inserts.filter((one, at) => gone.has(one) || isRefused(Responses[at]?.Error, 'DuplicateItem'))
  }
  const inserts = rows.map((row, index) => ({ row, index }))
  await forEachConcurrently(chunks(inserts, STATEMENTS_PER_CALL), (chunk) => sendUntilAccepted(chunk, attempt))
  return existing
}

function toInsert(table: string, row: Item) {
  const names = Object.keys(row)
  return {
    Statement: `INSERT INTO "${table}" VALUE {${names.map((name) => `'${name}': ?`).join(', ')}}`,
    Parameters: names.map((name) => toValue(row[name] as Attribute)),
  }
}

/** An INSERT too, though `PutItem` could bring the other item back: with it the functions need no right to overwrite. */
async function putNew(client: DynamoDBClient, table: string, item: Item): Promise<Item | undefined> {
  try {
    await client.send(new ExecuteStatementCommand(toInsert(table, item)))
    return undefined
  } catch (error) {
    if (!isDuplicate(error)) throw isTransient(error) ? new Unavailable(error) : error
    const there = await getItem(client, table, { key: item, consistent: true })
    if (there === undefined) throw new Unavailable(error)
    return there
  }
}

/** DynamoDB calls it `DuplicateItemException`, DynamoDB Local `DuplicateItem`. */
const isDuplicate = (error: unknown) => error instanceof Error && /^DuplicateItem(Exception)?$/.test(error.name)

type Get = { key: Key; consistent: boolean }

async function getItem(client: DynamoDBClient, table: string, { key: { pk, sk }, consistent }: Get) {
  const input = { TableName: table, Key: { pk: { S: pk }, sk: { S: sk } }, ConsistentRead: consistent }
  const { Item: found } = await throwUnavailable(client.send(new GetItemCommand(input)))
  return found && toItem(found)
}

type Attributes = { [name: string]: Attribute | undefined }

async function updateIf(client: DynamoDBClient, table: string, { key, set, expected }: Change): Promise<UpdateOutcome> {
  const names = [...Object.keys(set), ...Object.keys(expected)].map((name) => [`#${name}`, name])
  const values = [...operands(':s_', set), ...operands(':e_', expected)]
  const conditions = Object.entries(expected).map(([name, value]) =>
    value === undefined ? `attribute_not_exists(#${name})` : `#${name} = :e_${name}`,
  )
  const input = {
    TableName: table,
    Key: toValues(key),
    UpdateExpression: `SET ${Object.keys(set).map((name) => `#${name} = :s_${name}`)}`,
    ...(conditions.length > 0 && { ConditionExpression: conditions.join(' AND ') }),
    ExpressionAttributeNames: Object.fromEntries(names),
    ExpressionAttributeValues: Object.fromEntries(values),
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  } as const
  try {
    const { Attributes } = await client.send(new UpdateItemCommand(input))
    return { done: true, item: toItem(Attributes ?? {}) }
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw isTransient(error) ? new Unavailable(error) : error
    return error.Item ? { done: false, item: toItem(error.Item) } : { done: false }
  }
}

const RETURNS = { ReturnValues: 'ALL_OLD', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const
type When = ReturnType<typeof toCondition> & typeof RETURNS
type Old = { Attributes?: { [name: string]: AttributeValue } | undefined }

async function replaceIf(send: (when: When) => Promise<Old>, condition?: Condition): Promise<ReplaceOutcome> {
  try {
    const { Attributes } = await send({ ...toCondition(condition), ...RETURNS })
    return Attributes ? { done: true, item: toItem(Attributes) } : { done: true }
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw isTransient(error) ? new Unavailable(error) : error
    return error.Item ? { done: false, item: toItem(error.Item) } : { done: false }
  }
}

const operands = (prefix: string, attributes: Attributes) =>
  Object.entries(attributes).flatMap(([name, value]) =>
    value === undefined ? [] : [[`${prefix}${name}`, toValue(value)] as const],
  )

type Gets = { keys: Key[]; consistent: boolean }

async function getAll(client: DynamoDBClient, table: string, { keys, consistent }: Gets): Promise<Item[]> {
  const found: Item[] = []
  const attempt = async (left: Key[]) => {
    const Keys = left.map(({ pk, sk }) => ({ pk: { S: pk }, sk: { S: sk } }))
    const RequestItems = { [table]: { Keys, ConsistentRead: consistent } }
    const answer = await throwUnavailable(client.send(new BatchGetItemCommand({ RequestItems })))
    found.push(...(answer.Responses?.[table] ?? []).map(toItem))
    return (answer.UnprocessedKeys?.[table]?.Keys ?? []).map(toItem)
  }
  await forEachConcurrently(chunks(keys, GETS_PER_CALL), (chunk) => sendUntilAccepted(chunk, attempt))
  return found
}

async function query(client: DynamoDBClient, table: string, range: Range): Promise<QueryPage> {
  const { pk, from, to, ascending, limit, after, attributes } = range
  const input = {
    TableName: table,
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ExpressionAttributeValues: { ':pk': { S: pk }, ':from': { S: from }, ':to': { S: to } },
    ScanIndexForward: ascending,
    ConsistentRead: true,
    Limit: limit,
    ...(after === undefined ? {} : { ExclusiveStartKey: toValues({ pk, sk: after }) }),
    ...(attributes && toProjection(attributes)),
  }
  const found = await throwUnavailable(client.send(new QueryCommand(input)))
  const last = found.LastEvaluatedKey?.sk?.S
  return { items: (found.Items ?? []).map(toItem), ...(last === undefined ? {} : { last }) }
}

/** By number: the attributes' own names may be words that DynamoDB keeps for itself. */
const toProjection = (attributes: string[]) => ({
  ProjectionExpression: attributes.map((_, at) => `#a${at}`).join(),
  ExpressionAttributeNames: Object.fromEntries(attributes.map((name, at) => [`#a${at}`, name])),
})

async function remove(client: DynamoDBClient, table: string, keys: Key[]): Promise<void> {
  const attempt = async (left: Key[]) => {
    const deletes = left.map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk: { S: pk }, sk: { S: sk } } } }))
    const command = new BatchWriteItemCommand({ RequestItems: { [table]: deletes } })
    const { UnprocessedItems } = await throwUnavailable(client.send(command))
    return (UnprocessedItems?.[table] ?? []).flatMap(({ DeleteRequest }) =>
      DeleteRequest?.Key ? [toItem(DeleteRequest.Key)] : [],
    )
  }
  await forEachConcurrently(chunks(keys, WRITES_PER_CALL), (chunk) => sendUntilAccepted(chunk, attempt))
}
