/** The lake writer against an S3 emulator: what it writes, quarantines and hands back. */
import { beforeEach, describe, expect, it } from '@jest/globals'
import type { KinesisStreamRecord } from 'aws-lambda'
import fc from 'fast-check'
import { openLake } from '../../bin/query/duckdb-lake.ts'
import { mirrorLake } from '../../bin/query/s3-mirror.ts'
import { createS3Lake } from '../../lambdas/lake/s3-lake.ts'
import { createLakeWriter } from '../../lambdas/lake/writer.ts'
import { createLakeLog } from '../../lambdas/lake/writer-log.ts'
import { callsUnderWay } from '../support/calls-under-way.ts'
import { temporaryFolder } from '../support/during-tests.ts'
import {
  batchInsert,
  bigBatchInsert,
  insert,
  kinesisEvent,
  kinesisRecords,
  sequenceAt,
  type TableChange,
} from '../support/kinesis-events.ts'
import { BUCKETS, useLakeBuckets } from '../support/s3-emulator.ts'

const s3 = useLakeBuckets()
const folder = temporaryFolder()
let log: string[]
let tenants = 0
/** Each test has a tenant of its own, so that the lake need not be emptied between them. */
let tenant: string

beforeEach(() => {
  s3.faults.fails = () => false
  log = []
  tenant = `tenant-${++tenants}`
})

const writer = (chunkCharacters?: number) =>
  createLakeWriter(
    createS3Lake(s3.client, BUCKETS.lake, s3.objects),
    createLakeLog((level, message, details) => log.push(JSON.stringify({ level, message, ...details }))),
    chunkCharacters,
  )
const write = (records: KinesisStreamRecord[], chunkCharacters?: number) =>
  writer(chunkCharacters)(kinesisEvent(records))

const id = (i: number) => `f0000000-0000-4000-8000-${String(i).padStart(12, '0')}`
const statementText = (i: number) =>
  JSON.stringify({
    id: id(i),
    actor: { mbox: `mailto:secret-${i}@example.org` },
    verb: { id: 'http://x.org/did' },
    object: { id: 'http://x.org/it' },
  })
const textsFrom = (first: number, count: number) => Array.from({ length: count }, (_, i) => statementText(first + i))

const sequence = sequenceAt('2026-11-21T09:00:00Z')
const batch = (first: number, count = 1, of = tenant): TableChange =>
  batchInsert(of, sequence.next(), textsFrom(first, count))

async function sql(text: string) {
  await mirrorLake(s3.address, folder)
  const lake = await openLake(folder)
  return (await lake.runAndReadAll(text)).getRowsJson()
}
const idsOf = async (of = tenant) =>
  (await sql(`SELECT statement_id FROM statements WHERE tenant = '${of}' ORDER BY statement_id`)).flat()
const filesOf = (of = tenant) => s3.keys(`lake/tenant=${of}/`)
const sequences = (records: KinesisStreamRecord[]) => records.map(({ kinesis }) => kinesis.sequenceNumber)
const failureAt = (record: KinesisStreamRecord | undefined) => ({
  batchItemFailures: [{ itemIdentifier: record?.kinesis.sequenceNumber }],
})
const ALL_WRITTEN = { batchItemFailures: [] }

describe('the lake writer', () => {
  it('writes one file per tenant and day of storing, named by the range of its records', async () => {
    const other = `${tenant}-other`
    const late = batchInsert(tenant, sequenceAt('2026-11-22T00:00:00Z').next(), [statementText(9)])
    const records = kinesisRecords([batch(1, 2), batch(5, 1, other), batch(3, 70), late])
    expect(await write(records)).toEqual(ALL_WRITTEN)
    const [first, second, third, fourth] = sequences(records)
    expect([...(await filesOf()), ...(await filesOf(other))]).toEqual([
      `lake/tenant=${tenant}/dt=2026-11-21/shardId-000000000000-${first}-${third}.parquet`,
      `lake/tenant=${tenant}/dt=2026-11-22/shardId-000000000000-${fourth}-${fourth}.parquet`,
      `lake/tenant=${other}/dt=2026-11-21/shardId-000000000000-${second}-${second}.parquet`,
    ])
    expect(await sql(`SELECT dt, count(*) FROM statements WHERE tenant = '${tenant}' GROUP BY dt ORDER BY dt`)).toEqual(
      [
        ['2026-11-21', '72'],
        ['2026-11-22', '1'],
      ],
    )
  })

  it('gives each statement its place in its batch, also where an earlier one was stored before', async () => {
    const sq = sequence.next()
    await write(kinesisRecords([batchInsert(tenant, sq, [statementText(1), '', statementText(3)])]))
    expect(await sql(`SELECT statement_id, sq FROM statements WHERE tenant = '${tenant}' ORDER BY sq`)).toEqual([
      [id(1), `${sq}0000`],
      [id(3), `${sq}0002`],
    ])
  })

  it('reads a big batch from the content bucket', async () => {
    const sq = sequence.next()
    const { change, object } = bigBatchInsert(tenant, sq, textsFrom(1, 200))
    await s3.putContent(`${tenant}/batches/${sq}`, object)
    expect(await write(kinesisRecords([change]))).toEqual(ALL_WRITTEN)
    expect(await idsOf()).toHaveLength(200)
  })

  it('reads the objects of big batches 12 at a time, and writes their statements in the order of the records', async () => {
    const { counts, count } = callsUnderWay()
    const lake = createS3Lake(s3.client, BUCKETS.lake, s3.objects)
    const counted = { ...lake, getBatchObject: (key: string) => count(() => lake.getBatchObject(key)) }
    const changes = await Promise.all(
      Array.from({ length: 30 }, async (_, n) => {
        const sq = sequence.next()
        const { change, object } = bigBatchInsert(tenant, sq, textsFrom(10 * n, 10))
        await s3.putContent(`${tenant}/batches/${sq}`, object)
        return change
      }),
    )
    const event = kinesisEvent(kinesisRecords(changes))
    expect(
      await createLakeWriter(
        counted,
        createLakeLog(() => {}),
      )(event),
    ).toEqual(ALL_WRITTEN)
    expect(counts).toEqual({ all: 30, now: 0, most: 12 })
    const rows = await sql(`SELECT statement_id FROM statement_files WHERE tenant = '${tenant}'`)
    expect(rows.flat()).toEqual(Array.from({ length: 300 }, (_, n) => id(n)))
  })

  it('leaves changes and removals of items alone, and tombstones', async () => {
    const tombstone = insert(tenant, sequence.next(), { dead: { BOOL: true } })
    const changes: TableChange[] = [
      { ...batch(1), eventName: 'MODIFY' },
      { ...batch(2), eventName: 'REMOVE' },
      tombstone,
    ]
    expect(await write(kinesisRecords(changes))).toEqual(ALL_WRITTEN)
    expect(await filesOf()).toEqual([])
    expect(log).toEqual([])
  })

  it('overwrites its own files when the same records come again', async () => {
    const records = kinesisRecords([batch(1, 3), batch(4, 3)])
    await write(records)
    const files = await filesOf()
    await write(records)
    expect(await filesOf()).toEqual(files)
    expect(await idsOf()).toHaveLength(6)
  })

  it('shows a statement once that lies in two files', async () => {
    const records = kinesisRecords([batch(1, 3), batch(4, 3), batch(7, 3)])
    await write(records)
    await write(records.slice(1))
    expect(await filesOf()).toHaveLength(2)
    expect(await idsOf()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map(id))
    expect(await sql(`SELECT count(*) FROM statement_files WHERE tenant = '${tenant}'`)).toEqual([['15']])
  })

  it('writes what it has read as soon as that is much, so that memory stays bounded', async () => {
    expect(await write(kinesisRecords([batch(1, 5), batch(6, 5), batch(11, 5)]), 100)).toEqual(ALL_WRITTEN)
    expect(await filesOf()).toHaveLength(3)
    expect(await idsOf()).toHaveLength(15)
  })
})

describe('a poison record', () => {
  const withBody = (attributes: object) => insert(tenant, sequence.next(), attributes as TableChange['image'])
  const block = (bytes: string) => ({ n: { N: '1' }, blocks: { L: [{ B: Buffer.from(bytes).toString('base64') }] } })
  const poisons: [string, string, () => TableChange | string][] = [
    ['is no JSON', 'the record is not a JSON object', () => 'secret {'],
    ['is no object', 'the record is not a JSON object', () => '"secret"'],
    ['has no item', 'an INSERT without its new item', () => ({ eventName: 'INSERT' }) as TableChange],
    ['has no statements', 'the item has neither blocks nor an object', () => withBody({ n: { N: '1' } })],
    ['has no count', 'a number of the item is missing', () => withBody({ blocks: { L: [] } })],
    ['has damaged blocks', 'a block cannot be decompressed', () => withBody(block('secret'))],
    [
      'lacks a statement',
      'the item holds another number of statements than it says',
      () => ({ ...batch(1), image: { ...batch(1).image, n: { N: '2' } } }),
    ],
    [
      'holds no statement',
      'a statement cannot be read',
      () => batchInsert(tenant, sequence.next(), ['{"id":"secret"']),
    ],
    [
      'holds members that are no list',
      'a statement cannot be read',
      () =>
        batchInsert(tenant, sequence.next(), [
          statementText(1).replace('"mbox":"mailto:secret-1@example.org"', '"member":5,"name":"secret"'),
        ]),
    ],
    [
      'lost its object',
      'the object of the batch does not exist',
      () => bigBatchInsert(tenant, sequence.next(), textsFrom(1, 2)).change,
    ],
    [
      'is of no tenant',
      'the item belongs to no tenant',
      () => ({ ...batch(1), image: { ...batch(1).image, pk: { S: 'Secret!|' } } }),
    ],
  ]

  it.each(poisons)('that %s goes to quarantine and is counted, and the others are written', async (_, reason, make) => {
    const records = kinesisRecords([batch(101), make(), batch(102)])
    expect(await write(records)).toEqual(ALL_WRITTEN)
    expect(await idsOf()).toEqual([id(101), id(102)])
    const sequenceNumber = records[1]?.kinesis.sequenceNumber
    const key = `quarantine/dt=2026-11-21/shardId-000000000000-${sequenceNumber}.json`
    expect(JSON.parse(await s3.text(key))).toEqual({ reason, record: records[1] })
    const lines = log.map((line) => JSON.parse(line))
    expect(lines).toContainEqual(
      expect.objectContaining({ message: 'quarantined', sequenceNumber, reason, QuarantinedRecords: 1 }),
    )
    expect(log.join().toLowerCase()).not.toContain('secret')
  })

  it('is handed back when it cannot go to quarantine', async () => {
    const records = kinesisRecords([batch(1), 'not JSON', batch(2)])
    s3.faults.fails = (request) => request.includes('quarantine')
    expect(await write(records)).toEqual(failureAt(records[1]))
    expect(await idsOf()).toEqual([id(1)])
  })
})

describe('a partition that is all poison', () => {
  it('makes no file, and is handed back as long as quarantine cannot be reached', async () => {
    const odd = statementText(1).replace('"mbox":"mailto:secret-1@example.org"', '"member":5')
    const records = kinesisRecords([batchInsert(tenant, sequence.next(), [odd])])
    s3.faults.fails = (request) => request.includes('quarantine')
    expect(await write(records)).toEqual(failureAt(records[0]))
    s3.faults.fails = () => false
    expect(await write(records)).toEqual(ALL_WRITTEN)
    expect(await filesOf()).toEqual([])
  })
})

describe('when S3 fails', () => {
  it('hands back the first record that is in no file, and the retry stores nothing twice', async () => {
    const failing = `${tenant}-failing`
    const records = kinesisRecords([batch(1), batch(2, 1, failing), batch(3), batch(4, 1, failing)])
    s3.faults.fails = (request) => request.startsWith(`PUT /lake/lake/tenant=${failing}/`)
    expect(await write(records)).toEqual(failureAt(records[1]))
    expect([await idsOf(), await idsOf(failing)]).toEqual([[id(1), id(3)], []])
    s3.faults.fails = () => false
    expect(await write(records.slice(1))).toEqual(ALL_WRITTEN)
    expect([await idsOf(), await idsOf(failing)]).toEqual([
      [id(1), id(3)],
      [id(2), id(4)],
    ])
    expect(log.join()).not.toContain('secret')
  })

  it('keeps what came before a big batch that cannot be read just now', async () => {
    const sq = sequence.next()
    const { change, object } = bigBatchInsert(tenant, sq, textsFrom(10, 2))
    await s3.putContent(`${tenant}/batches/${sq}`, object)
    const records = kinesisRecords([batch(1), change, batch(2)])
    s3.faults.fails = (request) => request.startsWith('GET /content/')
    expect(await write(records)).toEqual(failureAt(records[1]))
    expect(await idsOf()).toEqual([id(1)])
    s3.faults.fails = () => false
    expect(await write(records.slice(1))).toEqual(ALL_WRITTEN)
    expect(await idsOf()).toEqual([1, 2, 10, 11].map(id))
  })

  it('loses and doubles nothing whatever fails and however the records are cut', async () => {
    const coin = fc.infiniteStream(fc.integer({ min: 0, max: 3 }))
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 12 }), coin, async (count, coins) => {
        tenant = `tenant-${++tenants}`
        const toss = () => coins.next().value === 0
        const records = kinesisRecords(
          Array.from({ length: count }, (_, i) => batch(i * 3, 3, toss() ? tenant : `${tenant}-b`)),
        )
        s3.faults.fails = () => toss()
        await deliver(records, toss)
        s3.faults.fails = () => false
        expect([...(await idsOf()), ...(await idsOf(`${tenant}-b`))].toSorted()).toEqual(
          Array.from({ length: count * 3 }, (_, i) => id(i)),
        )
      }),
      { numRuns: 8 },
    )
  })

  /** As Lambda does: from the reported record on again, sometimes halved, until all is written; and some twice. */
  async function deliver(records: KinesisStreamRecord[], toss: () => boolean) {
    for (let rest = records; rest.length > 0; ) {
      const part = toss() ? rest.slice(0, Math.ceil(rest.length / 2)) : rest
      const { batchItemFailures } = await write(part, toss() ? 500 : undefined)
      const failed = part.findIndex(({ kinesis }) => kinesis.sequenceNumber === batchItemFailures[0]?.itemIdentifier)
      if (!toss()) rest = rest.slice(failed < 0 ? part.length : failed)
    }
  }
})
