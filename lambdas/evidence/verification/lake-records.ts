/** The statements as the lake has them: whatever file they lie in. */
import { inAnyOrder } from '../../database/concurrency.ts'
import { isParquet, type LakeFile, type LakeReader } from '../../lake/lake-files.ts'
import { readTextRows } from '../../lake/maintenance/parquet-rows.ts'
import type { StoredRecord } from '../records.ts'
import type { RecordReader } from './verify-ledger.ts'

/** Many small ones are read beside each other; of a large one a part alone fills some memory. */
const SMALL_BYTES = 4_000_000

export const fromLake = (files: LakeReader): RecordReader =>
  async function* (tenant, { day }) {
    const large: LakeFile[] = []
    const small: LakeFile[] = []
    for await (const file of files.list(`lake/tenant=${tenant}/dt=${day}/`))
      if (isParquet(file)) (file.bytes > SMALL_BYTES ? large : small).push(file)
    yield* inAnyOrder(small.map((file) => () => recordsIn(files, file)))
    for (const file of large) yield* recordsIn(files, file)
  }

async function* recordsIn(files: LakeReader, file: LakeFile): AsyncGenerator<StoredRecord[]> {
  for await (const rows of readTextRows(files, file, ['sq', 'raw']))
    yield rows.map(({ sq, raw }) => ({ sequence: sq ?? '', text: raw ?? '' }))
}
