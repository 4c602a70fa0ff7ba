/**
 * From the stream to the lake. Kinesis delivers at least once and in any grouping, so nothing here counts on being run
 * once: files are named after the records they hold, and the view shows a statement that lies in two files once.
 */
import type { KinesisStreamBatchResponse, KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda'
import { storedOf } from '../statements/batch/sequence.ts'
import { PoisonRecord } from '../statements/batch/stream-record.ts'
import type { Row } from './columns.ts'
import { rowsToParquet } from './parquet.ts'
import { statementToRow } from './row.ts'
import { cutBlocks, readBatch, readStatements, type StreamedBatch } from './stream-record.ts'

/** Where the lake lies. Every failure of `put`, and of `batchObject`, is taken for one that passes. */
export type Lake = {
  put(key: string, body: Uint8Array, contentType: string): Promise<void>
  /** @returns undefined when there is no such object */
  batchObject(key: string): Promise<Uint8Array | undefined>
}
/** What is worth telling of a run: counts and codes, never a body. */
export type LakeLog = {
  written(counts: { statements: number; files: number }): void
  quarantined(record: { sequenceNumber: string; reason: string }): void
  interrupted(record: { sequenceNumber: string; error: unknown }): void
}
export type LakeWriter = (event: KinesisStreamEvent) => Promise<KinesisStreamBatchResponse>

/** The rows of one tenant and day, and the records they come from, in the stream's order. */
type Group = { tenant: string; dt: string; rows: Row[]; records: KinesisStreamRecord[] }
/** Consecutive records that are written together. */
type Chunk = { groups: Map<string, Group>; characters: number }

/** A few records can point to hundreds of megabytes; what is held at once is kept below this many characters. */
const CHUNK_CHARACTERS = 24 * 1024 * 1024

export function createLakeWriter(lake: Lake, log: LakeLog, chunkCharacters = CHUNK_CHARACTERS): LakeWriter {
  return async ({ Records: records }) => {
    let chunk = emptyChunk()
    for (const record of records) {
      try {
        await read(lake, log, record, chunk)
      } catch (error) {
        const unwritten = await flush(lake, log, chunk)
        return failFrom(log, unwritten ?? { record, error })
      }
      if (chunk.characters < chunkCharacters) continue
      const unwritten = await flush(lake, log, chunk)
      if (unwritten) return failFrom(log, unwritten)
      chunk = emptyChunk()
    }
    const unwritten = await flush(lake, log, chunk)
    return unwritten ? failFrom(log, unwritten) : { batchItemFailures: [] }
  }
}

type Unwritten = { record: KinesisStreamRecord; error: unknown }

const emptyChunk = (): Chunk => ({ groups: new Map(), characters: 0 })

/** Kinesis hands out everything from the first failure on once more, so one name is enough. */
function failFrom(log: LakeLog, { record, error }: Unwritten): KinesisStreamBatchResponse {
  const { sequenceNumber } = record.kinesis
  log.interrupted({ sequenceNumber, error })
  return { batchItemFailures: [{ itemIdentifier: sequenceNumber }] }
}

/** Adds a record's rows to the chunk; a record that cannot be read is put aside, so that it never holds up the shard. */
async function read(lake: Lake, log: LakeLog, record: KinesisStreamRecord, chunk: Chunk) {
  try {
    const batch = readBatch(record.kinesis.data)
    if (batch) add(chunk, record, batch, await rowsOf(lake, batch))
  } catch (error) {
    if (!(error instanceof PoisonRecord)) throw error
    await quarantine(lake, record, error.message)
    log.quarantined({ sequenceNumber: record.kinesis.sequenceNumber, reason: error.message })
  }
}

async function rowsOf(lake: Lake, batch: StreamedBatch): Promise<Row[]> {
  const statements = readStatements(batch, await blocksOf(lake, batch.body))
  try {
    return statements.map(({ text, sq }) => statementToRow(text, sq))
  } catch {
    throw new PoisonRecord('a statement cannot be read')
  }
}

async function blocksOf(lake: Lake, body: StreamedBatch['body']): Promise<Uint8Array[]> {
  if (Array.isArray(body)) return body
  // The object is written before its batch is committed: if it is not there now, it will never be.
  const object = await lake.batchObject(body.key)
  if (!object) throw new PoisonRecord('the object of the batch does not exist')
  return cutBlocks(object, body.ends)
}

function add(chunk: Chunk, record: KinesisStreamRecord, { tenant, sq }: StreamedBatch, rows: Row[]) {
  const dt = storedOf(sq).slice(0, 10)
  const key = `${tenant}/${dt}`
  const group: Group = chunk.groups.get(key) ?? { tenant, dt, rows: [], records: [] }
  group.rows.push(...rows)
  group.records.push(record)
  chunk.groups.set(key, group)
  for (const { raw } of rows) chunk.characters += (raw as string).length
}

/** Writes every group, and says which record is the first that did not get into a file. */
async function flush(lake: Lake, log: LakeLog, { groups }: Chunk): Promise<Unwritten | undefined> {
  const failed: Unwritten[] = []
  let statements = 0
  for (const group of groups.values()) {
    const body = rowsToParquet(group.rows)
    try {
      await lake.put(objectKey(group), body, 'application/vnd.apache.parquet')
      statements += group.rows.length
    } catch (error) {
      failed.push({ record: group.records[0] as KinesisStreamRecord, error })
    }
  }
  log.written({ statements, files: groups.size - failed.length })
  return failed.sort((a, b) => bySequence(a.record, b.record))[0]
}

/** Sequence numbers are decimal and differ in length. */
function bySequence(a: KinesisStreamRecord, b: KinesisStreamRecord) {
  const [x, y] = [BigInt(a.kinesis.sequenceNumber), BigInt(b.kinesis.sequenceNumber)]
  return x < y ? -1 : Number(x > y)
}

/** The same records make the same name, so a retry overwrites what an interrupted run wrote. */
function objectKey({ tenant, dt, records }: Group) {
  const first = records[0] as KinesisStreamRecord
  const last = records.at(-1) as KinesisStreamRecord
  const range = `${shardOf(first)}-${first.kinesis.sequenceNumber}-${last.kinesis.sequenceNumber}`
  return `lake/tenant=${tenant}/dt=${dt}/${range}.parquet`
}

/** An event's id is `shardId-000000000000:<sequence number>`. */
const shardOf = ({ eventID }: KinesisStreamRecord) => eventID.slice(0, eventID.indexOf(':'))

async function quarantine(lake: Lake, record: KinesisStreamRecord, reason: string) {
  const { sequenceNumber, approximateArrivalTimestamp } = record.kinesis
  const day = new Date(approximateArrivalTimestamp * 1000).toISOString().slice(0, 10)
  const body = Buffer.from(JSON.stringify({ reason, record }))
  await lake.put(`quarantine/dt=${day}/${shardOf(record)}-${sequenceNumber}.json`, body, 'application/json')
}
