/** A DynamoDB engine with the four tables, for as long as the benchmark runs. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { createChildren } from '../bin/local/children.ts'
import { dynamoDbEngine } from '../bin/local/dynamodb-engine.ts'
import { openHome } from '../bin/local/home.ts'

export type Engine = { endpoint: string; name: string; stop(): Promise<void> }

export const TABLES = { statements: 'Statements', index: 'Index', documents: 'Documents', control: 'Control' }

export async function startEngine(): Promise<Engine> {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-bench-'))
  const home = openHome(folder)
  const children = createChildren(home)
  const { endpoint, name, child } = await dynamoDbEngine(home)
  const running = children.start({ ...child, log: 'dynamodb' })
  for (const table of Object.values(TABLES)) await createTable(endpoint, table)
  return {
    endpoint,
    name,
    async stop() {
      await children.stop(running)
      rmSync(folder, { recursive: true, force: true })
    },
  }
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
