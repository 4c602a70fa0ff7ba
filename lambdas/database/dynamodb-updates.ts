/** Many conditional updates at once: 25 in a call, each with its own answer, at the plain price of writes. */
import { BatchExecuteStatementCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { forEachConcurrently } from './concurrency.ts'
import { chunks, isRefused, STATEMENTS_PER_CALL, sendUntilAccepted } from './dynamodb-batch-calls.ts'
import { toValue } from './dynamodb-values.ts'
import type { Change } from './tables.ts'
import { throwUnavailable } from './unavailable.ts'

const FAILED = 'ConditionalCheckFailed'

export async function updateEach(client: DynamoDBClient, table: string, changes: Change[]): Promise<boolean[]> {
  const done = changes.map(() => true)
  const attempt = async (left: number[]) => {
    const Statements = left.map((index) => toUpdate(table, changes[index] as Change))
    const { Responses = [] } = await throwUnavailable(client.send(new BatchExecuteStatementCommand({ Statements })))
    for (const [at, index] of left.entries()) if (Responses[at]?.Error?.Code === FAILED) done[index] = false
    return left.filter((_, at) => isRefused(Responses[at]?.Error, FAILED))
  }
  await forEachConcurrently(chunks([...changes.keys()], STATEMENTS_PER_CALL), (chunk) =>
    sendUntilAccepted(chunk, attempt),
  )
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
