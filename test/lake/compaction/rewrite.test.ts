/** Files of the lake written as one: what is in them before and after, for two readers, and what is held meanwhile. */
import { randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { parquetReadObjects, SchemaElement } from 'hyparquet'
import { parquetWriteBuffer } from 'hyparquet-writer'
import type { Row } from '../../../lambdas/lake/columns.ts'
import { STATEMENT_ROWS } from '../../../lambdas/lake/compaction/compacted-table.ts'
import { type Rewrite, rewriteFiles } from '../../../lambdas/lake/compaction/rewrite.ts'
import type { LakeFile, LakeFiles } from '../../../lambdas/lake/lake-files.ts'
import { schemaElements, WRITER_OPTIONS } from '../../../lambdas/lake/parquet.ts'
import { statementToRow } from '../../../lambdas/lake/row.ts'
import { arbitraryStatement } from '../../support/arbitrary-statements.ts'
import { temporaryFolder } from '../../support/during-tests.ts'
import { lakeFolder } from '../../support/lake-folder.ts'
import { useLakeBuckets } from '../../support/s3-emulator.ts'

type ParquetRow = Awaited<ReturnType<typeof parquetReadObjects>>[number]

const s3 = useLakeBuckets()
const lake = lakeFolder(s3, temporaryFolder())
let tenants = 0
let folder: string
let tenant: string

beforeEach(() => {
  tenant = `tenant-${++tenants}`
  folder = `lake/tenant=${tenant}/dt=2026-11-21/`
})

const id = (i: number) => `f0000000-0000-4000-8000-${String(i).padStart(12, '0')}`
const sequence = (i: number) => `019ce1a2b3c40000aaaaaaaa${String(i).padStart(4, '0')}`
const textOf = (i: number, of = {}) =>
  JSON.stringify({
    id: id(i),
    actor: { mbox: `mailto:user-${(i * 7) % 10}@example.org` },
    verb: { id: 'http://example.org/did' },
    object: { id: `http://example.org/a/long/prefix/that/all/activities/of/one/tool/begin/with/${i}` },
    timestamp: new Date(Date.UTC(2026, 10, 21, 9, 0, i % 60)).toISOString(),
    ...of,
  })
const rowOf = (i: number, of = {}): Row => statementToRow(textOf(i, of), sequence(i))
const rowsFrom = (first: number, count: number) => Array.from({ length: count }, (_, i) => rowOf(first + i))
const rewrite = (inputs: LakeFile[], more: Partial<Rewrite> = {}, files: LakeFiles = lake.files()) =>
  rewriteFiles(files, { table: STATEMENT_ROWS, inputs, output: `${folder}out.parquet`, ...more })
/** All columns of the view, by DuckDB. */
const shown = () => lake.sql(`SELECT * FROM statements_all WHERE tenant = '${tenant}' ORDER BY statement_id, sq`)

describe('files that are rewritten', () => {
  it('have the same rows and columns afterwards, for DuckDB and for another reader', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(arbitraryStatement, { selector: ({ id: own }) => own, minLength: 2, maxLength: 40 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 15 }),
        async (statements, parts, groupRows) => {
          tenant = `tenant-${++tenants}`
          folder = `lake/tenant=${tenant}/dt=2026-11-21/`
          const rows = statements.map((statement, i) => statementToRow(JSON.stringify(statement), sequence(i)))
          const inputs: LakeFile[] = []
          for (let part = 0; part < parts; part++) {
            const own = rows.filter((_, i) => i % parts === part)
            if (own.length > 0) inputs.push(await lake.put(`${folder}${part}.parquet`, own))
          }
          const before = await shown()
          const others = (await Promise.all(inputs.map(({ key }) => lake.rows(key)))).flat()
          const size = { rows: groupRows, bytes: 1e9 }
          expect(await rewrite(inputs, { size })).toMatchObject({ rows: rows.length, copies: 0 })
          const out = `${folder}out.parquet`
          const again = await lake.rows(out)
          const bySequence = (a: ParquetRow, b: ParquetRow) => (a.sq < b.sq ? -1 : 1)
          expect(again.toSorted(bySequence)).toEqual(others.toSorted(bySequence))
          // And once more, now of a file that is sorted.
          await rewrite([await lake.fileOf(out)], { size, output: `${folder}twice.parquet` })
          expect((await lake.rows(`${folder}twice.parquet`)).toSorted(bySequence)).toEqual(others.toSorted(bySequence))
          for (const key of await lake.keys(folder)) if (!key.endsWith('twice.parquet')) await lake.files().delete(key)
          expect(await shown()).toEqual(before)
        },
      ),
      { numRuns: process.env.DEEP ? 50 : 5 },
    )
  }, 120_000)

  it('are sorted by actor and time, so that statistics tell which row groups to skip', async () => {
    const inputs = [
      await lake.put(`${folder}a.parquet`, rowsFrom(0, 50)),
      await lake.put(`${folder}b.parquet`, rowsFrom(50, 50)),
    ]
    await rewrite(inputs, { size: { rows: 20, bytes: 1e9 } })
    const { row_groups: groups, key_value_metadata: pairs } = await lake.metadata(`${folder}out.parquet`)
    const ranges = groups.map(({ columns }) => {
      const statistics = columns.find(({ meta_data }) => meta_data?.path_in_schema[0] === 'actor_id')?.meta_data
        ?.statistics
      return [statistics?.min_value, statistics?.max_value]
    })
    expect(ranges).toEqual(
      [0, 2, 4, 6, 8].map((i) => [`mailto:user-${i}@example.org`, `mailto:user-${i + 1}@example.org`]),
    )
    expect(pairs).toEqual([{ key: 'cairn.sorted', value: 'actor_id,timestamp,statement_id,sq' }])
    const rows = await lake.rows(`${folder}out.parquet`)
    const keys = rows.map(({ actor_id, timestamp }) => `${actor_id} ${timestamp.toISOString()}`)
    expect(keys).toEqual(keys.toSorted())
  })

  it('make a file that Trino reads: no column index, long statistics, zstd', async () => {
    await rewrite([await lake.put(`${folder}a.parquet`, rowsFrom(0, 50))])
    const { row_groups: groups } = await lake.metadata(`${folder}out.parquet`)
    const chunks = groups.flatMap(({ columns }) => columns)
    expect(chunks.filter(({ column_index_offset }) => column_index_offset !== undefined)).toEqual([])
    expect(new Set(chunks.map(({ meta_data }) => meta_data?.codec))).toEqual(new Set(['ZSTD']))
    const objects = chunks.find(({ meta_data }) => meta_data?.path_in_schema[0] === 'object_id')
    expect(objects?.meta_data?.statistics?.min_value).toMatch(/begin\/with\/0$/)
  })

  it('show each statement once: the copy that was stored first, of equal ones that of the newer file', async () => {
    const older = await lake.put(`${folder}a.parquet`, [rowOf(1), { ...rowOf(2), sq: sequence(9), raw: 'later' }])
    const newer = await lake.put(`${folder}b.parquet`, [{ ...rowOf(1), raw: 'newer' }, rowOf(2)])
    const inputs = [older, { ...newer, written: new Date(older.written.getTime() + 1000) }]
    expect(await rewrite(inputs)).toMatchObject({ rows: 2, copies: 2 })
    const rows = await lake.rows(`${folder}out.parquet`)
    expect(rows.map(({ statement_id, raw }) => [statement_id, raw]).toSorted()).toEqual([
      [id(1), 'newer'],
      [id(2), textOf(2)],
    ])
  })

  it('keep columns that only some of them have, known or not', async () => {
    const put = (name: string, columns: { [column: string]: string[] }) => {
      const names = Object.keys(columns)
      const schema: SchemaElement[] = [
        { name: 'root', num_children: names.length },
        ...names.flatMap((column) => schemaElements(column, 'string')),
      ]
      const columnData = names.map((column) => ({ name: column, data: columns[column] ?? [] }))
      return lake.putBytes(
        `${folder}${name}.parquet`,
        new Uint8Array(parquetWriteBuffer({ ...WRITER_OPTIONS, schema, columnData })),
      )
    }
    const inputs = [
      await put('old', { statement_id: [id(1)], sq: [sequence(1)] }),
      await put('new', { statement_id: [id(2)], sq: [sequence(2)], of_tomorrow: ['\uFEFFkept'] }),
      await lake.put(`${folder}now.parquet`, [rowOf(3)]),
    ]
    await rewrite(inputs)
    const rows = await lake.rows(`${folder}out.parquet`)
    const byId = new Map(rows.map((row) => [row.statement_id, row]))
    expect(byId.get(id(1))).toMatchObject({ actor_id: null, sq: sequence(1) })
    expect(
      await lake.sql(
        `SELECT statement_id, of_tomorrow FROM statement_files WHERE tenant = '${tenant}' AND of_tomorrow IS NOT NULL`,
      ),
    ).toEqual([
      { statement_id: id(2), of_tomorrow: '\uFEFFkept' },
      { statement_id: id(2), of_tomorrow: '\uFEFFkept' },
    ])
    expect(byId.get(id(3))).toMatchObject({ actor_id: 'mailto:user-1@example.org' })
  })

  it('can be rewritten by a rule that leaves rows out and replaces cells of others', async () => {
    const inputs = [
      await lake.put(`${folder}a.parquet`, rowsFrom(0, 10)),
      await lake.put(`${folder}b.parquet`, rowsFrom(10, 10)),
    ]
    const rule: NonNullable<Rewrite['rule']> = (cell) => {
      if (cell('actor_id') === 'mailto:user-7@example.org') return false
      return cell('statement_id') === id(2) ? { actor_name: 'somebody', raw: null } : true
    }
    expect(await rewrite(inputs, { rule })).toMatchObject({ rows: 18, copies: 0, leftOut: 2, changed: 1 })
    const rows = await lake.rows(`${folder}out.parquet`)
    expect(rows.map(({ actor_id }) => actor_id)).not.toContain('mailto:user-7@example.org')
    expect(rows.filter(({ actor_name }) => actor_name !== null)).toEqual([
      expect.objectContaining({ statement_id: id(2), actor_name: 'somebody', raw: null }),
    ])
  })

  it('make no file where no row is left', async () => {
    const inputs = [await lake.put(`${folder}a.parquet`, rowsFrom(0, 3))]
    expect(await rewrite(inputs, { rule: () => false })).toMatchObject({ rows: 0, leftOut: 3 })
    expect(await lake.keys(folder)).toEqual([`${folder}a.parquet`])
  })
})

describe('while sorted files are merged', () => {
  it('a row group of each is held, however many they have', async () => {
    const size = { rows: 30, bytes: 1e9 }
    const sorted: LakeFile[] = []
    for (const part of [0, 1, 2]) {
      // More than what is fetched whole.
      const rows = rowsFrom(part * 300, 300).map((row) => ({ ...row, raw: randomText(8_000) }))
      await rewrite([await lake.put(`${folder}loose-${part}.parquet`, rows)], {
        size,
        output: `${folder}s${part}.parquet`,
      })
      sorted.push(await lake.fileOf(`${folder}s${part}.parquet`))
    }
    let [read, written, most] = [0, 0, 0]
    const own = lake.files()
    const counted: LakeFiles = {
      ...own,
      async read(file, start, end) {
        // The others are footers.
        if (end < file.bytes) most = Math.max(most, ++read - written)
        return own.read(file, start, end)
      },
      create(key) {
        const upload = own.create(key)
        return {
          ...upload,
          append(bytes) {
            written++
            return upload.append(bytes)
          },
        }
      },
    }
    expect(await rewrite(sorted, { size }, counted)).toMatchObject({ rows: 900 })
    expect(read).toBe(30)
    expect(most).toBeLessThanOrEqual(4)
    expect(await lake.rows(`${folder}out.parquet`)).toHaveLength(900)
  }, 60_000)

  it('a file over several parts is put together', async () => {
    const inputs: LakeFile[] = []
    for (const part of [0, 1, 2, 3]) {
      const rows = rowsFrom(part * 50, 50).map((row) => ({ ...row, raw: randomText(150_000) }))
      inputs.push(await lake.put(`${folder}${part}.parquet`, rows))
    }
    const { bytes } = await rewrite(inputs, { size: { rows: 20, bytes: 1e9 } })
    expect(bytes).toBeGreaterThan(16 * 1024 * 1024)
    expect((await lake.fileOf(`${folder}out.parquet`)).bytes).toBe(bytes)
    const sums = await lake.sql(
      `SELECT count(*) AS n, sum(length(raw)) AS characters FROM statement_files WHERE tenant = '${tenant}'`,
    )
    expect(sums).toEqual([{ n: '400', characters: String(2 * 200 * 150_000) }])
  }, 60_000)
})

/** Text that does not compress. */
const randomText = (length: number) => randomBytes(length).toString('base64').slice(0, length)
