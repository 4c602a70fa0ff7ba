/**
 * From the stream to the lake. Kinesis delivers at least once and in any grouping, so any record may come again: files
 * are named after the records they hold, and the view shows a statement that stands in two files once.
 */
import type { KinesisStreamBatchResponse, KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda'
import { readAhead } from '../database/concurrency.ts'
import { storedOf } from '../statements/batch/sequence.ts'
import { PoisonRecord } from '../statements/batch/stream-record.ts'
import { withinTenant } from '../tenancy/tenant-context.ts'
import { amendRows, type Changes } from './amendments.ts'
import { type Row, VOID_COLUMNS } from './columns.ts'
import { later, type Passed, passedBy } from './freshness/passed.ts'
import { heldObject, markObject } from './freshness/state.ts'
import { rowsToParquet } from './parquet.ts'
import { rowToVoid, statementToRow } from './row.ts'
import { isOutdated, readChanges } from './streamed-amendments.ts'
import { cutBlocks, readBatch, readStatements, type StreamedBatch } from './streamed-batch.ts'

/** Where the files of the lake are. Every failure of its methods counts as temporary. */
export type Lake = {
  put(key: string, body: Uint8Array, contentType: string): Promise<void>
  /** Both: @returns undefined when there is no such object */
  getText(key: string): Promise<string | undefined>
  getBatchObject(key: string): Promise<Uint8Array | undefined>
}
/** What is worth logging of a run: counts and codes, never a body. */
export type LakeLog = {
  written(counts: { statements: number; files: number }): void
  quarantined(record: { sequenceNumber: string; reason: string }): void
  /** Its batch was rewritten since, and what the record says does not fit it any more. */
  outdated(record: { sequenceNumber: string }): void
  interrupted(record: { sequenceNumber: string; error: unknown }): void
}
export type LakeWriter = (event: KinesisStreamEvent) => Promise<KinesisStreamBatchResponse>

/** A record and the rows that its statements make. */
type Part = { record: KinesisStreamRecord; rows: Row[] }
/** What is of one tenant and day, in the stream's order. */
type Partition = { tenant: string; dt: string; parts: Part[] }
/** Consecutive records that are written together. */
type Chunk = { partitions: Map<string, Partition>; characters: number; passed?: Passed | undefined }

/** A few records can point to hundreds of megabytes: what was read is written once it has this many characters. */
const CHUNK_CHARACTERS = 24 * 1024 * 1024

export function createLakeWriter(lake: Lake, log: LakeLog, chunkCharacters = CHUNK_CHARACTERS): LakeWriter {
  return async ({ Records: records }) => {
    let chunk = emptyChunk()
    for await (const [record, read] of readAhead(records, (one) => readRecord(lake, one))) {
      try {
        await addRecord(lake, log, { record, read }, chunk)
      } catch (error) {
        const failure = await writeChunk(lake, log, chunk)
        return failFrom(log, failure ?? { record, error })
      }
      if (chunk.characters < chunkCharacters) continue
      const failure = await writeChunk(lake, log, chunk)
      if (failure) return failFrom(log, failure)
      chunk = emptyChunk()
    }
    const failure = await writeChunk(lake, log, chunk)
    return failure ? failFrom(log, failure) : { batchItemFailures: [] }
  }
}

/** A record that is in no file yet, and why. */
type RecordFailure = { record: KinesisStreamRecord; error: unknown }

const emptyChunk = (): Chunk => ({ partitions: new Map(), characters: 0 })

/** Kinesis sends everything from the first failure on again, so naming that one is enough. */
function failFrom(log: LakeLog, { record, error }: RecordFailure): KinesisStreamBatchResponse {
  const { sequenceNumber } = record.kinesis
  log.interrupted({ sequenceNumber, error })
  return { batchItemFailures: [{ itemIdentifier: sequenceNumber }] }
}

/** A batch with its blocks, none where the record is no commit; or why it cannot be had. */
type RecordRead = { batch: StreamedBatch; blocks: Uint8Array[] } | { error: unknown } | undefined

/** Large batches are objects, where each takes its time: the next few are read meanwhile. A failure is for its own turn. */
async function readRecord(lake: Lake, { kinesis }: KinesisStreamRecord): Promise<RecordRead> {
  try {
    const batch = readBatch(kinesis.data)
    return batch && { batch, blocks: await withinTenant(batch.tenant, () => blocksOf(lake, batch.body)) }
  } catch (error) {
    return { error }
  }
}

type ReadRecord = { record: KinesisStreamRecord; read: RecordRead }

/** Adds a record's rows to the chunk. One that cannot be read goes to quarantine, so that it never holds up the shard. */
async function addRecord(lake: Lake, log: LakeLog, { record, read }: ReadRecord, chunk: Chunk) {
  try {
    if (read !== undefined && 'error' in read) throw read.error
    chunk.passed = later(chunk.passed, passedBy(record, read?.batch.batchId))
    if (read !== undefined) addRows(chunk, record, read.batch, rowsOf(read.batch, read.blocks))
  } catch (error) {
    if (!(error instanceof PoisonRecord)) throw error
    if (await isOutdated(lake, record.kinesis.data)) log.outdated({ sequenceNumber: record.kinesis.sequenceNumber })
    else await quarantine(lake, log, record, error.message)
  }
}

function rowsOf(batch: StreamedBatch, blocks: Uint8Array[]): Row[] {
  const statements = readStatements(batch, blocks)
  try {
    return statements.map(({ text, sequence }) => statementToRow(text, sequence))
  } catch {
    throw new PoisonRecord('a statement cannot be read')
  }
}

async function blocksOf(lake: Lake, body: StreamedBatch['body']): Promise<Uint8Array[]> {
  if (Array.isArray(body)) return body
  // The object is written before its batch is committed: if it is not there now, it will never be.
  const object = await lake.getBatchObject(body.key)
  if (!object) throw new PoisonRecord('the object of the batch does not exist')
  return cutBlocks(object, body.ends)
}

function addRows(chunk: Chunk, record: KinesisStreamRecord, { tenant, batchId }: StreamedBatch, rows: Row[]) {
  const dt = storedOf(batchId).slice(0, 10)
  const key = `${tenant}/${dt}`
  const partition: Partition = chunk.partitions.get(key) ?? { tenant, dt, parts: [] }
  partition.parts.push({ record, rows })
  chunk.partitions.set(key, partition)
  for (const { raw } of rows) chunk.characters += (raw as string).length
}

/** Writes a file for each partition. @returns the first record that did not get into one */
async function writeChunk(lake: Lake, log: LakeLog, { partitions, passed }: Chunk): Promise<RecordFailure | undefined> {
  const failures: RecordFailure[] = []
  const written = { statements: 0, files: 0 }
  const changes = (partition: Partition) => readChanges(lake, partition).catch((error: unknown) => ({ error }))
  for await (const [partition, read] of readAhead(partitions.values(), changes)) {
    try {
      if ('error' in read) throw read.error
      const file = await toFile(lake, log, { ...partition, changes: read.changes })
      if (file === undefined) continue
      for (const { key, body } of file.objects) await lake.put(key, body, 'application/vnd.apache.parquet')
      written.statements += file.statements
      written.files++
    } catch (error) {
      failures.push({ record: firstOf(partition).record, error })
    }
  }
  log.written(written)
  if (failures.length === 0 && passed !== undefined) await mark(lake, log, passed)
  return failures.sort((a, b) => bySequence(a.record, b.record))[0]
}

/** All that is before the record in its shard is written. Without the mark nothing is lost: the next minute has one. */
async function mark(lake: Lake, log: LakeLog, { record, time: heartbeat }: Passed) {
  try {
    const { key, body, contentType } = markObject({ shard: shardOf(record), heartbeat })
    await lake.put(key, body, contentType)
  } catch (error) {
    log.interrupted({ sequenceNumber: record.kinesis.sequenceNumber, error })
  }
}

type LakeObject = { key: string; body: Uint8Array }
/** The objects in the order in which they are put. */
type LakeFile = { objects: LakeObject[]; statements: number }
type Amended = Partition & { changes: Changes }

/** Rows that make no file are the fault of their record alone: it goes to quarantine, and the others are written. */
async function toFile(lake: Lake, log: LakeLog, partition: Amended): Promise<LakeFile | undefined> {
  try {
    const all = partition.parts.flatMap((part) => part.rows)
    const rows = amendRows(all, partition.changes)
    const file = { key: statementsKey(partition), body: rowsToParquet(rows) }
    // Voids first: whoever sees a voiding statement sees what it does, too. What was voided stays so without it.
    return { objects: [...voidsObject(partition, all), ...(rows.length > 0 ? [file] : [])], statements: rows.length }
  } catch (error) {
    const { good = [], bad = [] } = Object.groupBy(partition.parts, (part) => (isWritable(part) ? 'good' : 'bad'))
    // Each can be written alone: then it is no record's fault, and a retry may help.
    if (bad.length === 0) throw error
    for (const { record } of bad) await quarantine(lake, log, record, 'the rows cannot be written as Parquet')
    return good.length === 0 ? undefined : toFile(lake, log, { ...partition, parts: good })
  }
}

function isWritable({ rows }: Part): boolean {
  try {
    return rowsToParquet(rows).length > 0
  } catch {
    return false
  }
}

const firstOf = ({ parts }: Partition) => parts[0] as Part

/** Sequence numbers are decimal and differ in length. */
function bySequence(a: KinesisStreamRecord, b: KinesisStreamRecord) {
  const [x, y] = [BigInt(a.kinesis.sequenceNumber), BigInt(b.kinesis.sequenceNumber)]
  return x < y ? -1 : Number(x > y)
}

function voidsObject(partition: Partition, rows: Row[]): LakeObject[] {
  const voids = rows.flatMap(rowToVoid)
  return voids.length === 0 ? [] : [{ key: voidsKey(partition), body: rowsToParquet(voids, VOID_COLUMNS) }]
}

const statementsKey = (partition: Partition) =>
  `lake/tenant=${partition.tenant}/dt=${partition.dt}/${rangeOf(partition)}.parquet`

const voidsKey = (partition: Partition) =>
  `voids/tenant=${partition.tenant}/${partition.dt}-${rangeOf(partition)}.parquet`

/** The same records make the same name, so a retry overwrites what an interrupted run wrote. */
function rangeOf(partition: Partition) {
  const first = firstOf(partition).record
  const last = partition.parts.at(-1)?.record ?? first
  return `${shardOf(first)}-${first.kinesis.sequenceNumber}-${last.kinesis.sequenceNumber}`
}

/** An event's id is `shardId-000000000000:<sequence number>`. */
const shardOf = ({ eventID }: KinesisStreamRecord) => eventID.slice(0, eventID.indexOf(':'))

async function quarantine(lake: Lake, log: LakeLog, record: KinesisStreamRecord, reason: string) {
  const { sequenceNumber, approximateArrivalTimestamp } = record.kinesis
  const arrived = new Date(approximateArrivalTimestamp * 1000)
  const day = arrived.toISOString().slice(0, 10)
  // First, so that no mark passes over what the lake does not have.
  const held = heldObject(arrived, `${shardOf(record)}-${sequenceNumber}`)
  await lake.put(held.key, held.body, held.contentType)
  const body = Buffer.from(JSON.stringify({ reason, record }))
  await lake.put(`quarantine/dt=${day}/${shardOf(record)}-${sequenceNumber}.json`, body, 'application/json')
  log.quarantined({ sequenceNumber, reason })
}
