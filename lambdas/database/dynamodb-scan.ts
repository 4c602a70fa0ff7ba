/** Whole tables on DynamoDB. Read consistently: what was written before the scan began is in it. */
import { ScanCommand } from '@aws-sdk/client-dynamodb'
import { createClient } from './dynamodb-client.ts'
import type { TableNames } from './dynamodb-tables.ts'
import { toItem, toValue, toValues } from './dynamodb-values.ts'
import type { ScanFilter, Scanner } from './scan.ts'
import { throwUnavailable } from './unavailable.ts'

const ATTEMPTS = 8

export function createScanner(names: TableNames): Scanner {
  const client = createClient({ maxAttempts: ATTEMPTS })
  return {
    async *scan(table, filter, after) {
      const TableName = names[table]
      if (TableName === undefined) throw new Error(`This scanner does not know the table ${table}.`)
      let start = after && toValues({ pk: after.pk, sk: after.sk })
      do {
        const input = {
          TableName,
          ConsistentRead: true,
          ...toFilter(filter),
          ...(start && { ExclusiveStartKey: start }),
        }
        const { Items = [], LastEvaluatedKey } = await throwUnavailable(client.send(new ScanCommand(input)))
        start = LastEvaluatedKey
        const items = Items.map(toItem)
        yield { items, ...(start && { last: toItem(start) }) }
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
    ...(having?.value !== undefined && { ':value': toValue(having.value) }),
  }
  return {
    FilterExpression: conditions.join(' AND '),
    ...(having && { ExpressionAttributeNames: { '#a': having.attribute } }),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  }
}
