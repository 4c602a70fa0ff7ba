/** Many changes or removals in one call on DynamoDB, each under its own condition. In PartiQL: no other batch call has conditions. */
import { type AttributeValue, BatchExecuteStatementCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { forEachConcurrently } from './concurrency.ts'
import { chunks, isRefused, STATEMENTS_PER_CALL, sendUntilAccepted } from './dynamodb-batch-calls.ts'
import { toValue } from './dynamodb-values.ts'
import type { Change, Expected, Key, Removal } from './tables.ts'
import { throwUnavailable } from './unavailable.ts'

/** The code of a change that was not made, since the item is not as expected. */
const UNEXPECTED = 'ConditionalCheckFailed'

type Statement = { Statement: string; Parameters: AttributeValue[] }
type IndexedStatement = { statement: Statement; index: number }

/** 25 changes in one call, each with its own answer, at the plain price of writes. */
export async function updateEach(client: DynamoDBClient, table: string, changes: Change[]): Promise<boolean[]> {
  return executeEach(
    client,
    changes.map((change) => toUpdate(table, change)),
  )
}

/** 25 removals in one call; one whose item is gone already is done. */
export async function removeEach(client: DynamoDBClient, table: string, removals: Removal[]): Promise<boolean[]> {
  return executeEach(
    client,
    removals.map((removal) => toDelete(table, removal)),
  )
}

/** @returns for each statement whether its condition held */
async function executeEach(client: DynamoDBClient, statements: Statement[]): Promise<boolean[]> {
  const done = statements.map(() => true)
  const send = async (left: IndexedStatement[]) => {
    const Statements = left.map(({ statement }) => statement)
    const { Responses = [] } = await throwUnavailable(client.send(new BatchExecuteStatementCommand({ Statements })))
    for (const [at, { index }] of left.entries()) if (Responses[at]?.Error?.Code === UNEXPECTED) done[index] = false
    return left.filter((_, at) => isRefused(Responses[at]?.Error, UNEXPECTED))
  }
  const indexed = statements.map((statement, index) => ({ statement, index }))
  await forEachConcurrently(chunks(indexed, STATEMENTS_PER_CALL), (chunk) => sendUntilAccepted(chunk, send))
  return done
}

function toUpdate(table: string, { key, set, expected }: Change): Statement {
  const { where, operands } = toWhere(key, expected)
  const names = Object.keys(set).map((name) => `"${name}" = ?`)
  return {
    Statement: `UPDATE "${table}" SET ${names.join(', ')} ${where}`,
    Parameters: [...Object.values(set).map(toValue), ...operands],
  }
}

function toDelete(table: string, { key, expected }: Removal): Statement {
  const { where, operands } = toWhere(key, expected)
  return { Statement: `DELETE FROM "${table}" ${where}`, Parameters: operands }
}

function toWhere(key: Key, expected: Expected) {
  const wanted = Object.entries({ ...key, ...expected })
  const conditions = wanted.map(([name, value]) => `"${name}" ${value === undefined ? 'IS MISSING' : '= ?'}`)
  const operands = wanted.flatMap(([, value]) => (value === undefined ? [] : [toValue(value)]))
  return { where: `WHERE ${conditions.join(' AND ')}`, operands }
}
