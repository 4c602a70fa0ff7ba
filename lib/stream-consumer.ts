/** How a function is fed with the statements' stream: no record is lost to a fault, and none holds up its shard for ever. */
import { Duration } from 'aws-cdk-lib'
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda'
import type { DataStack } from './data-stack.ts'
import type { CairnFunction } from './function.ts'
import { allowStream } from './iam-rights.ts'

/** How many records an invocation gets, and how long Lambda waits for them; `only`: of what form, where not all are of use. */
export type StreamBatching = { batchSize: number; windowSeconds: number; only?: { [attribute: string]: string } }

export function feedFromStream(fn: CairnFunction, data: DataStack, { batchSize, windowSeconds, only }: StreamBatching) {
  allowStream(fn, data)
  new EventSourceMapping(fn, 'Source', {
    target: fn.lambda,
    eventSourceArn: data.stream.streamArn,
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize,
    maxBatchingWindow: Duration.seconds(windowSeconds),
    reportBatchItemFailures: true,
    // For an invocation that ends without an answer (too slow, out of memory): its halves may get through. A batch that
    // is answered is cut where the answer says.
    bisectBatchOnError: true,
    // No limit, and said: left out, a mapping that had one may keep it. Ten attempts are over in minutes, and then an
    // outage of S3 or a broken version would be a gap. What no retry can help, the functions pass over themselves.
    retryAttempts: -1,
    // Only what is too old, not what was forgotten, gets to the failure prefix whole.
    maxRecordAge: data.mostRecordAge,
    onFailure: { bind: () => ({ destination: data.lake.bucketArn }) },
    supportS3OnFailureDestination: true,
    ...(only && { filters: [filterOf(only)] }),
  })
}

/** Lambda looks into the data, and calls nothing for what does not match: an idle function costs nothing. */
const filterOf = (only: { [attribute: string]: string }) =>
  FilterCriteria.filter({
    data: Object.fromEntries(Object.entries(only).map(([name, value]) => [name, FilterRule.isEqual(value)])),
  })
