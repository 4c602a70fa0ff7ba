/** Reads of the tables on DynamoDB: one item, many items, a page of a range. */
import { BatchGetItemCommand, type DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { forEachConcurrently } from './concurrency.ts'
import { chunks, sendUntilAccepted } from './dynamodb-batch-calls.ts'
import { toItem, toKey, toValue } from './dynamodb-values.ts'
import type { Item, Key, QueryPage, Range } from './tables.ts'
import { throwUnavailable } from './unavailable.ts'

const GETS_PER_CALL = 100

type Get = { key: Key; consistent: boolean }

export async function get(client: DynamoDBClient, table: string, { key, consistent }: Get): Promise<Item | undefined> {
  const input = { TableName: table, Key: toKey(key), ConsistentRead: consistent }
  const { Item: values } = await throwUnavailable(client.send(new GetItemCommand(input)))
  return values && toItem(values)
}

type GetAll = { keys: Key[]; consistent: boolean }

export async function getAll(client: DynamoDBClient, table: string, { keys, consistent }: GetAll): Promise<Item[]> {
  const items: Item[] = []
  const send = async (left: Key[]) => {
    const RequestItems = { [table]: { Keys: left.map(toKey), ConsistentRead: consistent } }
    const answer = await throwUnavailable(client.send(new BatchGetItemCommand({ RequestItems })))
    items.push(...(answer.Responses?.[table] ?? []).map(toItem))
    return (answer.UnprocessedKeys?.[table]?.Keys ?? []).map(toItem)
  }
  await forEachConcurrently(chunks(keys, GETS_PER_CALL), (chunk) => sendUntilAccepted(chunk, send))
  return items
}

export async function query(client: DynamoDBClient, table: string, range: Range): Promise<QueryPage> {
  const { pk, from, to, ascending, limit, after, attributes } = range
  const input = {
    TableName: table,
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ExpressionAttributeValues: { ':pk': toValue(pk), ':from': toValue(from), ':to': toValue(to) },
    ScanIndexForward: ascending,
    ConsistentRead: true,
    Limit: limit,
    ...(after !== undefined && { ExclusiveStartKey: toKey({ pk, sk: after }) }),
    // Said, though it is the default: rights may want it said.
    ...(attributes && { Select: 'SPECIFIC_ATTRIBUTES' as const, ...toProjection(attributes) }),
  }
  const { Items = [], LastEvaluatedKey } = await throwUnavailable(client.send(new QueryCommand(input)))
  const last = LastEvaluatedKey?.sk?.S
  return { items: Items.map(toItem), ...(last !== undefined && { last }) }
}

/** By number: the attributes' own names may be words that DynamoDB keeps for itself. */
const toProjection = (attributes: string[]) => ({
  ProjectionExpression: attributes.map((_, at) => `#a${at}`).join(),
  ExpressionAttributeNames: Object.fromEntries(attributes.map((name, at) => [`#a${at}`, name])),
})
