/**
 * Refills a lake of the drill's own with what was restored, by the code of the lake's writer: as `cairn lake replay`, but
 * without the stream, which production reads. The same requests make the same files, so an interrupted one is made again.
 */
import type { KinesisStreamRecord } from 'aws-lambda'
import { checkLake } from '../../../lambdas/lake/maintenance/check.ts'
import { differencesOf } from '../../../lambdas/lake/maintenance/check-day.ts'
import type { PacedStream } from '../../../lambdas/lake/maintenance/record-stream.ts'
import { replay } from '../../../lambdas/lake/maintenance/replay.ts'
import type { ReplayProgress } from '../../../lambdas/lake/maintenance/replay-progress-item.ts'
import { connectS3Lake, LAKE_TIMEOUT_MS } from '../../../lambdas/lake/s3-lake.ts'
import { createLakeWriter, type LakeLog } from '../../../lambdas/lake/writer.ts'
import { ENV } from '../../../lambdas/runtime/names.ts'
import { createBatches } from '../../../lambdas/statements/batch/batches.ts'
import type { NewRecord } from '../../../lambdas/statements/batch/stream-record.ts'
import { tenantId } from '../../../lambdas/tenancy/tenant-id.ts'
import { Failure } from '../failure.ts'
import { lakeFilesOf } from '../lake-days.ts'
import { patient } from '../patience.ts'
import { createDifferences } from './content-objects.ts'
import type { DrillProgress, StepResult } from './drill-progress.ts'
import type { Restored } from './restored.ts'
import type { StatementCounts } from './statement-counts.ts'

/** What goes into one run of the writer: files of thousands of rows, and little in memory. */
const RUN = { records: 500, bytes: 4_000_000 }
const SHARD = 'shardId-000000000000'

type Lakes = NonNullable<DrillProgress['lake']>
type Keep = (lakes: Lakes) => void

/** Each tenant's own days alone: a day costs 192 reads, also an empty one. */
export async function refillLake(
  restored: Restored,
  { counts, lakes, keep }: { counts: StatementCounts; lakes: Lakes; keep: Keep },
): Promise<Omit<StepResult, 'seconds'>> {
  const differences = createDifferences()
  const done: Lakes = { ...lakes }
  for (const [tenant, { first, last }] of Object.entries(counts).toSorted()) {
    const begun = done[tenant] ?? { ...NOTHING, tenants: [tenant], from: first, to: last }
    if (begun.isDone) continue
    const stream = writerStream(restored, begun.batches, (reason) => differences.add('request not readable', reason))
    const parts = { tables: patient(restored.tables, restored.clock), stream, through: Number.POSITIVE_INFINITY }
    for await (const progress of replay(parts, begun)) {
      done[tenant] = progress
      keep(done)
    }
  }
  const all = Object.values(done)
  const sum = (of: (one: ReplayProgress) => number) => all.reduce((total, one) => total + of(one), 0)
  const { double, differing } = await compareLake(restored, counts)
  const found = { statements: sum((one) => one.statements), bytes: sum((one) => one.bytes), double }
  return { found, differences: [...differences.all(), ...differing] }
}

const NOTHING = { isDone: false, batches: 0, statements: 0, bytes: 0 }

/** Its names of records count the requests before them: who goes on writes over what an interrupted run has begun. */
function writerStream(restored: Restored, from: number, onUnreadable: (reason: string) => void): PacedStream {
  const log: LakeLog = {
    written: () => undefined,
    quarantined: ({ reason }) => onUnreadable(reason),
    outdated: () => onUnreadable('it was rewritten since'),
    interrupted: ({ error }) => {
      throw new Failure("The drill's lake cannot be written:", { cause: error })
    },
  }
  const bucket = restored.names[ENV.lakeBucket] ?? ''
  const write = createLakeWriter(connectS3Lake(bucket, restored.objects, LAKE_TIMEOUT_MS), log)
  let before = from
  return {
    fits: (count, bytes) => count <= RUN.records && bytes <= RUN.bytes,
    async put(records) {
      await write({ Records: records.map((record, at) => toStreamed(record, before + at)) })
      before += records.length
    },
  }
}

function toStreamed({ data, partitionKey }: NewRecord, number: number): KinesisStreamRecord {
  const sequenceNumber = String(number).padStart(20, '0')
  return {
    awsRegion: '',
    eventID: `${SHARD}:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    eventSource: 'aws:kinesis',
    eventSourceARN: '',
    eventVersion: '1.0',
    invokeIdentityArn: '',
    kinesis: {
      approximateArrivalTimestamp: 0,
      data: Buffer.from(data).toString('base64'),
      kinesisSchemaVersion: '1.0',
      partitionKey,
      sequenceNumber,
    },
  }
}

async function compareLake(restored: Restored, counts: StatementCounts) {
  const differences = createDifferences()
  let double = 0
  const { tables, objects, clock } = restored
  const files = lakeFilesOf(restored)
  const through = Number.POSITIVE_INFINITY
  const parts = { tables: patient(tables, clock), batches: createBatches(tables, objects), files, through }
  const progress = { statements: 0, rows: 0, files: 0, days: 0 }
  for (const [tenant, { first, last }] of Object.entries(counts)) {
    const days = { tenants: [tenantId(tenant)], from: first, to: last }
    for await (const { statements, voids, day } of checkLake(parts, days, progress)) {
      double += statements.double.count + voids.double.count
      if (differencesOf(statements) + differencesOf(voids) > 0)
        differences.add('day of the lake differs', `${tenant} ${day}`)
    }
  }
  return { double, differing: differences.all() }
}
