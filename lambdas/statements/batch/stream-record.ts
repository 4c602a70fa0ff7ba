/** A record of the stream, as AWS writes it for a table's Kinesis destination: one change of one item, in DynamoDB's JSON. */
import { createHash, randomUUID } from 'node:crypto'
import type { Attribute, Item } from '../../database/tables.ts'

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

/** Who put a record into the stream that no change of the table did. AWS says so of what its own services delete. */
const REPLAY = { type: 'Operator', principalId: 'cairn lake replay' }

/** A record of the stream, to be put there. */
export type NewRecord = { data: Uint8Array; partitionKey: string }

/** The insert of an item once more, in the form in which the table's destination told it. */
export function toInsertRecord({ pk, sk, ...attributes }: Item): NewRecord {
  const Keys = { pk: { S: pk }, sk: { S: sk } }
  const record = {
    eventID: randomUUID(),
    eventName: 'INSERT',
    userIdentity: REPLAY,
    recordFormat: 'application/json',
    dynamodb: { Keys, NewImage: { ...Keys, ...toImage(attributes) } },
    eventSource: 'aws:dynamodb',
  }
  const partitionKey = createHash('sha256').update(`${pk} ${sk}`).digest('hex')
  return { data: Buffer.from(JSON.stringify(record)), partitionKey }
}

/** What was added to an item since has no place in its insert: sets are left out. */
function toImage(attributes: { [name: string]: Attribute }): Image {
  const entries = Object.entries(attributes).filter(([, value]) => !(value instanceof Set))
  return Object.fromEntries(entries.map(([name, value]) => [name, toImageAttribute(value)]))
}

function toImageAttribute(value: Attribute): ImageAttribute {
  if (typeof value === 'string') return { S: value }
  if (typeof value === 'number') return { N: String(value) }
  if (typeof value === 'boolean') return { BOOL: value }
  if (Array.isArray(value)) return { L: value.map(toImageAttribute) }
  if (value instanceof Uint8Array) return { B: Buffer.from(value).toString('base64') }
  throw new Error('An attribute of a type that no batch has at its insert.')
}
