/** The installation qualification: the deployment is as the templates say. It reads what AWS says of it, and no data. */
import {
  DescribeContinuousBackupsCommand,
  DescribeKinesisStreamingDestinationCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  type TableDescription,
} from '@aws-sdk/client-dynamodb'
import { DescribeStreamSummaryCommand, KinesisClient } from '@aws-sdk/client-kinesis'
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { ENV, ITEM_EXPIRY, KEY } from '../../../lambdas/runtime/names.ts'
import type { Deployment } from '../deployment.ts'
import { TABLES } from '../stack-names.ts'
import { streamNameOf } from '../stream-name.ts'
import { checkBuckets } from './buckets.ts'
import { type Ask, type Found, NotOffered } from './run.ts'
import type { Templates } from './templates.ts'

type Place = Pick<Deployment, 'names' | 'isLocal'>

export async function qualifyInstallation(
  { names, isLocal }: Place,
  { templates, signingKey }: { templates: Templates; signingKey: string | undefined },
  ask: Ask,
): Promise<void> {
  await ask('templates known', templates.folder ?? '', async () => ({
    found: `${templates.files.length} templates`,
    is: templates.folder === null ? 'not checked here' : templates.files.length > 0,
  }))
  const tables = new DynamoDBClient({})
  for (const [id, variable] of Object.entries(TABLES))
    await checkTable(tables, { id, name: names[variable], isLocal }, ask)
  await ask('table expiry', 'Control', async () => {
    const TableName = names[ENV.controlTable]
    const { TimeToLiveDescription: ttl } = await tables.send(new DescribeTimeToLiveCommand({ TableName }))
    const is = ttl?.TimeToLiveStatus === 'ENABLED' && ttl.AttributeName === ITEM_EXPIRY
    return { found: `${ttl?.TimeToLiveStatus ?? 'nothing'} ${ttl?.AttributeName ?? ''}`.trim(), is }
  })
  await checkBuckets({ names, isLocal }, ask)
  await checkStream(tables, { names, isLocal }, ask)
  await ask('signing key', '', () => signingKeyFound(signingKey))
  await ask('functions, schedules, alarms', '', async () => ({
    found: 'not read: compare them with the templates by `aws cloudformation detect-stack-drift`',
    is: 'not checked here',
  }))
}

type Table = { id: string; name: string | undefined; isLocal: boolean }

async function checkTable(client: DynamoDBClient, { id, name, isLocal }: Table, ask: Ask) {
  const TableName = name || `the name of ${id} is not known`
  const reading = name ? client.send(new DescribeTableCommand({ TableName })) : Promise.reject(new Error(TableName))
  const described = reading.then(({ Table = {} }) => Table)
  described.catch(() => undefined)
  const look = (judge: (table: TableDescription) => Found) => async () => judge(await described)
  await ask('table keys', id, look(keysFound))
  await ask('table recovery', id, async () => {
    const { ContinuousBackupsDescription: backups } = await client.send(
      new DescribeContinuousBackupsCommand({ TableName }),
    )
    const { PointInTimeRecoveryStatus, RecoveryPeriodInDays = 35 } = backups?.PointInTimeRecoveryDescription ?? {}
    const is = PointInTimeRecoveryStatus === 'ENABLED' && RecoveryPeriodInDays === 35
    return { found: `${PointInTimeRecoveryStatus ?? 'nothing'}, ${RecoveryPeriodInDays} days`, is }
  })
  await ask(
    'table protection',
    id,
    look(({ DeletionProtectionEnabled: is }) => {
      if (isLocal && is !== true) throw new NotOffered()
      return { found: String(is ?? false), is: is === true }
    }),
  )
  await ask(
    'table encryption',
    id,
    look(({ SSEDescription: sse }) => {
      if (isLocal && sse === undefined) throw new NotOffered()
      return { found: `${sse?.Status ?? 'nothing'} ${sse?.SSEType ?? ''}`.trim(), is: sse?.Status === 'ENABLED' }
    }),
  )
}

function keysFound({ KeySchema = [], BillingModeSummary, TableStatus }: TableDescription): Found {
  const keys = KeySchema.map(({ AttributeName, KeyType }) => `${AttributeName} ${KeyType}`).join(', ')
  const found = `${TableStatus}, ${keys}, ${BillingModeSummary?.BillingMode}`
  return { found, is: found === `ACTIVE, ${KEY.partition} HASH, ${KEY.sort} RANGE, PAY_PER_REQUEST` }
}

async function checkStream(tables: DynamoDBClient, { names, isLocal }: Place, ask: Ask) {
  // A server of one's own speaks HTTP/1.
  const client = new KinesisClient({ ...(isLocal && { requestHandler: new NodeHttpHandler() }) })
  const describe = async () => {
    const StreamName = await streamNameOf({ names })
    return (await client.send(new DescribeStreamSummaryCommand({ StreamName }))).StreamDescriptionSummary
  }
  await ask('stream active', '', async () => {
    const { StreamStatus, RetentionPeriodHours = 0 } = (await describe()) ?? {}
    const is = StreamStatus === 'ACTIVE' && RetentionPeriodHours >= 24
    return { found: `${StreamStatus}, ${RetentionPeriodHours} hours`, is }
  })
  await ask('stream encryption', '', async () => {
    if (isLocal) throw new NotOffered()
    const { EncryptionType = 'NONE' } = (await describe()) ?? {}
    return { found: EncryptionType, is: EncryptionType === 'KMS' }
  })
  await ask('stream fed', 'Statements', async () => {
    const TableName = names[ENV.statementsTable]
    const answer = await tables.send(new DescribeKinesisStreamingDestinationCommand({ TableName }))
    const states = answer.KinesisDataStreamDestinations?.map(({ DestinationStatus }) => DestinationStatus) ?? []
    return { found: states.join() || 'nothing', is: states.includes('ACTIVE') }
  })
}

async function signingKeyFound(KeyId: string | undefined): Promise<Found> {
  if (!KeyId) return { found: 'not known: name it by --signing-key', is: 'not checked here' }
  const { KeyMetadata } = await new KMSClient({}).send(new DescribeKeyCommand({ KeyId }))
  const { KeyState, KeySpec, KeyUsage } = KeyMetadata ?? {}
  const found = `${KeyState}, ${KeySpec}, ${KeyUsage}`
  return { found, is: found === 'Enabled, ECC_NIST_P256, SIGN_VERIFY' }
}
