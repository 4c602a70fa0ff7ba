/** A record of the stream, as AWS writes it for a table's Kinesis destination: one change of one item, in DynamoDB's JSON. */

export type ImageAttribute = { S?: string; N?: string; B?: string; BOOL?: boolean; L?: ImageAttribute[] }
/** All attributes of an item, as the change left it. */
export type Image = { [attribute: string]: ImageAttribute | undefined }

/** A record that no retry can help. Its message names the fault and never quotes the record: it is logged. */
export class PoisonRecord extends Error {
  override readonly name = 'PoisonRecord'
}

type ChangeRecord = { eventName?: string; dynamodb?: { NewImage?: Image } }

/**
 * @param data the record's data, base64
 * @returns the new item; undefined when the change did not insert one
 * @throws PoisonRecord
 */
export function readInsert(data: string): Image | undefined {
  const { eventName, dynamodb } = parseRecord(data)
  if (eventName !== 'INSERT') return undefined
  if (!dynamodb?.NewImage) throw new PoisonRecord('an INSERT without its new item')
  return dynamodb.NewImage
}

function parseRecord(data: string): ChangeRecord {
  try {
    const record: unknown = JSON.parse(Buffer.from(data, 'base64').toString('utf8'))
    if (typeof record === 'object' && record !== null) return record
  } catch {
    // The parser's own words quote what they found.
  }
  throw new PoisonRecord('the record is not a JSON object')
}
