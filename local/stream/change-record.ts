import { createHash } from 'node:crypto'
import { REGION } from '../template/account.ts'
import type { StreamedTable } from '../template/deployment.ts'

/** A change as a table's stream gives it, in DynamoDB's own JSON. */
export type Change = {
  eventID: string
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE'
  dynamodb: {
    /** Seconds. */
    ApproximateCreationDateTime: number
    Keys: object
    NewImage?: object
    OldImage?: object
    SequenceNumber: string
    SizeBytes?: number
  }
}
/** An entry of Kinesis's PutRecords. */
export type Entry = { Data: string; PartitionKey: string }

/** The most that one Kinesis record may hold. */
const RECORD_LIMIT = 1_048_576

/** The record that DynamoDB writes to a Kinesis stream. */
export function changeToEntry(table: StreamedTable, change: Change): Entry {
  const { Keys, OldImage, ...rest } = change.dynamodb
  let data = Buffer.from(JSON.stringify(toRecord(table, change)))
  if (data.length > RECORD_LIMIT && OldImage) {
    // Two big images can be more than the engine takes; a change that could never be published would block all others.
    data = Buffer.from(JSON.stringify(toRecord(table, { ...change, dynamodb: { Keys, ...rest } })))
  }
  const PartitionKey = createHash('sha256').update(JSON.stringify(Keys)).digest('hex')
  return { Data: data.toString('base64'), PartitionKey }
}

function toRecord(table: StreamedTable, { eventID, eventName, dynamodb }: Change): object {
  const { ApproximateCreationDateTime: seconds, Keys, NewImage, OldImage, SizeBytes } = dynamodb
  const { precision } = table.destination
  return {
    awsRegion: REGION,
    eventID,
    eventName,
    userIdentity: null,
    recordFormat: 'application/json',
    tableName: table.name,
    dynamodb: {
      ApproximateCreationDateTime: Math.round(seconds * (precision === 'MILLISECOND' ? 1e3 : 1e6)),
      ApproximateCreationDateTimePrecision: precision,
      Keys,
      ...(NewImage && { NewImage }),
      ...(OldImage && { OldImage }),
      ...(SizeBytes !== undefined && { SizeBytes }),
    },
    eventSource: 'aws:dynamodb',
  }
}
