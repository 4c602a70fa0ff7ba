/** Keys of a table on DynamoDB. */
import { ScanCommand } from '@aws-sdk/client-dynamodb'
import { createClient } from './dynamodb-client.ts'
import type { TableNames } from './dynamodb-tables.ts'
import { toItem, toKey, toValues } from './dynamodb-values.ts'
import type { KeyScanner } from './key-scan.ts'
import { keyOf } from './tables.ts'
import { throwUnavailable } from './unavailable.ts'

/** As many keys as an item can note. */
const KEYS_PER_PAGE = 1_500

const OF_TENANT = 'begins_with(pk, :lead)'

/** In `Control` credentials and launches name their tenant in an attribute; what commands note, at the end of its key. */
const NOTES = ['rebuild', 'lake-replay', 'verify|store', 'verify|lake', 'verify|trail']
const IN_CONTROL = `${OF_TENANT} OR #tenant = :tenant OR pk IN (${NOTES.map((_, at) => `:note${at}`).join(', ')})`

export function createKeyScanner(names: TableNames): KeyScanner {
  const client = createClient({ maxAttempts: 8 })
  return {
    async page(table, tenant, after) {
      const command = new ScanCommand({
        TableName: names[table],
        ConsistentRead: true,
        Limit: KEYS_PER_PAGE,
        Select: 'SPECIFIC_ATTRIBUTES',
        ProjectionExpression: 'pk, sk',
        ...(table === 'control' ? filterOfControl(tenant) : filterOf(tenant)),
        ...(after && { ExclusiveStartKey: toKey(after) }),
      })
      const { Items = [], LastEvaluatedKey } = await throwUnavailable(client.send(command))
      const keys = Items.map((item) => keyOf(toItem(item)))
      return { keys, ...(LastEvaluatedKey && { last: keyOf(toItem(LastEvaluatedKey)) }) }
    },
  }
}

const filterOf = (tenant: string) => ({
  FilterExpression: OF_TENANT,
  ExpressionAttributeValues: toValues({ ':lead': `${tenant}|` }),
})

const filterOfControl = (tenant: string) => ({
  FilterExpression: IN_CONTROL,
  ExpressionAttributeNames: { '#tenant': 'tenant' },
  ExpressionAttributeValues: toValues({
    ':lead': `${tenant}|`,
    ':tenant': tenant,
    ...Object.fromEntries(NOTES.map((note, at) => [`:note${at}`, `|${note}|${tenant}`])),
  }),
})
