/** The engines that the store is tested on: real ones, each with the four tables, and a real S3 emulator beside them. */
import type { AddressInfo } from 'node:net'
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { buildApp } from 'fauxqs'
import { createTables } from '../../lambdas/database/dynamodb-tables.ts'
import type { Objects } from '../../lambdas/database/objects.ts'
import { createObjects } from '../../lambdas/database/s3-objects.ts'
import type { Tables } from '../../lambdas/database/tables.ts'
import { dynamoDbEngine } from '../../local/engines/dynamodb-engine.ts'
import { dynamoDbLocal } from '../../local/engines/dynamodb-local.ts'
import { createChildren } from '../../local/home/children.ts'
import { openTemporaryHome } from '../../local/home/home.ts'

export type Engine = { endpoint: string; tables: Tables; stop(): Promise<void> }

export const NAMES = { statements: 'Statements', index: 'Index', documents: 'Documents', control: 'Control' }
const BUCKET = 'content'

Object.assign(process.env, { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' })

/** `dynoxide` needs nothing; `java` is AWS's own DynamoDB Local, left out where there is no JDK or no such package. */
export const engines = ['dynoxide', 'java'].filter(isThere)

function isThere(name: string): boolean {
  const home = openTemporaryHome()
  try {
    process.env.CAIRN_DYNAMODB = name
    // Only to learn whether it could be started: it fails before its first pause.
    if (name === 'java') dynamoDbLocal(home, 0)
    return true
  } catch (error) {
    console.warn(`DynamoDB Local is left out: ${error instanceof Error ? error.message : error}`)
    return false
  } finally {
    home.release()
  }
}

export async function startEngine(name: string): Promise<Engine> {
  process.env.CAIRN_DYNAMODB = name
  const home = openTemporaryHome()
  const children = createChildren(home)
  const { endpoint, child, prepare } = await dynamoDbEngine(home)
  // On disk each write of DynamoDB Local waits for the disk, and nothing here is to be kept.
  const memory = child.arguments?.flatMap((one, at, all) => {
    if (one === '-dbPath') return ['-inMemory']
    return all[at - 1] === '-dbPath' ? [] : [one]
  })
  const running = children.start({ ...child, arguments: memory ?? [], log: 'dynamodb' })
  await createEach(endpoint)
  prepare?.()
  return {
    endpoint,
    tables: await tablesAt(endpoint),
    async stop() {
      await children.stop(running)
      home.release()
    },
  }
}

async function createEach(endpoint: string) {
  const client = new DynamoDBClient({ endpoint, maxAttempts: 40, retryMode: 'standard' })
  for (const TableName of Object.values(NAMES)) {
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

/** The tables take their endpoint from the environment at their first calls, so each client makes one here. */
export async function tablesAt(endpoint: string): Promise<Tables> {
  process.env.AWS_ENDPOINT_URL_DYNAMODB = endpoint
  const tables = createTables(NAMES)
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

export type Bucket = { objects: Objects; endpoint: string; stop(): Promise<void> }

export async function startBucket(): Promise<Bucket> {
  const app = buildApp({ logger: false })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const endpoint = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  const client = new S3Client({ endpoint, forcePathStyle: true })
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }))
  client.destroy()
  return { objects: await objectsAt(endpoint), endpoint, stop: () => app.close() }
}

export async function objectsAt(endpoint: string): Promise<Objects> {
  process.env.AWS_ENDPOINT_URL_S3 = endpoint
  const objects = createObjects(BUCKET)
  await objects.get('engines/warm')
  return objects
}
