/** The command that refills the lake from the store. */
import { createRecordStream } from '../../lambdas/lake/maintenance/kinesis-record-stream.ts'
import { createPacedStream } from '../../lambdas/lake/maintenance/record-stream.ts'
import { replay } from '../../lambdas/lake/maintenance/replay.ts'
import {
  fromReplayProgressItem,
  type ReplayProgress,
  replayProgressKey,
  toReplayProgressItem,
} from '../../lambdas/lake/maintenance/replay-progress-item.ts'
import { consistentThroughAt } from '../../lambdas/statements/batch/consistent-through.ts'
import { showProgress } from '../terminal/progress.ts'
import { type Command, textOf, type Values } from './command.ts'
import type { Deployment } from './deployment.ts'
import { Failure, UsageError } from './failure.ts'
import { DAYS_HELP, daysOf, TENANT_AND_DAYS, tenantsOf } from './lake-days.ts'
import { patient } from './patience.ts'
import { streamNameOf } from './stream-name.ts'

const number = (value: number) => value.toLocaleString('en-US')

export const replayLakeDays: Command = {
  usage: 'lake replay --from DAY [--to DAY] [--tenant TENANT] | lake replay --resume [--tenant TENANT]',
  summary: 'refills the lake with what is stored, through the stream',
  details: `${DAYS_HELP}
  --resume  goes on where the last run was interrupted, with its days

  After a gap, a restore, or a new column. It takes half of what the stream's shards take, so that what is stored
  meanwhile has room. What lies in the lake already lies there twice then: the view shows it once, and compaction
  makes one of both. The rows are there when the lake's writer has read the stream; see cairn lake check.`,
  options: { ...TENANT_AND_DAYS, resume: { type: 'boolean' } },
  takes: [0, 0],
  recorded: { act: 'lake.replayed', tenant: 'option' },
  async run(deployment, { values }) {
    const checkpoint = checkpointOf(deployment, textOf(values, 'tenant'))
    const { clock } = deployment
    let progress = await beginning(deployment, values, checkpoint)
    await checkpoint.keep(progress)
    const stream = await createPacedStream(createRecordStream(await streamNameOf(deployment)), clock)
    const tables = patient(deployment.tables, clock)
    const shown = showProgress((seconds) => progressOf(progress, seconds))
    try {
      const parts = { tables, stream, through: consistentThroughAt(clock.now()) }
      for await (progress of replay(parts, progress)) await checkpoint.keep(progress)
    } catch (error) {
      throw new Failure('The replay was interrupted; --resume goes on with it.', { cause: error })
    } finally {
      shown.end()
    }
    const { from, to, batches, statements, bytes } = progress
    const what = `${number(statements)} statements in ${number(batches)} requests, ${number(bytes)} bytes`
    const text = `Replayed ${what} of ${from} to ${to}. The lake has them when its writer has read the stream.`
    return { text, json: { from, to, batches, statements, bytes }, told: { what: { from, to, batches, statements } } }
  },
}

type Checkpoint = ReturnType<typeof checkpointOf>

async function beginning(deployment: Deployment, values: Values, checkpoint: Checkpoint): Promise<ReplayProgress> {
  if (values.resume === true) {
    if (textOf(values, 'from') ?? textOf(values, 'to'))
      throw new UsageError('--resume goes on with the days of the interrupted run: leave --from and --to out.')
    return await checkpoint.read()
  }
  const days = daysOf(values, deployment.clock.now())
  const tenants = [...(await tenantsOf(deployment, values))].sort()
  return { ...days, tenants, isDone: false, batches: 0, statements: 0, bytes: 0 }
}

/** In `Control`, so that another machine can go on. */
function checkpointOf({ tables }: Deployment, tenant: string | undefined) {
  return {
    async read(): Promise<ReplayProgress> {
      const item = await tables.get('control', replayProgressKey(tenant), true)
      const progress = item && fromReplayProgressItem(item)
      if (progress === undefined || progress.isDone) throw new Failure('There is no interrupted replay to resume.')
      return progress
    },
    keep: (progress: ReplayProgress) => tables.putIf('control', toReplayProgressItem(tenant, progress)),
  }
}

function progressOf({ at, batches, statements, bytes }: ReplayProgress, seconds: number): string {
  const rate = number(Math.round(statements / Math.max(seconds, 1)))
  const counts = `${number(batches)} requests, ${number(statements)} statements, ${number(bytes)} bytes`
  return `Replaying ${at === undefined ? '' : `${at.tenant} ${at.day}`}: ${counts}, ${rate} statements a second`
}
