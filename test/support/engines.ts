/** The DynamoDB engines that the store is tested on: real ones, each with the four tables. */
import type { ChildProcess } from 'node:child_process'
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { createTables } from '../../lambdas/database/dynamodb-tables.ts'
import type { Tables } from '../../lambdas/database/tables.ts'
import { KEY } from '../../lambdas/runtime/names.ts'
import { tenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { openAwsProxy } from '../../local/aws/aws-proxy.ts'
import { latencyStage } from '../../local/aws/latency.ts'
import { type LikeAws, readLikeAws } from '../../local/aws/like-aws.ts'
import { partitionLimitsStage } from '../../local/aws/partition-limits.ts'
import { dynamoDbEngine } from '../../local/engines/dynamodb-engine.ts'
import { dynamoDbLocal } from '../../local/engines/dynamodb-local.ts'
import { createChildren } from '../../local/home/children.ts'
import { openTemporaryHome } from '../../local/home/home.ts'
import { setCredentials } from './credentials.ts'
import { duringTests } from './during-tests.ts'

export type Engine = { endpoint: string; tables: Tables; stop(): Promise<void> }

export const TABLE_NAMES = {
  statements: 'Statements',
  index: 'Index',
  documents: 'Documents',
  control: 'Control',
  audit: 'Audit',
}

/**
 * `dynoxide`, which needs nothing; under `DEEP=1` also `java`, which is AWS's own DynamoDB Local, where there is a JDK and
 * such a package, and neither stands behind the same proxy. `npm test` is the same with a JDK and without.
 */
export const engines = [
  'dynoxide',
  ...(process.env.DEEP === '1' && !process.env.CAIRN_AWS && hasJava() ? ['java'] : []),
]

function hasJava(): boolean {
  const home = openTemporaryHome()
  try {
    // Starts nothing: it only says what would be started.
    dynamoDbLocal(home, 0)
    return true
  } catch (error) {
    console.warn(`DynamoDB Local is left out: ${error instanceof Error ? error.message : error}`)
    return false
  } finally {
    home.release()
  }
}

/** An engine that runs during the tests of a file or `describe`. */
export const useEngine = (name = 'dynoxide'): Engine => duringTests(() => startEngine(name))

async function startEngine(name: string): Promise<Engine> {
  setCredentials()
  process.env.CAIRN_DYNAMODB = name
  const home = openTemporaryHome()
  const children = createChildren(home)
  const running: ChildProcess[] = []
  const closing: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const close of closing) await close()
    await Promise.all(running.map((child) => children.stop(child)))
    home.release()
  }
  try {
    const { endpoint, child, prepare } = await dynamoDbEngine(home)
    running.push(children.start({ ...child, arguments: inMemory(child.arguments ?? []), log: 'dynamodb' }))
    await createEach(endpoint)
    prepare?.()
    const like = readLikeAws(process.env.CAIRN_AWS)
    const aws = like && (await openLikeAws(endpoint, like))
    if (aws) closing.push(aws.stop)
    const called = aws?.endpoint ?? endpoint
    return { endpoint: called, tables: await tablesAt(called), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** With `CAIRN_AWS=like` a table takes as long as on AWS, and its partitions no more than there. */
function openLikeAws(dynamodb: string, { options: { latency, random, limits } }: LikeAws) {
  const nowhere = 'http://127.0.0.1:9'
  return openAwsProxy({ dynamodb, s3: nowhere, kinesis: nowhere }, [
    latencyStage(latency, random),
    partitionLimitsStage({ limits, hashKeyOf: () => KEY.partition }),
  ])
}

/** On disk each write of DynamoDB Local waits for the disk, and nothing here is to be kept. */
const inMemory = (options: readonly string[]) =>
  options.flatMap((one, at) => {
    if (one === '-dbPath') return ['-inMemory']
    return options[at - 1] === '-dbPath' ? [] : [one]
  })

async function createEach(endpoint: string) {
  const client = new DynamoDBClient({ endpoint, maxAttempts: 40, retryMode: 'standard' })
  for (const TableName of Object.values(TABLE_NAMES)) {
    const AttributeDefinitions = ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const }))
    const KeySchema = [
      { AttributeName: 'pk', KeyType: 'HASH' as const },
      { AttributeName: 'sk', KeyType: 'RANGE' as const },
    ]
    const table = { TableName, KeySchema, AttributeDefinitions, BillingMode: 'PAY_PER_REQUEST' as const }
    await client.send(new CreateTableCommand(table))
  }
  client.destroy()
}

let tenants = 0

/** A tenant that no other test of the file has. */
export const newTenant = () => tenantId(`tenant-${++tenants}`)

/** The tables take their endpoint from the environment at their first calls, so each client makes one here. */
export async function tablesAt(endpoint: string): Promise<Tables> {
  process.env.AWS_ENDPOINT_URL_DYNAMODB = endpoint
  const tables = createTables(TABLE_NAMES)
  const key = { pk: 'engines', sk: 'warm' }
  const rows = Array.from({ length: 25 }, (_, n) => ({ pk: 'engines', sk: `${n}` }))
  for (let tries = 1; ; tries++) {
    try {
      await Promise.all([
        tables.get('control', key, false),
        tables.putNew('control', key),
        tables.insert('control', rows),
      ])
      return tables
    } catch (error) {
      // A cold Java machine takes longer over its first calls than the store would wait.
      if (tries === 10) throw error
    }
  }
}
