/** Changes of single attributes on DynamoDB: of one item, or of many at once. */
import {
  BatchExecuteStatementCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { forEachConcurrently } from './concurrency.ts'
import { chunks, isRefused, STATEMENTS_PER_CALL, sendUntilAccepted } from './dynamodb-batch-calls.ts'
import { toItem, toKey, toValue } from './dynamodb-values.ts'
import type { Attribute, Change, Increase, Key, UpdateOutcome } from './tables.ts'
import { throwUnavailable } from './unavailable.ts'

export async function updateIf(client: DynamoDBClient, table: string, change: Change): Promise<UpdateOutcome> {
  const { key, set, expected } = change
  const names = [...Object.keys(set), ...Object.keys(expected)].map((name) => [`#${name}`, name])
  const conditions = Object.entries(expected).map(([name, value]) =>
    value === undefined ? `attribute_not_exists(#${name})` : `#${name} = :e_${name}`,
  )
  const input = {
    TableName: table,
    Key: toKey(key),
    UpdateExpression: `SET ${Object.keys(set).map((name) => `#${name} = :s_${name}`)}`,
    ...(conditions.length > 0 && { ConditionExpression: conditions.join(' AND ') }),
    ExpressionAttributeNames: Object.fromEntries(names),
    ExpressionAttributeValues: Object.fromEntries([...operands(':s_', set), ...operands(':e_', expected)]),
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  } as const
  try {
    const { Attributes } = await throwUnavailable(client.send(new UpdateItemCommand(input)))
    return { done: true, item: toItem(Attributes ?? {}) }
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
    return { done: false, ...(error.Item && { item: toItem(error.Item) }) }
  }
}

const operands = (prefix: string, attributes: { [name: string]: Attribute | undefined }) =>
  Object.entries(attributes).flatMap(([name, value]) =>
    value === undefined ? [] : [[`${prefix}${name}`, toValue(value)] as const],
  )

/** The code of a change that was not made, since the item is not as expected. */
const UNEXPECTED = 'ConditionalCheckFailed'

type IndexedChange = { change: Change; index: number }

/** 25 changes in one call, each with its own answer, at the plain price of writes. */
export async function updateEach(client: DynamoDBClient, table: string, changes: Change[]): Promise<boolean[]> {
  const done = changes.map(() => true)
  const send = async (left: IndexedChange[]) => {
    const Statements = left.map(({ change }) => toUpdate(table, change))
    const { Responses = [] } = await throwUnavailable(client.send(new BatchExecuteStatementCommand({ Statements })))
    for (const [at, { index }] of left.entries()) if (Responses[at]?.Error?.Code === UNEXPECTED) done[index] = false
    return left.filter((_, at) => isRefused(Responses[at]?.Error, UNEXPECTED))
  }
  const indexed = changes.map((change, index) => ({ change, index }))
  await forEachConcurrently(chunks(indexed, STATEMENTS_PER_CALL), (chunk) => sendUntilAccepted(chunk, send))
  return done
}

function toUpdate(table: string, { key, set, expected }: Change) {
  const wanted = Object.entries({ ...key, ...expected })
  const conditions = wanted.map(([name, value]) => `"${name}" ${value === undefined ? 'IS MISSING' : '= ?'}`)
  const names = Object.keys(set).map((name) => `"${name}" = ?`)
  const values = [...Object.values(set), ...wanted.map(([, value]) => value)]
  return {
    Statement: `UPDATE "${table}" SET ${names.join(', ')} WHERE ${conditions.join(' AND ')}`,
    Parameters: values.flatMap((value) => (value === undefined ? [] : [toValue(value)])),
  }
}

type Addition = { key: Key; attribute: string; number: number }

export async function addNumber(client: DynamoDBClient, table: string, { key, attribute, number }: Addition) {
  const input = {
    TableName: table,
    Key: toKey(key),
    UpdateExpression: 'ADD #set :number',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeNames: { '#set': attribute },
    ExpressionAttributeValues: { ':number': toValue(new Set([number])) },
  }
  await throwUnavailable(client.send(new UpdateItemCommand(input)))
}

export async function increase(client: DynamoDBClient, table: string, key: Key, { by, set }: Increase) {
  // Attributes of a counter are called as people call what is counted: with characters that no placeholder may have.
  const added = Object.entries(by).map(([name, value], at) => [name, `#a${at}`, `:a${at}`, value] as const)
  const settled = Object.entries(set).map(([name, value], at) => [name, `#s${at}`, `:s${at}`, value] as const)
  const all = [...added, ...settled]
  const input = {
    TableName: table,
    Key: toKey(key),
    UpdateExpression: `ADD ${added.map(([, name, value]) => `${name} ${value}`)} SET ${settled.map(([, name, value]) => `${name} = ${value}`)}`,
    ExpressionAttributeNames: Object.fromEntries(all.map(([name, placeholder]) => [placeholder, name])),
    ExpressionAttributeValues: Object.fromEntries(all.map(([, , placeholder, value]) => [placeholder, toValue(value)])),
  }
  await throwUnavailable(client.send(new UpdateItemCommand(input)))
}
