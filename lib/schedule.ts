/** How a function is called by the clock. */
import { Duration } from 'aws-cdk-lib'
import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import type { CairnFunction } from './function.ts'

/** Every so many minutes, or each night: often enough from 2 to 5 UTC to get through a day's work. */
export type Interval = number | 'nightly'

/** What is done for an hour when it is over: some minutes later, so that it is, by every clock. */
const AFTER_THE_HOUR = Schedule.cron({ minute: '7' })

/**
 * What is called so does all there is to do, so a call that fails is not repeated: the next one comes anyway, and an
 * alarm counts failures. Calls may come twice, and run beside each other.
 */
export function runEvery(fn: CairnFunction, interval: Interval, description: string): Rule {
  const minutes = interval === 'nightly' ? 20 : interval
  const schedule =
    interval === 'nightly' ? Schedule.cron({ minute: '0/20', hour: '2-4' }) : Schedule.rate(Duration.minutes(minutes))
  return runOn(fn, { minutes, schedule, description })
}

export const runAfterEachHour = (fn: CairnFunction, description: string): Rule =>
  runOn(fn, { minutes: 60, schedule: AFTER_THE_HOUR, description })

type Due = { minutes: number; schedule: Schedule; description: string }

function runOn(fn: CairnFunction, { minutes, schedule, description }: Due): Rule {
  fn.lambda.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(Math.min(minutes, 360)) })
  return new Rule(fn, 'Schedule', {
    description,
    schedule,
    targets: [new LambdaFunction(fn.lambda, { retryAttempts: 0 })],
  })
}
