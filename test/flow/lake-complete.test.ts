/** An operator finds that the lake has lost something, refills it, and exports what a tenant has: the commands, on a real runner. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DeleteObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { killCairn, runCairn } from '../support/cairn.ts'
import { temporaryFolder } from '../support/during-tests.ts'
import { type Lrs, lrsOf } from '../support/lrs.ts'
import { tenantOf } from '../support/runner.ts'
import { newStatement } from '../support/sent-statements.ts'
import { VOIDED } from '../support/statements.ts'
import { useRunner } from '../support/use-runner.ts'
import { within } from '../support/waiting.ts'

const run = useRunner()
const folder = temporaryFolder()
const LAKE_MS = 60_000
const FROM = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)

let lrs: Lrs
let tenant: string
let s3: S3Client
let bucket: string
const sent = Array.from({ length: 40 }, () => newStatement({ result: { response: '=1+1' } }))

const cairn = (...words: string[]) => runCairn(run.home, words)
/** Everything is compared that is past Consistent-Through. */
const check = (...words: string[]) =>
  cairn('lake', 'check', '--tenant', tenant, '--from', FROM, '--settled', '0', '--json', ...words)
const checked = async () => {
  const { code, out, err } = await check()
  return { code, err, ...(out === '' ? {} : JSON.parse(out)) }
}
const whole = () =>
  within(LAKE_MS, checked, ({ code, younger, statements }) => code === 0 && younger === 0 && statements >= 41)

beforeAll(async () => {
  const demo = tenantOf(run, '1.0.3')
  tenant = demo.name
  lrs = lrsOf(run, demo, '1.0.3')
  const { lake } = JSON.parse(readFileSync(join(run.home, 'endpoint.json'), 'utf8'))
  bucket = lake.bucket
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  s3 = new S3Client({ endpoint: lake.endpoint, region: lake.region, forcePathStyle: true, credentials })
  for (let at = 0; at < sent.length; at += 10) expect((await lrs.post(sent.slice(at, at + 10))).status).toBe(200)
  const voids = newStatement({ verb: VOIDED, object: { objectType: 'StatementRef', id: sent[0]?.id } })
  expect((await lrs.post([voids])).status).toBe(200)
})

async function forget() {
  for (const Prefix of [`lake/tenant=${tenant}/`, `voids/tenant=${tenant}/`]) {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix }))
    for (const { Key } of Contents) await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key }))
  }
}

describe('the lake', () => {
  // @control kept-and-restorable copies-given
  it('is complete, loses everything, is found to lack it, and is refilled by a replay', async () => {
    expect(await whole()).toMatchObject({ missing: 0, extra: 0, different: 0, voids: 1 })
    await forget()
    const broken = await cairn('lake', 'check', '--tenant', tenant, '--from', FROM, '--settled', '0')
    expect(broken.code).toBe(1)
    expect(broken.out).toMatch(/missing statements, for example [0-9a-f-]{36}/)
    expect(broken.out).toMatch(/missing voids, for example [0-9a-f-]{36}/)
    const replayed = await cairn('lake', 'replay', '--tenant', tenant, '--from', FROM, '--json')
    expect(replayed).toMatchObject({ code: 0, err: '' })
    expect(JSON.parse(replayed.out).statements).toBeGreaterThanOrEqual(41)
    expect(await whole()).toMatchObject({ missing: 0, extra: 0, different: 0, voids: 1 })
    expect(await cairn('lake', 'replay', '--tenant', tenant, '--resume')).toMatchObject({
      code: 1,
      err: 'There is no interrupted replay to resume.\n',
    })
  }, 240_000)

  it('is whole after replays that were killed, once one of them ends, and shows each statement once', async () => {
    const words = ['lake', 'replay', '--tenant', tenant, '--from', FROM]
    const began = Date.now()
    expect(await cairn(...words)).toMatchObject({ code: 0 })
    const wholeMs = Date.now() - began
    await forget()
    let killed = 0
    // Earlier than its first call, and later: before, between and after what it puts and notes.
    for (const share of [0.3, 0.5, 0.6, 0.7, 0.8, 0.9]) {
      const begin = Date.now()
      killed += Number(await killCairn(run.home, words, () => Date.now() - begin > share * wholeMs))
    }
    expect(killed).toBeGreaterThan(0)
    const resumed = await cairn('lake', 'replay', '--tenant', tenant, '--resume')
    if (resumed.code !== 0) {
      expect(resumed.err).toBe('There is no interrupted replay to resume.\n')
      expect(await cairn('lake', 'replay', '--tenant', tenant, '--from', FROM)).toMatchObject({ code: 0 })
    }
    const { statements } = await whole()
    expect(await whole()).toMatchObject({ missing: 0, extra: 0, different: 0, voids: 1 })
    const sql = `SELECT count(*) AS n, count(DISTINCT statement_id) AS ids FROM statements_all WHERE tenant = '${tenant}'`
    const { out } = await cairn('query', '--json', '--sql', sql)
    expect(JSON.parse(out).rows).toEqual([{ n: statements, ids: statements }])
  }, 240_000)

  it('is exported as a whole after exports that were killed as soon as there was something of them', async () => {
    const out = join(folder, 'killed')
    const words = ['export', '--tenant', tenant, '--format', 'jsonl', '--out', out]
    const hasBegun = () => existsSync(out) && readdirSync(out).length > 0
    const isWritten = () => hasBegun() && readdirSync(out).some((name) => name.startsWith('statements'))
    let killed = Number(await killCairn(run.home, words, hasBegun))
    killed += Number(await killCairn(run.home, words, isWritten))
    expect(killed).toBeGreaterThan(0)
    const resumed = await cairn(...words, '--resume')
    if (resumed.code !== 0) {
      // It was killed before it had noted anything, or as it ended.
      expect(resumed.err).toMatch(/There is no export|is complete/)
      if (!resumed.err.includes('is complete')) expect(await cairn(...words)).toMatchObject({ code: 0 })
    }
    expect(await cairn('export', 'verify', out)).toMatchObject({ code: 0 })
    const lines = readFileSync(join(out, 'statements-00001.jsonl'), 'utf8').trimEnd().split('\n')
    const ids = lines.map((line) => JSON.parse(line).id)
    expect(ids.toSorted()).toEqual((await lrs.find({ ascending: true })).toSorted())
  }, 240_000)

  it('is exported to a folder and to a bucket, each verified, and what was changed is named', async () => {
    for (const out of [join(folder, 'csv'), `s3://${bucket}/exports/csv`]) {
      const words = ['export', '--tenant', tenant, '--format', 'csv', '--out', out]
      expect(await cairn(...words)).toMatchObject({ code: 0, err: '' })
      expect(await cairn(...words)).toMatchObject({ code: 1, err: expect.stringContaining('is not empty') })
      expect(await cairn(...words, '--resume')).toMatchObject({ code: 1, err: expect.stringContaining('is complete') })
      const verified = await cairn('export', 'verify', out, '--json')
      expect({ ...verified, out: JSON.parse(verified.out) }).toMatchObject({ code: 0, out: { differences: [] } })
    }
    const [file = ''] = (await readdir(join(folder, 'csv'))).filter((name) => name.endsWith('.csv'))
    expect(readFileSync(join(folder, 'csv', file), 'utf8')).toContain(`"'=1+1"`)
    await writeFile(join(folder, 'csv', file), 'changed')
    const spoilt = await cairn('export', 'verify', join(folder, 'csv'))
    expect(spoilt).toMatchObject({ code: 1, out: expect.stringContaining(`${file} has 7 bytes instead of`) })
  }, 240_000)

  it('is exported by filters, which are refused where they cannot be read', async () => {
    const out = join(folder, 'agent')
    const agent = JSON.stringify(sent[3]?.actor)
    const words = ['export', '--tenant', tenant, '--format', 'jsonl', '--out', out]
    expect(await cairn(...words, '--agent', 'ann')).toMatchObject({ code: 2, err: expect.stringContaining('--agent') })
    expect(await cairn(...words, '--from', '2026-02-30')).toMatchObject({ code: 2 })
    expect(await cairn(...words, '--agent', agent, '--json')).toMatchObject({ code: 0, err: '' })
    const found = await lrs.find({ agent, ascending: true })
    const lines = readFileSync(join(out, 'statements-00001.jsonl'), 'utf8').trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(found)
  }, 120_000)
})
