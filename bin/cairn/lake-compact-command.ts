/** The command that makes the lake's files few now, and not at the next time of its schedule. */
import { type Compaction, compactLake } from '../../lambdas/lake/compaction/compact.ts'
import { showProgress } from '../terminal/progress.ts'
import { type Command, type Input, textOf, toTenant } from './command.ts'
import type { Deployment } from './deployment.ts'
import { UsageError } from './failure.ts'
import { lakeFilesOf } from './lake-days.ts'

const number = (value: number) => value.toLocaleString('en-US')

/** As `lakeKeepMinutes` of a deployment that says nothing else, and of the local runner. */
const KEEP_MINUTES = { cloud: 1_200, local: 1 }

export const compactFiles: Command = {
  usage: 'lake compact [--tenant TENANT] [--keep MINUTES]',
  summary: "makes few of the lake's files now, as its schedule does",
  details: `  --tenant  only this one
  --keep    removes files that were replaced so many minutes ago: no query may run longer
            (1,200 in AWS, 1 on the local runner)

  Queries may run meanwhile, and so may the schedule and other runs of this command.
  Exit code 1 where files could not be read, or something failed that may pass.`,
  options: { tenant: { type: 'string' }, keep: { type: 'string' } },
  takes: [0, 0],
  recorded: { act: 'lake.compacted', tenant: 'option' },
  async run(deployment, input) {
    const lake = lakeFilesOf(deployment)
    const notes: string[] = []
    let [files, rows] = [0, 0]
    const shown = showProgress(
      (seconds) => `Compacting: ${number(files)} files, ${number(rows)} rows in ${number(seconds)} s`,
    )
    const compact = (below: string) =>
      compactLake(lake, {
        keepMs: keepMinutes(input, deployment) * 60_000,
        now: () => deployment.clock.now(),
        below,
        log: {
          compacted(replacement) {
            files += replacement.inputs
            rows += replacement.rows
          },
          unreadable: ({ key, reason }) => void notes.push(`${key} cannot be read: ${reason}`),
          failed: ({ partition, error }) => void notes.push(`${partition}: ${(error as Error).message}`),
        },
      })
    try {
      const done = await compact(belowOf(input))
      return {
        text: [...notes, summaryOf(done)].join('\n'),
        json: done,
        ...((done.failures > 0 || done.unreadable > 0) && { code: 1 }),
      }
    } finally {
      shown.end()
    }
  },
}

function belowOf({ values }: Input): string {
  const tenant = textOf(values, 'tenant')
  return tenant === undefined ? '' : `tenant=${toTenant(tenant)}/`
}

function keepMinutes({ values }: Input, { isLocal }: Deployment): number {
  const text = textOf(values, 'keep')
  if (text === undefined) return isLocal ? KEEP_MINUTES.local : KEEP_MINUTES.cloud
  if (!/^\d{1,5}$/.test(text)) throw new UsageError(`--keep ${text}: it must be whole minutes.`)
  return Number(text)
}

function summaryOf({ replaced, written, rows, copies, deleted, kept, unreadable, failures }: Compaction): string {
  const lines = [
    `${number(replaced)} files became ${number(written)}, with ${number(rows)} rows${copies > 0 ? ` and ${number(copies)} copies left out` : ''}.`,
    `${number(deleted)} replaced files are removed, ${number(kept)} stay for queries that may hold them.`,
  ]
  if (unreadable > 0) lines.push(`${number(unreadable)} files cannot be read: see state/compaction/unreadable/.`)
  if (failures > 0) lines.push(`${number(failures)} folders failed: run it again.`)
  return lines.join('\n')
}
