/** Whole items put or removed on DynamoDB, under a condition; and many removed without one. */
import {
  type AttributeValue,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import { forEachConcurrently } from './concurrency.ts'
import { chunks, sendUntilAccepted } from './dynamodb-batch-calls.ts'
import { toCondition } from './dynamodb-conditions.ts'
import { toItem, toKey, toValues } from './dynamodb-values.ts'
import type { Condition, Item, Key, ReplaceOutcome } from './tables.ts'
import { throwUnavailable } from './unavailable.ts'

const WRITES_PER_CALL = 25

type Put = { item: Item; condition: Condition | undefined }

export function putIf(client: DynamoDBClient, table: string, { item, condition }: Put): Promise<ReplaceOutcome> {
  const input = { TableName: table, Item: toValues(item), ...toCondition(condition), ...RETURN_OLD }
  return outcomeOf(client.send(new PutItemCommand(input)))
}

type Removal = { key: Key; condition: Condition | undefined }

export function removeIf(client: DynamoDBClient, table: string, { key, condition }: Removal): Promise<ReplaceOutcome> {
  const input = { TableName: table, Key: toKey(key), ...toCondition(condition), ...RETURN_OLD }
  return outcomeOf(client.send(new DeleteItemCommand(input)))
}

const RETURN_OLD = { ReturnValues: 'ALL_OLD', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const

type Answer = { Attributes?: { [name: string]: AttributeValue } | undefined }

async function outcomeOf(call: Promise<Answer>): Promise<ReplaceOutcome> {
  try {
    const { Attributes } = await throwUnavailable(call)
    return { done: true, ...(Attributes && { item: toItem(Attributes) }) }
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
    return { done: false, ...(error.Item && { item: toItem(error.Item) }) }
  }
}

export async function remove(client: DynamoDBClient, table: string, keys: Key[]): Promise<void> {
  const send = async (left: Key[]) => {
    const deletes = left.map((key) => ({ DeleteRequest: { Key: toKey(key) } }))
    const command = new BatchWriteItemCommand({ RequestItems: { [table]: deletes } })
    const { UnprocessedItems } = await throwUnavailable(client.send(command))
    return (UnprocessedItems?.[table] ?? []).flatMap(({ DeleteRequest }) =>
      DeleteRequest?.Key ? [toItem(DeleteRequest.Key)] : [],
    )
  }
  await forEachConcurrently(chunks(keys, WRITES_PER_CALL), (chunk) => sendUntilAccepted(chunk, send))
}
