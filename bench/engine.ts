/** Starts a DynamoDB engine with the four tables, which is gone after the benchmark. */
import { rmSync } from 'node:fs'
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { dynamoDbEngine } from '../local/engines/dynamodb-engine.ts'
import { createChildren } from '../local/home/children.ts'
import { openHome } from '../local/home/home.ts'
import { makeTemporaryFolder } from '../local/home/temporary-folder.ts'

export type Engine = { endpoint: string; name: string; stop(): Promise<void> }

export const TABLES = {
  statements: 'Statements',
  index: 'Index',
  documents: 'Documents',
  control: 'Control',
  audit: 'Audit',
}

/** @param place with `memory` nothing is written to disk, so that a large store fills fast */
export async function startEngine(place: 'disk' | 'memory' = 'disk'): Promise<Engine> {
  const folder = makeTemporaryFolder('bench')
  const home = openHome(folder)
  const children = createChildren(home)
  const { endpoint, name, child } = await dynamoDbEngine(home)
  const onDisk = child.arguments ?? []
  const inMemory = onDisk.filter((argument, at) => argument !== '--db-path' && onDisk[at - 1] !== '--db-path')
  const running = children.start({ ...child, arguments: place === 'memory' ? inMemory : onDisk, log: 'dynamodb' })
  const stop = async () => {
    await children.stop(running)
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    for (const table of Object.values(TABLES)) await createTable(endpoint, table)
  } catch (error) {
    await stop()
    throw error
  }
  return { endpoint, name, stop }
}

const ATTRIBUTES = ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const }))

async function createTable(endpoint: string, TableName: string): Promise<void> {
  const client = new DynamoDBClient({ endpoint, maxAttempts: 20 })
  const KeySchema = [
    { AttributeName: 'pk', KeyType: 'HASH' as const },
    { AttributeName: 'sk', KeyType: 'RANGE' as const },
  ]
  const table = { TableName, KeySchema, AttributeDefinitions: ATTRIBUTES, BillingMode: 'PAY_PER_REQUEST' as const }
  await client.send(new CreateTableCommand(table))
  client.destroy()
}
