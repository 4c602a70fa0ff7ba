/** Inserts into the tables on DynamoDB: items that must not replace others. In PartiQL, whose INSERT never does. */
import { BatchExecuteStatementCommand, type DynamoDBClient, ExecuteStatementCommand } from '@aws-sdk/client-dynamodb'
import { forEachConcurrently } from './concurrency.ts'
import { chunks, isRefused, STATEMENTS_PER_CALL, sendUntilAccepted } from './dynamodb-batch-calls.ts'
import { get, getAll } from './dynamodb-reads.ts'
import { toValue } from './dynamodb-values.ts'
import type { Item } from './tables.ts'
import { throwUnavailable, Unavailable } from './unavailable.ts'

/** The code of an insert whose key is taken. */
const TAKEN = 'DuplicateItem'

type Insert = { item: Item; index: number }

/** 25 inserts in one call, each with its own answer, at the plain price of writes. */
export async function insert(client: DynamoDBClient, table: string, items: Item[]): Promise<(Item | undefined)[]> {
  const existing: (Item | undefined)[] = items.map(() => undefined)
  const send = async (inserts: Insert[]) => {
    const Statements = inserts.map(({ item }) => toInsert(table, item))
    const { Responses = [] } = await throwUnavailable(client.send(new BatchExecuteStatementCommand({ Statements })))
    const isTaken = (at: number) => Responses[at]?.Error?.Code === TAKEN
    const taken = inserts.filter((_, at) => isTaken(at))
    const found = await getAll(client, table, { keys: taken.map(({ item }) => item), consistent: true })
    for (const { item, index } of taken) existing[index] = found.find(({ pk, sk }) => pk === item.pk && sk === item.sk)
    // An item that is not found any more was removed meanwhile: the insert that met it is sent again.
    return inserts.filter(({ index }, at) =>
      isTaken(at) ? existing[index] === undefined : isRefused(Responses[at]?.Error, TAKEN),
    )
  }
  const inserts = items.map((item, index) => ({ item, index }))
  await forEachConcurrently(chunks(inserts, STATEMENTS_PER_CALL), (chunk) => sendUntilAccepted(chunk, send))
  return existing
}

/** Not `PutItem`, though that could bring the other item back: so the functions need no right to overwrite. */
export async function putNew(client: DynamoDBClient, table: string, item: Item): Promise<Item | undefined> {
  try {
    await throwUnavailable(client.send(new ExecuteStatementCommand(toInsert(table, item))))
    return undefined
  } catch (error) {
    if (!isDuplicate(error)) throw error
    const existing = await get(client, table, { key: item, consistent: true })
    if (existing === undefined) throw new Unavailable(error)
    return existing
  }
}

/** DynamoDB calls it `DuplicateItemException`, DynamoDB Local `DuplicateItem`. */
const isDuplicate = (error: unknown) => error instanceof Error && /^DuplicateItem(Exception)?$/.test(error.name)

function toInsert(table: string, item: Item) {
  const attributes = Object.entries(item)
  return {
    Statement: `INSERT INTO "${table}" VALUE {${attributes.map(([name]) => `'${name}': ?`).join(', ')}}`,
    Parameters: attributes.map(([, value]) => toValue(value)),
  }
}
