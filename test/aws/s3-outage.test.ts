/** S3 is out of reach for days: what senders are told meanwhile, and what is in the lake when it is back. */
import { randomBytes, randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { openLake } from '../../bin/query/duckdb-lake.ts'
import { mirrorLake } from '../../bin/query/s3-mirror.ts'
import { type Local, startLocal } from '../../local/start.ts'
import { synthesizeIfChanged } from '../../local/template/synthesized-assembly.ts'
import { duringTests, temporaryFolder } from '../support/during-tests.ts'
import { type Lrs, lrsOf } from '../support/lrs.ts'
import { START_TIMEOUT } from '../support/runner.ts'
import { newStatement } from '../support/sent-statements.ts'
import { within } from '../support/waiting.ts'

const A_DAY_MS = 86_400_000
let aheadMs = 0
const folder = temporaryFolder()
const local: Local = duringTests(
  () =>
    startLocal({
      port: 0,
      like: 'like:11',
      assembly: (build) => synthesizeIfChanged({ ...build, log: () => undefined }),
      now: () => Date.now() + aheadMs,
    }),
  START_TIMEOUT,
)

let lrs: Lrs
beforeAll(() => {
  const [tenant] = local.tenants
  if (!tenant) throw new Error('there is no tenant')
  lrs = lrsOf({ endpoint: `${local.origin}/xapi` }, tenant, '1.0.3')
})

const statementsOf = (count: number, response = '') =>
  Array.from({ length: count }, () => newStatement({ id: randomUUID(), result: { response } }))
const idsOf = (statements: { id?: unknown }[]) => statements.map(({ id }) => String(id))

/** What the lake holds, as `npm run query` reads it, and all other keys of its bucket. */
async function lake() {
  const bucket = local.deployment.buckets.find((name) => name.includes('lake')) ?? ''
  const address = { endpoint: local.endpoints.s3, bucket, region: 'us-east-1' }
  await mirrorLake(address, folder)
  const database = await openLake(folder)
  const rows = await database.runAndReadAll(`SELECT statement_id FROM statements WHERE tenant = 'demo' ORDER BY sq`)
  database.closeSync()
  const listing = await (await fetch(`${address.endpoint}/${bucket}?list-type=2`)).text()
  const keys = [...listing.matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key = '']) => key)
  // The trail's files and how far the lake has come are no statements; what is quarantined or held would be left over.
  const others = keys.filter((key) => !/^(lake|audit|state\/freshness\/through)\//.test(key))
  return { ids: rows.getRows().map(([id]) => String(id)), others }
}

describe('while S3 is out of reach for five days', () => {
  const small = statementsOf(3)
  // Nothing that compresses well: over 128 KB, a request is an object of S3.
  const large = statementsOf(2, randomBytes(150_000).toString('base64'))

  beforeAll(async () => {
    local.aws.outages.begin('s3', 'throttling')
  })

  it('small requests are stored (200), large ones are refused whole (503) and told to come again', async () => {
    expect((await lrs.post(small)).status).toBe(200)
    const { status, headers } = await lrs.post(large)
    expect([status, headers.get('retry-after')]).toEqual([503, '2'])
    for (const id of idsOf(small)) expect(await lrs.statement(id)).toMatchObject({ id })
    for (const id of idsOf(large)) expect(await lrs.statement(id)).toBe(404)
  }, 60_000)

  it('the lake waits, and gives nothing up', async () => {
    for (let days = 0; days < 5; days++) {
      aheadMs += A_DAY_MS
      await new Promise((resolve) => setTimeout(resolve, 300))
    }
    expect(await lake()).toEqual({ ids: [], others: [] })
  })

  it('and once it is back, large requests are stored (200) and the lake has what was stored before', async () => {
    local.aws.outages.end('s3')
    expect((await lrs.post(large)).status).toBe(200)
    const all = idsOf([...small, ...large])
    const found = await within(40_000, lake, ({ ids }) => ids.length >= all.length)
    expect(found).toEqual({ ids: all, others: [] })
  }, 60_000)
})
