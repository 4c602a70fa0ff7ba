/** How a function is called by the clock. */
import { Duration } from 'aws-cdk-lib'
import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import type { CairnFunction } from './function.ts'

/**
 * What is called so does all there is to do, so a call that fails is not repeated: the next one comes anyway, and an
 * alarm counts failures. Calls may come twice, and run beside each other.
 */
export function runEvery(fn: CairnFunction, minutes: number, description: string): Rule {
  fn.lambda.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(Math.max(1, minutes)) })
  return new Rule(fn, 'Schedule', {
    description,
    schedule: Schedule.rate(Duration.minutes(minutes)),
    targets: [new LambdaFunction(fn.lambda, { retryAttempts: 0 })],
  })
}
