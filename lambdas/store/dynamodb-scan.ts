/** Whole tables on DynamoDB. Read consistently: what was written before the scan began is in it. */
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import { convertToAttr, marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import type { TableNames } from './dynamodb-tables.ts'
import type { Key } from './keys.ts'
import { reachable } from './reachable.ts'
import type { ScanFilter, Scanner } from './scan.ts'
import type { Item } from './tables.ts'

const ATTEMPTS = 8

export function createScanner(names: TableNames): Scanner {
  const client = new DynamoDBClient({ maxAttempts: ATTEMPTS })
  return {
    async *scan(table, filter, after) {
      const TableName = names[table]
      if (TableName === undefined) throw new Error(`This scanner does not know the table ${table}.`)
      let start = after && marshall({ pk: after.pk, sk: after.sk })
      do {
        const input = {
          TableName,
          ConsistentRead: true,
          ...toFilter(filter),
          ...(start && { ExclusiveStartKey: start }),
        }
        const { Items = [], LastEvaluatedKey } = await reachable(client.send(new ScanCommand(input)))
        start = LastEvaluatedKey
        const items = Items.map((item) => unmarshall(item) as Item)
        yield { items, ...(start && { last: unmarshall(start) as Key }) }
      } while (start !== undefined)
    },
  }
}

function toFilter({ prefix, having }: ScanFilter) {
  const conditions: string[] = []
  if (prefix !== undefined) conditions.push('begins_with(pk, :prefix)')
  if (having !== undefined) conditions.push(having.value === undefined ? 'attribute_exists(#a)' : '#a = :value')
  if (conditions.length === 0) return {}
  const values = {
    ...(prefix !== undefined && { ':prefix': { S: prefix } }),
    ...(having?.value !== undefined && { ':value': convertToAttr(having.value) }),
  }
  return {
    FilterExpression: conditions.join(' AND '),
    ...(having && { ExpressionAttributeNames: { '#a': having.attribute } }),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  }
}
