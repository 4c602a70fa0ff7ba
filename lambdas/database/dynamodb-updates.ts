/** Changes of single attributes on DynamoDB, of one item. */
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { toItem, toKey, toValue } from './dynamodb-values.ts'
import type {
  Addition,
  AdditionOutcome,
  Attribute,
  Change,
  Clearance,
  Expected,
  Increase,
  Key,
  UpdateOutcome,
} from './tables.ts'
import { throwUnavailable } from './unavailable.ts'

export async function updateIf(client: DynamoDBClient, table: string, change: Change): Promise<UpdateOutcome> {
  const { key, set, expected } = change
  const input = {
    TableName: table,
    Key: toKey(key),
    UpdateExpression: `SET ${Object.keys(set).map((name) => `#${name} = :s_${name}`)}`,
    ...conditionOf(expected),
    ExpressionAttributeNames: namesOf([...Object.keys(set), ...Object.keys(expected)]),
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

export async function clear(client: DynamoDBClient, table: string, { key, clear: names, expected }: Clearance) {
  const input = {
    TableName: table,
    Key: toKey(key),
    UpdateExpression: `REMOVE ${names.map((name) => `#${name}`)}`,
    ...conditionOf(expected),
    ExpressionAttributeNames: namesOf([...names, ...Object.keys(expected)]),
    ExpressionAttributeValues: Object.fromEntries(operands(':e_', expected)),
  }
  try {
    await throwUnavailable(client.send(new UpdateItemCommand(input)))
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
  }
}

function conditionOf(expected: Expected) {
  const conditions = Object.entries(expected).map(([name, value]) =>
    value === undefined ? `attribute_not_exists(#${name})` : `#${name} = :e_${name}`,
  )
  return conditions.length > 0 ? { ConditionExpression: conditions.join(' AND ') } : {}
}

const namesOf = (names: string[]) => Object.fromEntries(names.map((name) => [`#${name}`, name]))

const operands = (prefix: string, attributes: { [name: string]: Attribute | undefined }) =>
  Object.entries(attributes).flatMap(([name, value]) =>
    value === undefined ? [] : [[`${prefix}${name}`, toValue(value)] as const],
  )

type SetMember = { key: Key; attribute: string; number: number }

export async function addNumber(client: DynamoDBClient, table: string, { key, attribute, number }: SetMember) {
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

type KeyedAddition = Addition & { key: Key }

export async function addIf(
  client: DynamoDBClient,
  table: string,
  { key, attribute, number, before }: KeyedAddition,
): Promise<AdditionOutcome> {
  const range = before && { ':least': toValue(before.least), ':most': toValue(before.most) }
  const input = {
    TableName: table,
    Key: toKey(key),
    UpdateExpression: 'ADD #a :number',
    ConditionExpression: before === undefined ? 'attribute_not_exists(#a)' : '#a BETWEEN :least AND :most',
    ExpressionAttributeNames: { '#a': attribute },
    ExpressionAttributeValues: { ':number': toValue(number), ...range },
    ReturnValues: 'UPDATED_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  } as const
  try {
    const { Attributes } = await throwUnavailable(client.send(new UpdateItemCommand(input)))
    return { done: true, ...numberOf(Attributes?.[attribute]) }
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
    return { done: false, ...numberOf(error.Item?.[attribute]) }
  }
}

const numberOf = (value: AttributeValue | undefined) => (value?.N === undefined ? {} : { value: Number(value.N) })
