/** How far this machine's clock is from DynamoDB's, which all functions' clocks are close to. */
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'

/** @returns milliseconds that this clock is ahead, to about a second; undefined where the answer says no time */
export async function clockSkew(TableName: string): Promise<number | undefined> {
  const client = new DynamoDBClient({})
  let date: string | undefined
  client.middlewareStack.add(
    (next) => async (request) => {
      const result = await next(request)
      date = (result.response as { headers?: { [name: string]: string } }).headers?.date
      return result
    },
    { step: 'deserialize' },
  )
  const sent = Date.now()
  await client.send(new GetItemCommand({ TableName, Key: { pk: { S: '|clock' }, sk: { S: '0' } } }))
  const there = Date.parse(date ?? '')
  return Number.isNaN(there) ? undefined : (sent + Date.now()) / 2 - there
}
