/**
 * Reads columns of the lake's files with a reader that shares nothing with the engines that query them, nor with what wrote
 * them. One row group is in memory at a time, and of that only the columns asked for.
 */
import { zstdDecompressSync } from 'node:zlib'
import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { ChangedFile, type LakeFile, type LakeReader } from '../lake-files.ts'

export type TextRow = { [column: string]: string | null | undefined }

const compressors = { ZSTD: (bytes: Uint8Array) => zstdDecompressSync(bytes) }

/** Columns of texts alone. */
export async function* readTextRows(files: LakeReader, of: LakeFile, columns: string[]) {
  const file = {
    byteLength: of.bytes,
    slice: async (start: number, end = of.bytes) => {
      const part = await files.read(of, start, end)
      if (part === undefined) throw new ChangedFile(`The file ${of.key} is gone.`)
      return part.buffer.slice(part.byteOffset, part.byteOffset + part.byteLength) as ArrayBuffer
    },
  }
  const metadata = await parquetMetadataAsync(file)
  let rowStart = 0
  for (const { num_rows } of metadata.row_groups) {
    const rowEnd = rowStart + Number(num_rows)
    const rows = await parquetReadObjects({ file, metadata, columns, rowStart, rowEnd, compressors })
    yield rows as TextRow[]
    rowStart = rowEnd
  }
}
