/** The stream that the statements feed. */
import { DescribeKinesisStreamingDestinationCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { ENV } from '../../lambdas/runtime/names.ts'
import type { Deployment } from './deployment.ts'
import { Failure } from './failure.ts'

/** Where nobody has said its name, the table tells which stream it feeds: one of its own account and region. */
export async function streamNameOf({ names }: Pick<Deployment, 'names'>): Promise<string> {
  const name = names[ENV.statementStream]
  if (name) return name
  const TableName = names[ENV.statementsTable]
  const client = new DynamoDBClient({})
  const answer = await client.send(new DescribeKinesisStreamingDestinationCommand({ TableName }))
  const active = answer.KinesisDataStreamDestinations?.find(({ DestinationStatus }) => DestinationStatus === 'ACTIVE')
  const stream = active?.StreamArn?.split('/').at(-1)
  if (stream === undefined) throw new Failure(`The table ${TableName} feeds no stream.`)
  return stream
}
