/** A tenant's day in the emulator's bucket, its rewritings at times that a test chooses, and every octet that is left. */
import { createObjectVersions } from '../../lambdas/database/s3-object-versions.ts'
import type { Changes } from '../../lambdas/lake/amendments.ts'
import type { Row } from '../../lambdas/lake/columns.ts'
import { compactLake } from '../../lambdas/lake/compaction/compact.ts'
import type { LakeFiles } from '../../lambdas/lake/lake-files.ts'
import { FENCE_MS, type RewritingParts, rewriteDay } from '../../lambdas/lake/rewriting/rewrite-day.ts'
import { statementToRow } from '../../lambdas/lake/row.ts'
import { temporaryFolder } from './during-tests.ts'
import { lakeFolder } from './lake-folder.ts'
import { BUCKETS, useLakeBuckets } from './s3-emulator.ts'

export const DAY = '2026-11-21'

export const id = (i: number) => `f0000000-0000-4000-8000-${String(i).padStart(12, '0')}`
export const sequence = (i: number) => `019ce1a2b3c40000aaaaaaaa${String(i).padStart(4, '0')}`
export const textOf = (i: number, who = `secret-person-${i}-`) =>
  JSON.stringify({
    id: id(i),
    actor: { name: who, mbox: `mailto:${who}@example.org` },
    verb: { id: 'http://example.org/did' },
    object: { id: `http://example.org/${i}` },
    result: { response: who },
    timestamp: '2026-11-21T09:00:00Z',
  })
export const rowOf = (i: number): Row => statementToRow(textOf(i), sequence(i))
export const rowsFrom = (first: number, count: number) => Array.from({ length: count }, (_, i) => rowOf(first + i))

export function useRewrittenLake() {
  const s3 = useLakeBuckets()
  const lake = lakeFolder(s3, temporaryFolder())
  let tenants = 0
  const state = { tenant: '', folder: '', ahead: 0 }
  const now = () => Date.now() + state.ahead
  const parts = (): RewritingParts => ({ lake: lake.files(), versions: createObjectVersions(BUCKETS.lake), now })
  const rewrite = (changes: Changes, more: Partial<RewritingParts> = {}) =>
    rewriteDay({ ...parts(), ...more }, { tenant: state.tenant, day: DAY }, changes)
  return Object.assign(state, {
    s3,
    lake,
    parts,
    begin() {
      s3.faults.isOfDead = () => false
      state.tenant = `tenant-${++tenants}`
      state.folder = `lake/tenant=${state.tenant}/dt=${DAY}/`
      state.ahead = 0
    },
    put: (name: string, rows: Row[]) => lake.put(`${state.folder}${name}.parquet`, rows),
    rewrite,
    /** As the machine calls it: again, at the time that it is told. */
    async rewriteToTheEnd(changes: Changes) {
      await rewrite(changes)
      state.ahead += FENCE_MS + 1_000
      return rewrite(changes)
    },
    compact: (keepMs = 0, files: LakeFiles = lake.files()) =>
      compactLake(files, {
        keepMs,
        now: () => now() + 1_000,
        below: `tenant=${state.tenant}/`,
        log: { compacted: () => undefined, unreadable: () => undefined, failed: () => undefined },
      }),
    shown: () => lake.sql(`SELECT * FROM statements_all WHERE tenant = '${state.tenant}' ORDER BY statement_id, sq`),
    /** `0 name of its actor`, for each statement that a reader sees. */
    async actors() {
      const sql = `SELECT statement_id, actor_name FROM statements WHERE tenant = '${state.tenant}' ORDER BY 1`
      return (await lake.sql(sql)).map((row) => `${Number(String(row.statement_id).slice(-12))} ${row.actor_name}`)
    },
    /** Every octet of every object of the bucket that is not another tenant's, pages decompressed. */
    async octets(): Promise<string> {
      let all = ''
      for (const key of await lake.keys('')) {
        if (key.includes('tenant=') && !key.includes(`tenant=${state.tenant}/`)) continue
        all += `${key}\n${Buffer.from(await lake.bytes(key)).toString('latin1')}\n`
        if (key.endsWith('.parquet')) all += textsOf(await lake.rows(key))
      }
      return all
    },
  })
}

const textsOf = (rows: unknown) =>
  JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? String(value) : value))
