/** How a function is fed with the statements' stream: no record is lost to a fault, and none holds up its shard for ever. */
import { Duration } from 'aws-cdk-lib'
import { EventSourceMapping, StartingPosition } from 'aws-cdk-lib/aws-lambda'
import type { DataStack } from './data-stack.ts'
import type { CairnFunction } from './function.ts'
import { allowStream } from './iam-rights.ts'

/** How many records an invocation gets, and how long Lambda waits for them. */
export type StreamBatching = { batchSize: number; windowSeconds: number }

export function feedFromStream(fn: CairnFunction, data: DataStack, { batchSize, windowSeconds }: StreamBatching) {
  allowStream(fn, data)
  new EventSourceMapping(fn, 'Source', {
    target: fn.lambda,
    eventSourceArn: data.stream.streamArn,
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize,
    maxBatchingWindow: Duration.seconds(windowSeconds),
    bisectBatchOnError: true,
    reportBatchItemFailures: true,
    retryAttempts: 10,
    // A day less than the stream keeps: what fails that long reaches the failure prefix before it is forgotten.
    maxRecordAge: Duration.days(6),
    onFailure: { bind: () => ({ destination: data.lake.bucketArn }) },
    supportS3OnFailureDestination: true,
  })
}
