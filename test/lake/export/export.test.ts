/** Exports of a real store to a folder: whole, interrupted anywhere and resumed, verified, and spoilt. */
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import type { Deployment } from '../../../bin/cairn/deployment.ts'
import { exportPages } from '../../../bin/cairn/export-pages.ts'
import { targetOf } from '../../../bin/cairn/export-targets.ts'
import { openLake } from '../../../bin/query/duckdb-lake.ts'
import { createScanner } from '../../../lambdas/database/dynamodb-scan.ts'
import { type ExportTarget, writeExport } from '../../../lambdas/lake/export/export.ts'
import type { FormatName } from '../../../lambdas/lake/export/formats.ts'
import type { Manifest } from '../../../lambdas/lake/export/manifest.ts'
import { verifyTarget } from '../../../lambdas/lake/export/verify.ts'
import type { Filters } from '../../../lambdas/statements/store.ts'
import type { TenantId } from '../../../lambdas/tenancy/tenant-id.ts'
import { stillClock } from '../../support/clocks.ts'
import { temporaryFolder } from '../../support/during-tests.ts'
import { newTenant, TABLE_NAMES, useEngine } from '../../support/engines.ts'
import { useBucket } from '../../support/s3-emulator.ts'
import { type JsonObject, statementOf, uuid, voiding } from '../../support/statements.ts'
import { ALL, openStore, send } from '../../support/stores.ts'

const engine = useEngine()
const bucket = useBucket()
const folder = temporaryFolder()
const clock = stillClock()
const FILE = { statements: 4, characters: 1_000_000 }
const VERB = { id: 'http://example.org/verbs/passed' }

const deployment = (): Deployment => ({
  ...{ tables: engine.tables, objects: bucket.objects, clock, names: {}, isLocal: true, hasDocuments: false },
  scanner: createScanner(TABLE_NAMES),
  skew: async () => 0,
})

/** Eleven statements, of which one is voided; a text with line breaks and a long number is among them. */
async function storedTenant(): Promise<TenantId> {
  const tenant = newTenant()
  const store = openStore(engine, bucket, { clock })
  for (let at = 1; at <= 10; at++) {
    const verb = at % 2 === 0 ? { verb: VERB } : {}
    await send(store, tenant, [statementOf(uuid(at), { result: { response: `=HYPERLINK("${at}")` }, ...verb })])
  }
  await send(store, tenant, [voiding(uuid(50), uuid(1))])
  clock.move(20_000)
  return tenant
}

const manifestOf = (tenant: TenantId, format: FormatName): Manifest => ({
  ...{ cairn: '0', source: 'Statements', tenant, format, filter: {}, through: new Date(clock.now()).toISOString() },
  ...{ began: '', isComplete: false, statements: 0, bytes: 0, files: [], notes: [] },
})
const everything: Filters = { ...ALL, ascending: true }
const newTarget = async () => targetOf(await mkdtemp(join(folder, 'export-')))

async function exported(tenant: TenantId, format: FormatName, target: ExportTarget, filters = everything) {
  let manifest = manifestOf(tenant, format)
  const pages = exportPages(deployment(), tenant, filters)
  for await (manifest of writeExport(pages, target, manifest, FILE));
  return manifest
}
const differencesIn = async (target: ExportTarget) => (await verifyTarget(target, () => undefined)).differences
const linesOf = async (target: ExportTarget, { files }: Manifest): Promise<JsonObject[]> => {
  const texts = await Promise.all(files.map(({ name }) => readFile(join(target.name, name), 'utf8')))
  return texts.flatMap((text) =>
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  )
}

describe('an export', () => {
  // @control copies-given
  it('has every statement once in the order of storing, without those that are voided', async () => {
    const tenant = await storedTenant()
    const target = await newTarget()
    const manifest = await exported(tenant, 'jsonl', target)
    expect(manifest).toMatchObject({ isComplete: true, statements: 10 })
    expect(manifest.files.map(({ name, statements }) => [name, statements])).toEqual([
      ['statements-00001.jsonl', 4],
      ['statements-00002.jsonl', 4],
      ['statements-00003.jsonl', 2],
    ])
    const ids = (await linesOf(target, manifest)).map(({ id }) => id)
    expect(ids).toEqual([...Array.from({ length: 9 }, (_, at) => uuid(at + 2)), uuid(50)])
    expect(await differencesIn(target)).toEqual([])
  })

  it('has only what its filters find, as GET statements does', async () => {
    const tenant = await storedTenant()
    const target = await newTarget()
    const manifest = await exported(tenant, 'jsonl', target, { ...everything, verb: VERB.id })
    expect((await linesOf(target, manifest)).map(({ id }) => id)).toEqual([2, 4, 6, 8, 10].map(uuid))
  })

  // @control copies-given
  it.each(['csv', 'parquet'] as const)('as %s is read by DuckDB, with the exact texts', async (format) => {
    const tenant = await storedTenant()
    const target = await newTarget()
    await exported(tenant, format, target)
    expect(await differencesIn(target)).toEqual([])
    const lake = await openLake(folder)
    const files = `'${target.name}/*.${format}'`
    const from = format === 'csv' ? `read_csv(${files}, header = true, all_varchar = true)` : `read_parquet(${files})`
    const result = await lake.runAndReadAll(`SELECT response, raw FROM ${from} ORDER BY sq`)
    const rows = result.getRows() as [string, string][]
    expect(rows).toHaveLength(10)
    const [response, raw] = rows[0] ?? []
    const text = '=HYPERLINK("2")'
    expect(response).toBe(format === 'csv' ? `'${text}` : text)
    expect(JSON.parse(raw ?? '')).toMatchObject({ id: uuid(2), result: { response: text } })
  })

  it('interrupted before or after any step and resumed, has the same files as one that was not', async () => {
    const tenant = await storedTenant()
    const whole = await exported(tenant, 'csv', await newTarget())
    for (let steps = 0; ; steps++) {
      const target = await newTarget()
      const interrupted = await interruptedAfter(steps, target, tenant)
      const left = interrupted ?? whole
      const seen = await target.get('manifest.json')
      const from: Manifest = seen === undefined ? manifestOf(tenant, 'csv') : JSON.parse(Buffer.from(seen).toString())
      if (left === whole) break
      expect(from.isComplete).toBe(false)
      let manifest = from
      for await (manifest of writeExport(exportPages(deployment(), tenant, everything), target, from, FILE));
      expect(manifest.files).toEqual(whole.files)
      expect(await differencesIn(target)).toEqual([])
      expect(steps).toBeLessThan(50)
    }
  }, 60_000)
})

/** @returns nothing where the export was done before it came to that */
async function interruptedAfter(steps: number, target: ExportTarget, tenant: TenantId): Promise<true | undefined> {
  let left = steps
  const put: ExportTarget['put'] = async (name, bytes) => {
    if (left-- === 0) throw new Error('interrupted before')
    await target.put(name, bytes)
    if (left-- === 0) throw new Error('interrupted after')
  }
  try {
    await exported(tenant, 'csv', { ...target, put })
    return undefined
  } catch (error) {
    if (!(error as Error).message.startsWith('interrupted')) throw error
    // After the very last step it is complete, and nothing is left to resume.
    const manifest = await target.get('manifest.json')
    const isComplete = manifest !== undefined && JSON.parse(Buffer.from(manifest).toString()).isComplete
    return isComplete ? undefined : true
  }
}

describe('the verification of an export', () => {
  const spoilt: [string, (folder: string) => Promise<unknown>, string][] = [
    ['a file is gone', (at) => rm(join(at, 'statements-00002.jsonl')), 'statements-00002.jsonl is missing'],
    ['one is shorter', (at) => truncate(join(at, 'statements-00001.jsonl'), 10), 'statements-00001.jsonl has 10 bytes'],
    ['one has another octet', (at) => changeOctet(join(at, 'statements-00003.jsonl')), 'another content (SHA-256)'],
    ['there is one more', (at) => writeFile(join(at, 'more.jsonl'), '{}\n'), 'more.jsonl is not in the manifest'],
    ['the manifest is gone', (at) => rm(join(at, 'manifest.json')), 'manifest.json is missing'],
    ['the manifest is something else', (at) => writeFile(join(at, 'manifest.json'), '[1]'), 'is no manifest'],
  ]
  // @control copies-given
  it.each(spoilt)('says that %s', async (_, spoil, problem) => {
    const target = await newTarget()
    await exported(await storedTenant(), 'jsonl', target)
    await spoil(target.name)
    const found = (await differencesIn(target)).map((difference) => `${difference.file} ${difference.problem}`)
    expect(found.join('\n')).toContain(problem)
    expect(found).toHaveLength(problem.startsWith('manifest.json') || problem === 'is no manifest' ? found.length : 1)
  })

  it('says of an interrupted one that it is', async () => {
    const target = await newTarget()
    await interruptedAfter(3, target, await storedTenant())
    expect(await differencesIn(target)).toContainEqual({
      file: 'manifest.json',
      problem: 'says that the export was interrupted',
    })
    expect((await readdir(target.name)).length).toBeGreaterThan(1)
  })
})

async function changeOctet(file: string) {
  const bytes = await readFile(file)
  bytes[20] = (bytes[20] ?? 0) ^ 1
  await writeFile(file, bytes)
}
