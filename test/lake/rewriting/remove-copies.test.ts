/** What a case leaves of copies in the lake's bucket: results, exports, and records that could not be written. */

import { PutObjectCommand } from '@aws-sdk/client-s3'
import { beforeEach, expect, it } from '@jest/globals'
import { removeCopies } from '../../../lambdas/lake/rewriting/remove-copies.ts'
import { batchInsert, kinesisRecord, sequenceAt } from '../../support/kinesis-events.ts'
import { DAY, rowsFrom, textOf, useRewrittenLake } from '../../support/rewritten-lake.ts'
import { BUCKETS } from '../../support/s3-emulator.ts'

const MINUTE_MS = 60_000
const day = useRewrittenLake()
let other = ''

beforeEach(async () => {
  day.begin()
  await day.put('a', rowsFrom(0, 1))
  other = day.tenant
  day.begin()
  await day.put('a', rowsFrom(0, 1))
})

const put = (Key: string, Body: string | object) =>
  day.s3.client.send(
    new PutObjectCommand({ Bucket: BUCKETS.lake, Key, Body: typeof Body === 'string' ? Body : JSON.stringify(Body) }),
  )
const remove = () => removeCopies(day.parts(), { tenant: day.tenant, rewritten: Date.now() })
const left = async (...prefixes: string[]) => (await Promise.all(prefixes.map((one) => day.lake.keys(one)))).flat()
const recordOf = (tenant: string) =>
  kinesisRecord(batchInsert(tenant, sequenceAt(`${DAY}T09:00:00Z`).next(), [textOf(1)]), 1)

it('no result of the tenant, nor one of nobody knows whom; those of other tenants stay', async () => {
  const theirs = `results/${other}/r.csv`
  for (const key of [
    'results/1.csv',
    'results/1.csv.metadata',
    'results/Unsaved/2026/2.csv',
    `results/${day.tenant}/3.csv`,
    theirs,
  ])
    await put(key, 'secret-person-1-')
  expect(await remove()).toMatchObject({ results: 4 })
  expect(await left('results/')).toEqual([theirs])
})

it('asks to be called again when no query runs any more that had begun before', async () => {
  await put('results/1.csv', 'secret')
  const rewritten = Date.now()
  const of = { tenant: day.tenant, rewritten }
  const { again = 0 } = await removeCopies(day.parts(), of)
  expect(again).toBe(rewritten + 31 * MINUTE_MS)
  await put('results/2.csv', 'secret')
  day.ahead = again - Date.now() + 1_000
  const last = await removeCopies(day.parts(), of)
  expect(last).toMatchObject({ results: 1 })
  expect(last.again).toBeUndefined()
  // What was asked after that is of the lake as it is now.
  await put('results/3.csv', 'nobody')
  expect(await removeCopies(day.parts(), { tenant: day.tenant, rewritten: rewritten - 60 * MINUTE_MS })).toMatchObject({
    results: 0,
  })
})

it('no export of the tenant that began before; those of others stay', async () => {
  const exported = async (prefix: string, tenant: string, began: number) => {
    await put(`${prefix}manifest.json`, { tenant, files: [], began: new Date(began).toISOString() })
    await put(`${prefix}statements-00001.jsonl`, 'secret-person-1-')
  }
  const at = Date.now() - 24 * 60 * MINUTE_MS
  await exported(`exports/${day.tenant}-a/`, day.tenant, at)
  await exported(`exports/${day.tenant}-b/c/`, day.tenant, at)
  await exported(`exports/${day.tenant}-later/`, day.tenant, Date.now() + MINUTE_MS)
  await exported(`exports/${day.tenant}-others/`, other, at)
  expect((await remove()).exports).toEqual([`exports/${day.tenant}-a/`, `exports/${day.tenant}-b/c/`])
  expect(await left(`exports/${day.tenant}`)).toEqual([
    `exports/${day.tenant}-later/manifest.json`,
    `exports/${day.tenant}-later/statements-00001.jsonl`,
    `exports/${day.tenant}-others/manifest.json`,
    `exports/${day.tenant}-others/statements-00001.jsonl`,
  ])
})

it('no record of the tenant that could not be written, and none that nobody can read', async () => {
  const [ours, theirs] = [recordOf(day.tenant), recordOf(other)]
  await put('quarantine/dt=2026-11-21/ours.json', { reason: 'a block cannot be decompressed', record: ours })
  await put('quarantine/dt=2026-11-21/theirs.json', { reason: 'a block cannot be decompressed', record: theirs })
  await put('quarantine/dt=2026-11-21/nobodys.json', {
    reason: 'the record is not JSON',
    record: kinesisRecord('?', 2),
  })
  const event = (...Records: object[]) => ({ requestContext: {}, payload: JSON.stringify({ Records }) })
  await put('aws/lambda/source/ours', event(theirs, ours))
  await put('aws/lambda/source/ours-too', { payload: { Records: [ours] } })
  await put('aws/lambda/source/theirs', event(theirs))
  await put('aws/lambda/source/damaged', '{')
  const kept = ['quarantine/dt=2026-11-21/theirs.json', 'aws/lambda/source/theirs']
  // The heartbeat has minutes to see what Lambda gave up, and holds the watermark for it.
  expect(await remove()).toMatchObject({ undelivered: 2 })
  expect(await left('aws/lambda/')).toHaveLength(4)
  day.ahead = 6 * MINUTE_MS
  expect(await remove()).toMatchObject({ undelivered: 3 })
  expect(await left('quarantine/', 'aws/lambda/')).toEqual(kept)
})

it('names folders that Cairn does not know', async () => {
  await put('backup-of-somebody/a.parquet', 'secret')
  expect((await remove()).unknown).toEqual(['backup-of-somebody/'])
})
