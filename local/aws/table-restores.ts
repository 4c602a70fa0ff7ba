/**
 * What the engine of the tables leaves out: restores to another table, as DynamoDB's point-in-time recovery makes them. The
 * engine keeps no history, so a restored table holds what was there at the moment that is asked for, and may hold what came
 * until it was copied. A copy that a runner does not live to end is removed by the next one.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { type AwsCall, AwsError } from '../engines/aws-calls.ts'
import { readTexts, replaceFile } from '../home/durable-file.ts'
import type { JsonObject } from '../template/assembly.ts'
import type { Answer, Call, Stage } from './call.ts'

type Table = { Table: { TableStatus: string; KeySchema: JsonObject[]; AttributeDefinitions: JsonObject[] } }
type Restores = { stage: Stage; stop(): Promise<void> }

class Refused extends Error {
  readonly type: string
  constructor(type: string, message: string) {
    super(message)
    this.type = type
  }
}

/** @param file where unfinished copies are noted: source by target */
export async function createTableRestores(call: AwsCall, file: string): Promise<Restores> {
  const unfinished = readTexts(file)
  const note = () => replaceFile(file, JSON.stringify(unfinished))
  for (const target of Object.keys(unfinished)) {
    if (await describe(call, target)) await call('DeleteTable', { TableName: target })
    delete unfinished[target]
    note()
  }
  const copying = new Set<Promise<void>>()
  const stopping = new AbortController()

  async function restore({ SourceTableName: source, TargetTableName: target, RestoreDateTime: at }: JsonObject) {
    if (typeof source !== 'string' || typeof target !== 'string')
      throw new Refused('ValidationException', 'SourceTableName and TargetTableName are texts')
    const table = await describe(call, source)
    if (table === undefined) throw new Refused('TableNotFoundException', `Table not found: ${source}`)
    if (target in unfinished || (await describe(call, target)))
      throw new Refused('TableAlreadyExistsException', `Table already exists: ${target}`)
    if (typeof at === 'number' && at * 1_000 > Date.now())
      throw new Refused('InvalidRestoreTimeException', 'The moment is not over yet')
    unfinished[target] = source
    note()
    const { KeySchema, AttributeDefinitions } = table.Table
    await call('CreateTable', { TableName: target, BillingMode: 'PAY_PER_REQUEST', KeySchema, AttributeDefinitions })
    const copy = copyItems(call, { source, target }, stopping.signal)
      .then(() => {
        delete unfinished[target]
        note()
      })
      // What is not copied stays noted: the table is never shown as ready, and the next runner removes it.
      .catch(() => undefined)
      .finally(() => copying.delete(copy))
    copying.add(copy)
    return { TableDescription: { TableName: target, TableStatus: 'CREATING' } }
  }

  return {
    async stage(asked, next) {
      const { service, operation, input } = asked
      if (service !== 'dynamodb') return next(asked)
      if (operation === 'DescribeContinuousBackups') return answerOf(() => backupsOf(call, input))
      if (operation === 'RestoreTableToPointInTime') return answerOf(() => restore(input))
      return isUnfinished(asked, unfinished) ? answerOf(() => beingMade(input)) : next(asked)
    },
    async stop() {
      stopping.abort()
      await Promise.all(copying)
    },
  }
}

const isUnfinished = ({ operation, input }: Call, unfinished: { [target: string]: string }) =>
  operation === 'DescribeTable' && typeof input.TableName === 'string' && input.TableName in unfinished

const beingMade = async ({ TableName = '' }: JsonObject) => ({ Table: { TableName, TableStatus: 'CREATING' } })

async function describe(call: AwsCall, TableName: string): Promise<Table | undefined> {
  try {
    return await call<Table>('DescribeTable', { TableName })
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return undefined
    throw error
  }
}

/** There is no history, so a moment long ago is refused; tables are asked one after another. */
const RESTORABLE_SECONDS = 60

async function backupsOf(call: AwsCall, { TableName }: JsonObject) {
  if (typeof TableName !== 'string' || !(await describe(call, TableName)))
    throw new Refused('TableNotFoundException', `Table not found: ${String(TableName)}`)
  const now = Math.floor(Date.now() / 1_000)
  const PointInTimeRecoveryDescription = {
    PointInTimeRecoveryStatus: 'ENABLED',
    EarliestRestorableDateTime: now - RESTORABLE_SECONDS,
    LatestRestorableDateTime: now,
  }
  return { ContinuousBackupsDescription: { ContinuousBackupsStatus: 'ENABLED', PointInTimeRecoveryDescription } }
}

const MOST_PUTS = 25
const PAUSE_MS = 50

type Page = { Items: JsonObject[]; LastEvaluatedKey?: JsonObject }
type Unprocessed = { UnprocessedItems?: { [table: string]: JsonObject[] } }

async function copyItems(call: AwsCall, { source, target }: { source: string; target: string }, signal: AbortSignal) {
  while ((await describe(call, target))?.Table.TableStatus !== 'ACTIVE') await pause(PAUSE_MS)
  let start: JsonObject | undefined
  do {
    const input = { TableName: source, ConsistentRead: true, ...(start && { ExclusiveStartKey: start }) }
    const { Items, LastEvaluatedKey } = await call<Page>('Scan', input, signal)
    for (let at = 0; at < Items.length; at += MOST_PUTS) {
      let puts: JsonObject[] = Items.slice(at, at + MOST_PUTS).map((Item) => ({ PutRequest: { Item } }))
      while (puts.length > 0) {
        const answer = await call<Unprocessed>('BatchWriteItem', { RequestItems: { [target]: puts } }, signal)
        puts = answer.UnprocessedItems?.[target] ?? []
      }
    }
    start = LastEvaluatedKey
  } while (start !== undefined)
}

async function answerOf(work: () => Promise<object>): Promise<Answer> {
  const headers = { 'content-type': 'application/x-amz-json-1.0' }
  try {
    return { status: 200, headers, body: Buffer.from(JSON.stringify(await work())) }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    const body = { __type: `com.amazonaws.dynamodb.v20120810#${error.type}`, message: error.message }
    return { status: 400, headers, body: Buffer.from(JSON.stringify(body)) }
  }
}
