/** Voided statements, from the stream through the writer's files to the views that analysts read. */
import { beforeEach, describe, expect, it } from '@jest/globals'
import { openLake } from '../../bin/query/duckdb-lake.ts'
import { mirrorLake } from '../../bin/query/s3-mirror.ts'
import { createS3Lake } from '../../lambdas/lake/s3-lake.ts'
import { createLakeWriter } from '../../lambdas/lake/writer.ts'
import { createLakeLog } from '../../lambdas/lake/writer-log.ts'
import { temporaryFolder } from '../support/during-tests.ts'
import { batchInsert, kinesisEvent, kinesisRecords, sequenceAt } from '../support/kinesis-events.ts'
import { BUCKETS, useLakeBuckets } from '../support/s3-emulator.ts'

const s3 = useLakeBuckets()
const folder = temporaryFolder()
const writer = () =>
  createLakeWriter(
    createS3Lake(s3.client, BUCKETS.lake, s3.objects),
    createLakeLog(() => {}),
  )
let tenants = 0
let tenant: string
beforeEach(() => {
  s3.faults.fails = () => false
  tenant = `tenant-${++tenants}`
})

const days = new Map<string, ReturnType<typeof sequenceAt>>()
const sequenceOf = (day: string) => {
  const sequence = days.get(day) ?? sequenceAt(`${day}T09:00:00Z`)
  days.set(day, sequence)
  return sequence
}
const actor = { mbox: 'mailto:ann@x.org' }
const plain = (id: string) =>
  JSON.stringify({ id, actor, verb: { id: 'http://x.org/did' }, object: { id: 'http://x.org/it' } })
const voiding = (id: string, target: string) =>
  JSON.stringify({
    id,
    actor,
    verb: { id: 'http://adlnet.gov/expapi/verbs/voided' },
    object: { objectType: 'StatementRef', id: target },
  })

/** One event of one record for each batch, on the days given. */
const deliver = (batches: [day: string, ...texts: string[]][]) =>
  writer()(
    kinesisEvent(kinesisRecords(batches.map(([day, ...texts]) => batchInsert(tenant, sequenceOf(day).next(), texts)))),
  )

async function sql(text: string) {
  await mirrorLake(s3.address, folder)
  return (await (await openLake(folder)).runAndReadAll(text)).getRowsJson()
}
/** `id: voider` for each statement that is voided. */
const voided = async () =>
  (
    await sql(`SELECT statement_id, voided_by FROM statements_all WHERE tenant = '${tenant}' AND voided ORDER BY 1`)
  ).map(([id, by]) => `${id}: ${by}`)
const shown = async () =>
  (await sql(`SELECT statement_id FROM statements WHERE tenant = '${tenant}' ORDER BY 1`)).flat()

describe('a voided statement', () => {
  it('is left out of statements, and statements_all tells by what and when', async () => {
    await deliver([['2026-11-21', plain('a'), plain('b'), voiding('v', 'a')]])
    expect(await shown()).toEqual(['b', 'v'])
    expect(
      await sql(
        `SELECT statement_id, voided, voided_by, voided_at = (SELECT max(stored) FROM statements WHERE tenant = '${tenant}' AND is_voiding)
         FROM statements_all WHERE tenant = '${tenant}' ORDER BY 1`,
      ),
    ).toEqual([
      ['a', true, 'v', true],
      ['b', false, null, null],
      ['v', false, null, null],
    ])
  })

  it('is voided by what came before it, on an earlier day', async () => {
    await deliver([['2026-11-01', voiding('v', 'a')]])
    expect(await voided()).toEqual([])
    await deliver([['2026-11-21', plain('a')]])
    expect([await voided(), await shown()]).toEqual([['a: v'], ['v']])
  })

  it('is voided weeks later, also for a query that reads its own day alone', async () => {
    await deliver([['2026-09-01', plain('a'), plain('b')]])
    await deliver([['2026-11-21', voiding('v', 'a')]])
    const day = `tenant = '${tenant}' AND dt = '2026-09-01'`
    expect(await sql(`SELECT statement_id FROM statements WHERE ${day}`)).toEqual([['b']])
  })

  it('names the first of two that void it, in whatever order they arrive', async () => {
    const sequence = sequenceOf('2026-11-21')
    const [first, second] = [sequence.next(), sequence.next()]
    const late = batchInsert(tenant, first, [voiding('first', 'a')])
    await writer()(
      kinesisEvent(kinesisRecords([batchInsert(tenant, second, [plain('a'), voiding('second', 'a')]), late])),
    )
    expect([await voided(), await shown()]).toEqual([['a: first'], ['first', 'second']])
  })

  it('shows once, however often it and its void are delivered', async () => {
    const records = kinesisRecords([
      batchInsert(tenant, sequenceOf('2026-11-21').next(), [plain('a'), plain('b')]),
      batchInsert(tenant, sequenceOf('2026-11-21').next(), [voiding('v', 'a')]),
    ])
    for (const some of [records, records.slice(1), records]) await writer()(kinesisEvent(some))
    expect(await sql(`SELECT count(*) FROM void_files WHERE tenant = '${tenant}'`)).toEqual([['2']])
    expect(await sql(`SELECT count(*) FROM statements_all WHERE tenant = '${tenant}'`)).toEqual([['3']])
    expect([await voided(), await shown()]).toEqual([['a: v'], ['b', 'v']])
  })

  it('belongs to one tenant: the same id elsewhere stays', async () => {
    const other = tenant
    await deliver([['2026-11-21', plain('a')]])
    tenant = `${other}-b`
    await deliver([['2026-11-21', plain('a'), voiding('v', 'a')]])
    expect(await shown()).toEqual(['v'])
    tenant = other
    expect(await shown()).toEqual(['a'])
  })
})

describe('a voiding statement', () => {
  it('is never voided itself', async () => {
    await deliver([['2026-11-21', plain('a'), voiding('v', 'a'), voiding('w', 'v')]])
    expect([await voided(), await shown()]).toEqual([['a: v'], ['v', 'w']])
  })

  it('of a target that nobody knows changes nothing', async () => {
    await deliver([['2026-11-21', plain('a'), voiding('v', 'nobody')]])
    expect([await voided(), await shown()]).toEqual([[], ['a', 'v']])
  })

  it('has its void in the lake before it is there itself', async () => {
    s3.faults.fails = (request) => request.startsWith('PUT /lake/voids/')
    expect((await deliver([['2026-11-21', plain('a'), voiding('v', 'a')]])).batchItemFailures).toHaveLength(1)
    expect(await s3.keys(`lake/tenant=${tenant}/`)).toEqual([])
    s3.faults.fails = (request) => request.startsWith('PUT /lake/lake/')
    expect((await deliver([['2026-11-21', plain('a'), voiding('v', 'a')]])).batchItemFailures).toHaveLength(1)
    const [first, ...others] = await s3.keys(`voids/tenant=${tenant}/`)
    expect([first, others]).toEqual([
      expect.stringMatching(/^voids\/tenant=[^/]+\/2026-11-21-shardId-000000000000-\d+-\d+\.parquet$/),
      [],
    ])
    expect(await shown()).toEqual([])
  })
})

describe('a query of one day', () => {
  it('opens the files of that day and the voids of its tenant, and no other', async () => {
    await deliver([['2026-11-19', plain('a')]])
    await deliver([['2026-11-20', plain('b'), voiding('v', 'a')]])
    await deliver([['2026-11-21', plain('c'), voiding('w', 'b')]])
    const query = `SELECT count(*) FROM statements WHERE tenant = '${tenant}' AND dt = '2026-11-20'`
    const [[, plan] = []] = await sql(`EXPLAIN ANALYZE ${query}`)
    const all = async (table: string) => Number((await sql(`SELECT count(DISTINCT tenant) FROM ${table}`))[0]?.[0])
    expect(await all('void_files')).toBeGreaterThan(3)
    const scans = [...String(plan).matchAll(/Scanning Files: (\d+)\/\d+/g)].map(([, files]) => files)
    expect(scans.toSorted()).toEqual(['1', '2'])
  })
})
