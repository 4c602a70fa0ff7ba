/** The items of a running home's tables in DynamoDB's own JSON, read and written without the code under test. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

type Value = { [type: string]: unknown }
type Item = { [attribute: string]: Value }
type Line = { table: string; item: Item }
type Store = { dynamodb: string; names: { [variable: string]: string } }

/** By the variables that name them. The stream of `Statements` is read, so its items come after those they refer to. */
const TABLES = ['CONTROL_TABLE', 'DOCUMENTS_TABLE', 'INDEX_TABLE', 'STATEMENTS_TABLE']

const storeOf = (home: string): Store => JSON.parse(readFileSync(join(home, 'endpoint.json'), 'utf8')).store

/** One line of JSON for each item of all tables. Lines, attributes and members of sets are sorted: engines return them in any order. */
export async function scanItems(home: string): Promise<string[]> {
  const store = storeOf(home)
  const lines: string[] = []
  for (const table of TABLES) {
    let start: Item | undefined
    do {
      const input = { TableName: store.names[table], ...(start && { ExclusiveStartKey: start }) }
      const slice = await call<{ Items: Item[]; LastEvaluatedKey?: Item }>(store, 'Scan', input)
      lines.push(...slice.Items.map((item) => JSON.stringify({ table, item: sorted(item) })))
      start = slice.LastEvaluatedKey
    } while (start !== undefined)
  }
  return lines.sort()
}

const sorted = (item: Item): Item =>
  Object.fromEntries(
    Object.entries(item)
      .map(([name, value]): [string, Value] => [name, value.NS ? { NS: (value.NS as string[]).toSorted() } : value])
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  )

const PUTS_PER_CALL = 25

/** Puts items into the tables of a home that has none. */
export async function loadItems(home: string, lines: string[]): Promise<void> {
  const store = storeOf(home)
  const items = lines.map((line): Line => JSON.parse(line))
  for (const table of TABLES) {
    const puts = items.filter((one) => one.table === table).map(({ item }) => ({ PutRequest: { Item: item } }))
    for (let at = 0; at < puts.length; at += PUTS_PER_CALL) {
      const some = puts.slice(at, at + PUTS_PER_CALL)
      await call(store, 'BatchWriteItem', { RequestItems: { [store.names[table] ?? '']: some } })
    }
  }
}

/** The local engines check no signature, but want one. */
async function call<Output>({ dynamodb }: Store, operation: string, input: object): Promise<Output> {
  const credential = 'local/20260101/us-east-1/dynamodb/aws4_request'
  const response = await fetch(dynamodb, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': '20260101T000000Z',
      authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host;x-amz-date, Signature=00`,
    },
    body: JSON.stringify(input),
  })
  if (!response.ok) throw new Error(`${operation} answered ${response.status}: ${await response.text()}`)
  return (await response.json()) as Output
}
