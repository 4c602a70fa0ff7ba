/** The statements as the lake has them: whatever file they lie in. */
import { isParquet, type LakeReader } from '../../lake/lake-files.ts'
import { readTextRows } from '../../lake/maintenance/parquet-rows.ts'
import type { RecordReader } from './verify-ledger.ts'

export const fromLake = (files: LakeReader): RecordReader =>
  async function* (tenant, { day }) {
    for await (const file of files.list(`lake/tenant=${tenant}/dt=${day}/`)) {
      if (!isParquet(file)) continue
      for await (const rows of readTextRows(files, file, ['sq', 'raw']))
        yield rows.map(({ sq, raw }) => ({ sequence: sq ?? '', text: raw ?? '' }))
    }
  }
