/** The record of a change, as DynamoDB puts it into a Kinesis stream. */
import { describe, expect, it } from '@jest/globals'
import { changeToEntry, type TableChange } from '../../../local/stream/change-record.ts'
import type { StreamedTable } from '../../../local/template/deployment.ts'

const table: StreamedTable = {
  name: 'T',
  arn: 'arn',
  schema: {},
  destination: { streamName: 'S', precision: 'MILLISECOND' },
}
const changeOf = (Keys: object): TableChange => ({
  eventID: '1',
  eventName: 'INSERT',
  dynamodb: { ApproximateCreationDateTime: 1, Keys, SequenceNumber: '1' },
})

describe('the record of a change', () => {
  it('has one partition key for each item, in whatever order an engine names its attributes', () => {
    const keyOf = (keys: object) => changeToEntry(table, changeOf(keys)).PartitionKey
    const pk = { S: 'p' }
    expect(keyOf({ sk: { S: 's' }, pk })).toBe(keyOf({ pk, sk: { S: 's' } }))
    expect(keyOf({ sk: { S: 't' }, pk })).not.toBe(keyOf({ pk, sk: { S: 's' } }))
  })
})
