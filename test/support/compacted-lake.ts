/** Many small files of a tenant's day in the emulator's bucket, and runs of their compaction at times that a test chooses. */
import type { Row } from '../../lambdas/lake/columns.ts'
import { type Compaction, type CompactionOptions, compactLake } from '../../lambdas/lake/compaction/compact.ts'
import type { LakeFiles } from '../../lambdas/lake/lake-files.ts'
import { statementToRow } from '../../lambdas/lake/row.ts'
import { temporaryFolder } from './during-tests.ts'
import { lakeFolder } from './lake-folder.ts'
import { useLakeBuckets } from './s3-emulator.ts'

export const KEEP_MS = 60_000

export const id = (i: number) => `f0000000-0000-4000-8000-${String(i).padStart(12, '0')}`
export const ids = (count: number) => Array.from({ length: count }, (_, i) => id(i))
export const rows = (first: number, count: number): Row[] => Array.from({ length: count }, (_, i) => rowOf(first + i))

const rowOf = (i: number): Row =>
  statementToRow(
    JSON.stringify({
      id: id(i),
      actor: { mbox: `mailto:user-${i % 10}@example.org` },
      verb: { id: 'http://example.org/did' },
      object: { id: `http://example.org/${i}` },
      timestamp: '2020-01-01T09:00:00Z',
    }),
    `019ce1a2b3c40000aaaaaaaa${String(i).padStart(4, '0')}`,
  )

export function useCompactedLake() {
  const s3 = useLakeBuckets()
  const lake = lakeFolder(s3, temporaryFolder())
  let tenants = 0
  let puts = 0
  let ahead = 0
  const state = { tenant: '', folder: '', told: [] as string[] }
  const put = (all: Row[], folder = state.folder) =>
    lake.put(`${folder}shard-${String(++puts).padStart(6, '0')}.parquet`, all)
  return Object.assign(state, {
    s3,
    lake,
    /** A tenant of its own, whose day is over. */
    begin(day = '2020-01-01') {
      s3.faults.isOfDead = () => false
      state.tenant = `tenant-${++tenants}`
      state.folder = `lake/tenant=${state.tenant}/dt=${day}/`
      state.told = []
      ahead = 0
    },
    /** As the lake's writer puts a file. */
    put,
    async putMany(files: number, each = 3) {
      for (let i = 0; i < files; i++) await put(rows(i * each, each))
    },
    /** As long as replaced files stay, and a little more. */
    wait: (ms = KEEP_MS + 1_000) => {
      ahead += ms
    },
    run: (more: Partial<CompactionOptions> = {}, files: LakeFiles = lake.files()): Promise<Compaction> =>
      compactLake(files, {
        keepMs: KEEP_MS,
        now: () => Date.now() + ahead,
        below: `tenant=${state.tenant}/`,
        log: {
          compacted: ({ inputs, rows: written }) => void state.told.push(`${inputs} files, ${written} rows`),
          unreadable: ({ key }) => void state.told.push(`unreadable ${key}`),
          failed: ({ error }) => void state.told.push(`failed ${(error as Error).name}`),
        },
        ...more,
      }),
    keys: () => lake.keys(state.folder),
    shown: async () =>
      (await lake.sql(`SELECT statement_id FROM statements WHERE tenant = '${state.tenant}' ORDER BY 1`)).map(
        ({ statement_id }) => statement_id,
      ),
  })
}
