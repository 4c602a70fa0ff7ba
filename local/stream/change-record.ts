/** Turns a change of a table's stream into the record that DynamoDB writes to a Kinesis stream. */
import { createHash } from 'node:crypto'
import { REGION } from '../template/account.ts'
import type { StreamedTable } from '../template/deployment.ts'

/** As a table's stream gives it, in DynamoDB's own JSON. */
export type TableChange = {
  eventID: string
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE'
  dynamodb: {
    /** In seconds. */
    ApproximateCreationDateTime: number
    Keys: object
    NewImage?: object
    OldImage?: object
    SequenceNumber: string
    SizeBytes?: number
  }
}
/** One record in the input of Kinesis's PutRecords. */
export type PutRecordsEntry = { Data: string; PartitionKey: string }

/** The most that one Kinesis record may hold. */
const RECORD_LIMIT = 1_048_576

export function changeToEntry(table: StreamedTable, change: TableChange): PutRecordsEntry {
  const { Keys, OldImage, ...rest } = change.dynamodb
  let data = Buffer.from(JSON.stringify(toRecord(table, change)))
  if (data.length > RECORD_LIMIT && OldImage) {
    // Two large images can be over the limit; a change that can never be published would block all after it.
    data = Buffer.from(JSON.stringify(toRecord(table, { ...change, dynamodb: { Keys, ...rest } })))
  }
  // Sorted: an engine may name the attributes of one item in another order each time.
  const item = JSON.stringify(Object.entries(Keys).sort(([a], [b]) => (a < b ? -1 : 1)))
  const PartitionKey = createHash('sha256').update(item).digest('hex')
  return { Data: data.toString('base64'), PartitionKey }
}

function toRecord(table: StreamedTable, { eventID, eventName, dynamodb }: TableChange): object {
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
