/** Restores of tables as the runner offers them: a copy under another name, seen when it is whole, or never. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  CreateTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DynamoDBClient,
  RestoreTableToPointInTimeCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createScanner } from '../../../lambdas/database/dynamodb-scan.ts'
import { type AwsProxy, openAwsProxy } from '../../../local/aws/aws-proxy.ts'
import { createTableRestores } from '../../../local/aws/table-restores.ts'
import { createAwsCall } from '../../../local/engines/aws-calls.ts'
import { temporaryFolder } from '../../support/during-tests.ts'
import { TABLE_NAMES, useEngine } from '../../support/engines.ts'

const engine = useEngine()
const folder = temporaryFolder()
const SourceTableName = TABLE_NAMES.documents
const COUNT = 130
let restores: Awaited<ReturnType<typeof createTableRestores>>
let proxy: AwsProxy
let client: DynamoDBClient
const call = () => createAwsCall(engine.endpoint, 'dynamodb')
const now = () => new Date(Math.floor(Date.now() / 1_000) * 1_000)

beforeAll(async () => {
  const items = Array.from({ length: COUNT }, (_, at) => ({ pk: 'acme|a', sk: String(at), bytes: Buffer.from([at]) }))
  await engine.tables.insert('documents', items)
  restores = await createTableRestores(call(), join(folder, 'restores.json'))
  const none = engine.endpoint
  proxy = await openAwsProxy({ dynamodb: engine.endpoint, kinesis: none, s3: none }, [restores.stage])
  client = new DynamoDBClient({ endpoint: proxy.endpoint, region: 'us-east-1' })
})

afterAll(async () => {
  await restores.stop()
  await proxy.stop()
  client.destroy()
})

async function itemsOf(documents: string) {
  const found: string[] = []
  for await (const { items } of createScanner({ ...TABLE_NAMES, documents }).scan('documents', {}))
    found.push(...items.map(({ sk, bytes }) => `${sk} ${Buffer.from(bytes as Uint8Array).toString('hex')}`))
  return found.toSorted()
}

describe('a table that is restored', () => {
  it('holds the items of the other one, and is active when it has all of them', async () => {
    const TargetTableName = 'Restored'
    const { TableDescription } = await client.send(
      new RestoreTableToPointInTimeCommand({ SourceTableName, TargetTableName, RestoreDateTime: now() }),
    )
    expect(TableDescription?.TableStatus).toBe('CREATING')
    await waitUntilTableExists({ client, maxWaitTime: 20, minDelay: 1, maxDelay: 1 }, { TableName: TargetTableName })
    const restored = await itemsOf(TargetTableName)
    expect(restored).toHaveLength(COUNT)
    expect(restored).toEqual(await itemsOf(SourceTableName))
  }, 30_000)

  it('is refused where its name is taken, its source is not there, or the moment is not over', async () => {
    const refusal = (input: { SourceTableName?: string; TargetTableName?: string; RestoreDateTime?: Date }) =>
      client.send(new RestoreTableToPointInTimeCommand({ SourceTableName, TargetTableName: 'Other', ...input })).then(
        () => 'made',
        (error: Error) => error.name,
      )
    expect(await refusal({ TargetTableName: SourceTableName })).toBe('TableAlreadyExistsException')
    expect(await refusal({ SourceTableName: 'Nothing' })).toBe('TableNotFoundException')
    expect(await refusal({ RestoreDateTime: new Date(Date.now() + 60_000) })).toBe('InvalidRestoreTimeException')
  })

  it('can be one of each table, to a moment of the last minute', async () => {
    const { ContinuousBackupsDescription } = await client.send(
      new DescribeContinuousBackupsCommand({ TableName: SourceTableName }),
    )
    const { PointInTimeRecoveryDescription: recovery } = ContinuousBackupsDescription ?? {}
    expect(recovery?.PointInTimeRecoveryStatus).toBe('ENABLED')
    expect(recovery?.LatestRestorableDateTime?.getTime()).toBeLessThanOrEqual(Date.now())
  })

  it('is gone when its runner did not live to end it', async () => {
    const file = join(folder, 'interrupted.json')
    await client.send(
      new CreateTableCommand({
        TableName: 'Half',
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      }),
    )
    writeFileSync(file, JSON.stringify({ Half: SourceTableName, NeverMade: SourceTableName }))
    await (await createTableRestores(call(), file)).stop()
    await expect(client.send(new DescribeTableCommand({ TableName: 'Half' }))).rejects.toThrow(
      expect.objectContaining({ name: 'ResourceNotFoundException' }),
    )
  })
})
