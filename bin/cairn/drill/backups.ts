/** DynamoDB's point-in-time recovery: the moment that all tables can be restored to, and the restores themselves. */
import { setTimeout as pause } from 'node:timers/promises'
import {
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DynamoDBClient,
  paginateListTables,
  ResourceNotFoundException,
  RestoreTableToPointInTimeCommand,
  TableAlreadyExistsException,
  TableInUseException,
} from '@aws-sdk/client-dynamodb'
import { Failure } from '../failure.ts'

export type Restore = { source: string; target: string }
export type RestorableTimes = { earliest: number; latest: number }

/** A restore of an empty table takes minutes in AWS, and nothing on a laptop. */
const LOOK_AGAIN_MS = { aws: 10_000, local: 100 }

export type Backups = ReturnType<typeof createBackups>

/** @param endpoint of the local runner; without it that of the environment, or AWS */
export function createBackups(endpoint: string | undefined) {
  const client = new DynamoDBClient({ maxAttempts: 8, ...(endpoint && { endpoint }) })
  const statusOf = async (TableName: string): Promise<string | undefined> => {
    try {
      return (await client.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined
      throw error
    }
  }
  return {
    statusOf,
    /** Between which moments (ms) all of them can be restored. @throws Failure where one has no recovery */
    async restorable(tables: string[]): Promise<RestorableTimes> {
      const times = await Promise.all(tables.map((table) => timesOf(client, table)))
      return {
        earliest: Math.max(...times.map(({ earliest }) => earliest)),
        latest: Math.min(...times.map(({ latest }) => latest)),
      }
    },

    /** Begins it, unless it is begun or done already. */
    async begin({ source, target }: Restore, moment: number): Promise<void> {
      if ((await statusOf(target)) !== undefined) return
      const RestoreDateTime = new Date(moment)
      const input = { SourceTableName: source, TargetTableName: target, RestoreDateTime }
      await client.send(new RestoreTableToPointInTimeCommand(input)).catch((error) => {
        if (!(error instanceof TableAlreadyExistsException || error instanceof TableInUseException)) throw error
      })
    },

    /** @throws Failure when the table is gone again, as where a local runner ended in the middle */
    async untilActive(target: string): Promise<void> {
      for (;;) {
        const status = await statusOf(target)
        if (status === 'ACTIVE') return
        if (status === undefined) throw new Failure(`The restore of ${target} did not end: begin the command again.`)
        await pause(endpoint === undefined ? LOOK_AGAIN_MS.aws : LOOK_AGAIN_MS.local)
      }
    },

    async tables(): Promise<string[]> {
      const found: string[] = []
      for await (const { TableNames = [] } of paginateListTables({ client }, {})) found.push(...TableNames)
      return found
    },
    async remove(TableName: string): Promise<void> {
      await client.send(new DeleteTableCommand({ TableName }))
    },
  }
}

async function timesOf(client: DynamoDBClient, TableName: string): Promise<RestorableTimes> {
  const { ContinuousBackupsDescription } = await client.send(new DescribeContinuousBackupsCommand({ TableName }))
  const {
    PointInTimeRecoveryStatus: status,
    EarliestRestorableDateTime: earliest,
    LatestRestorableDateTime: latest,
  } = ContinuousBackupsDescription?.PointInTimeRecoveryDescription ?? {}
  if (status !== 'ENABLED' || earliest === undefined || latest === undefined)
    throw new Failure(`The table ${TableName} can't be restored: its point-in-time recovery is ${status ?? 'off'}.`)
  return { earliest: earliest.getTime(), latest: latest.getTime() }
}
