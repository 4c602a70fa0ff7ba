/** Calls functions by the clock, as the templates' rules of EventBridge say. */
import { randomUUID } from 'node:crypto'
import { Failure } from './failure.ts'
import type { FunctionPool } from './functions/function-pool.ts'
import type { Checkpoint } from './home/checkpoint.ts'
import { type StreamReader, startStreamReader } from './stream/stream-reader.ts'
import { ACCOUNT, REGION } from './template/account.ts'
import type { Schedule } from './template/schedule.ts'
import { pause } from './waiting.ts'

export type SchedulesOptions = {
  schedules: readonly Schedule[]
  poolNamed(functionName: string): FunctionPool | undefined
  /** When each ran last: a runner that is started anew each hour still does what is due once a day. */
  checkpoint: Checkpoint
  now?: () => number
  log(line: string): void
}

/** Timers take no more than 24 days, and a laptop that slept is late. */
const LONGEST_PAUSE_MS = 60_000

export function startSchedules({ schedules, poolNamed, ...options }: SchedulesOptions): StreamReader[] {
  return schedules.map((schedule) => {
    const pool = poolNamed(schedule.functionName)
    if (!pool) throw new Failure(`${schedule.name}: the templates have no function ${schedule.functionName}`)
    return startSchedule(schedule, pool, options)
  })
}

type ClockOptions = Pick<SchedulesOptions, 'checkpoint' | 'now' | 'log'>

/**
 * One event after the other. In the cloud a run that takes longer than its interval gets another beside it; a laptop has
 * no room for that, and what is scheduled does all there is to do each time.
 */
function startSchedule(schedule: Schedule, pool: FunctionPool, { checkpoint, now = Date.now, log }: ClockOptions) {
  return startStreamReader(async (signal) => {
    let last = new Date(checkpoint.get(schedule.name) ?? now())
    checkpoint.set(schedule.name, last.toISOString())
    for (let due = schedule.due(last); due && !signal.aborted; due = schedule.due(last)) {
      const wait = due.getTime() - now()
      if (wait > 0) {
        await pause(Math.min(wait, LONGEST_PAUSE_MS), signal)
        continue
      }
      last = new Date(now())
      checkpoint.set(schedule.name, last.toISOString())
      const { kind } = await pool.invoke(schedule.input ?? scheduledEvent(schedule, last))
      if (kind !== 'result' && !signal.aborted) log(`${schedule.functionName} failed by the clock: see its log`)
    }
  })
}

const scheduledEvent = ({ arn }: Schedule, time: Date): string =>
  JSON.stringify({
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: ACCOUNT,
    time: time.toISOString().replace(/\.\d+Z$/, 'Z'),
    region: REGION,
    resources: [arn],
    detail: {},
  })
