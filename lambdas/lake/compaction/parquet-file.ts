/** Reads a Parquet file of the lake a row group at a time, with all its columns, also those that this code does not know. */
import { zstdDecompressSync } from 'node:zlib'
import {
  type AsyncBuffer,
  type ColumnMetaData,
  type DecodedArray,
  type FileMetaData,
  type ParquetParsers,
  parquetMetadata,
  parquetScan,
  type RowGroup,
} from 'hyparquet'
import { ChangedFile, type LakeFile, type LakeFiles, UnreadableFile } from '../lake-files.ts'

export type ParquetFile = {
  file: LakeFile
  metadata: FileMetaData
  /** The columns of one row group, by their names: all, or only these. */
  readGroup(index: number, names?: readonly string[]): Promise<Map<string, DecodedArray>>
}

/** Most footers are in the last part of this size, and most small files are no larger. */
const FOOTER_BYTES = 64 * 1024
const LEAST_BYTES = 12
/** A file up to this size is fetched by one request. */
const WHOLE_BYTES = 1024 * 1024

const texts = new TextDecoder('utf-8', { ignoreBOM: true })

/** As stored: times stay numbers of microseconds, and a text keeps a byte order mark at its beginning. */
const AS_STORED: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (value) => value,
  timestampFromMicroseconds: (value) => value,
  timestampFromNanoseconds: (value) => value,
  dateFromDays: (value) => value,
  stringFromBytes: (bytes) => bytes && texts.decode(bytes),
}

/** The library has no decompressor for what the lake is written with; a page never holds more than it says. */
export const decompressors = {
  ZSTD: (bytes: Uint8Array, length: number) => zstdDecompressSync(bytes, { maxOutputLength: Math.max(length, 1) }),
}

const READ = { parsers: AS_STORED, geoparquet: false, useOffsetIndex: false, compressors: decompressors }

type Ranges = (start: number, end: number) => Promise<Uint8Array>

/**
 * @param willRead whether row groups will be read as well: then a small file is fetched whole
 * @throws UnreadableFile, ChangedFile
 */
export async function openParquet(lake: LakeFiles, file: LakeFile, willRead: boolean): Promise<ParquetFile> {
  const ranges = await rangesOf(lake, file, willRead)
  const footer = await footerOf(file, ranges)
  const metadata = await decoded(file, async () => parquetMetadata(footer, { parsers: AS_STORED, geoparquet: false }))
  return { file, metadata, readGroup: (index, names) => readGroup({ file, metadata, ranges, names }, index) }
}

async function rangesOf(lake: LakeFiles, file: LakeFile, willRead: boolean): Promise<Ranges> {
  const fetch: Ranges = async (start, end) => {
    const bytes = await lake.read(file, start, end)
    if (bytes === undefined) throw new ChangedFile(`${file.key} is not what was listed`)
    return bytes
  }
  if (!willRead || file.bytes > WHOLE_BYTES) return fetch
  const whole = await fetch(0, file.bytes)
  return async (start, end) => whole.subarray(start, end)
}

/** The end of a Parquet file: the footer, its length in four bytes, and `PAR1`. */
async function footerOf(file: LakeFile, ranges: Ranges): Promise<ArrayBuffer> {
  if (file.bytes < LEAST_BYTES) throw new UnreadableFile(file, 'the file is too short')
  const last = copyOf(await ranges(Math.max(0, file.bytes - FOOTER_BYTES), file.bytes))
  const length = new DataView(last).getUint32(last.byteLength - 8, true) + 8
  if (length > file.bytes) throw new UnreadableFile(file, 'the footer is longer than the file')
  return length <= last.byteLength ? last : copyOf(await ranges(file.bytes - length, file.bytes))
}

type Source = { file: LakeFile; metadata: FileMetaData; ranges: Ranges; names: readonly string[] | undefined }

async function readGroup({ file, metadata, ranges, names }: Source, index: number): Promise<Map<string, DecodedArray>> {
  const group = metadata.row_groups[index]
  if (group === undefined) throw new RangeError(`${file.key} has no row group ${index}`)
  const wanted = chunksOf(group).filter(({ path_in_schema: [name = ''] }) => names?.includes(name) ?? true)
  const { start, end } = placeOf(file, wanted)
  // All its columns by one request: they lie side by side, and so do the few that are asked for alone.
  const bytes = await ranges(start, end)
  const buffer: AsyncBuffer = {
    byteLength: file.bytes,
    slice: (from, to = end) => copyOf(bytes.subarray(from - start, to - start)),
  }
  // The others are left out of the plan.
  const alone = { ...metadata, row_groups: [group], num_rows: group.num_rows }
  const rowEnd = Number(group.num_rows)
  return decoded(file, async () => {
    const scan = await parquetScan({ ...READ, file: buffer, metadata: alone })
    const columns = new Map<string, DecodedArray>()
    for (const name of new Set(wanted.flatMap(({ path_in_schema: [name] }) => name ?? []))) {
      const cells = await scan.readColumn({ column: name, rowStart: 0, rowEnd })
      if (cells.length !== rowEnd) throw new Error(`column ${name} has ${cells.length} values in ${rowEnd} rows`)
      columns.set(name, cells)
    }
    return columns
  })
}

const chunksOf = ({ columns }: RowGroup): ColumnMetaData[] => columns.flatMap(({ meta_data }) => meta_data ?? [])

function placeOf(file: LakeFile, chunks: ColumnMetaData[]): { start: number; end: number } {
  const starts = chunks.map((chunk) => Number(chunk.dictionary_page_offset ?? chunk.data_page_offset))
  const ends = chunks.map((chunk, i) => (starts[i] ?? 0) + Number(chunk.total_compressed_size))
  const [start, end] = [Math.min(...starts), Math.max(...ends)]
  if (!(start >= 0 && start < end && end <= file.bytes))
    throw new UnreadableFile(file, 'a row group lies outside the file')
  return { start, end }
}

/** No fetch is among it: what fails here is the file's fault, and will fail again. */
async function decoded<T>(file: LakeFile, decode: () => Promise<T>): Promise<T> {
  try {
    return await decode()
  } catch (error) {
    throw new UnreadableFile(file, error instanceof Error ? error.message : String(error))
  }
}

/** The library takes a buffer of its own. */
const copyOf = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer
