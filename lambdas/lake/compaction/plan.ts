/** Which files of a partition become one. */
import { readAhead } from '../../database/concurrency.ts'
import { type LakeFile, type LakeFiles, UnreadableFile } from '../lake-files.ts'
import type { CompactedTable } from './compacted-table.ts'
import { openParquet, type ParquetFile } from './parquet-file.ts'
import { type ColumnSchema, columnSchemas, unite } from './schemas.ts'
import { type Weight, weightOf } from './weights.ts'

/** What one rewriting may take: `held` is in memory, uncompressed; the rest is time. */
export type Limits = { files: number; bytes: number; rows: number; heldRows: number; heldBytes: number }

const MIB = 1024 * 1024
/** A few minutes at 5,000 rows a second, and some 600 MB of memory. */
export const LIMITS: Limits = {
  files: 1_000,
  bytes: 512 * MIB,
  rows: 1_000_000,
  heldRows: 200_000,
  heldBytes: 128 * MIB,
}

/** From this size on a file stays as it is: readers gain nothing by larger ones. */
const LARGE_BYTES = 128 * MIB
/** Of a day that goes on, so many files at least: it would be written again for each that comes. */
const LEAST_OF_OPEN = 4
/** Of a day that goes on, a file is left alone while all smaller ones together are less than half of it. */
const GROWTH = 2
/** Below this size that does not matter. */
const SMALL_BYTES = 4 * MIB

/**
 * Files worth rewriting, smallest first. So a file of a day that goes on is written again only when as much has come
 * again, a few times in all; once the day is over, everything becomes few files.
 */
export function candidatesOf(files: LakeFile[], isOpen: boolean): LakeFile[] {
  const small = files.filter(({ bytes }) => bytes < LARGE_BYTES).sort(bySize)
  if (!isOpen) return small.length > 1 ? small : []
  let sum = 0
  const worth = small.findIndex(({ bytes }) => {
    if (bytes > Math.max(SMALL_BYTES, GROWTH * sum)) return true
    sum += bytes
    return false
  })
  const taken = worth < 0 ? small : small.slice(0, worth)
  return taken.length >= LEAST_OF_OPEN ? taken : []
}

const bySize = (a: LakeFile, b: LakeFile) => a.bytes - b.bytes || (a.key < b.key ? -1 : 1)

export type PlanOptions = {
  table: CompactedTable
  limits: Limits
  /** Told of each file that cannot be read; the others are grouped without it. */
  onUnreadable(error: UnreadableFile): Promise<void>
}

/** Groups of two files or more, each within the limits. What differs in the type of a column goes into another group. */
export async function* groupsOf(
  lake: LakeFiles,
  candidates: LakeFile[],
  options: PlanOptions,
): AsyncGenerator<LakeFile[]> {
  let left = candidates
  while (left.length > 1) {
    const group = createGroup(options)
    const misfits: LakeFile[] = []
    for await (const [file, opened] of readAhead(left, (one) => open(lake, one))) {
      if (opened instanceof UnreadableFile) await options.onUnreadable(opened)
      else if (group.isOver(opened)) yield* group.take()
      if (opened instanceof UnreadableFile) continue
      if (!group.add(opened)) misfits.push(file)
    }
    yield* group.take()
    // Files that fit to no other end here.
    left = misfits.length < left.length ? misfits : []
  }
}

async function open(lake: LakeFiles, file: LakeFile): Promise<ParquetFile | UnreadableFile> {
  try {
    return await openParquet(lake, file, false)
  } catch (error) {
    if (error instanceof UnreadableFile) return error
    throw error
  }
}

function createGroup({ table, limits }: PlanOptions) {
  let files: LakeFile[] = []
  let columns: ColumnSchema[] = []
  let sum = NOTHING
  const with_ = ({ file, metadata }: ParquetFile) => add(sum, file, weightOf(metadata, table))
  return {
    /** With this file the group would be too much. */
    isOver: (opened: ParquetFile) => files.length > 0 && isOver(with_(opened), limits),
    /** @returns whether it could be added */
    add(opened: ParquetFile): boolean {
      const united = unite(columns, columnSchemas(opened.metadata))
      // One that is too much alone is in no group: it is large enough as it is.
      if (united === undefined || isOver(with_(opened), limits)) return false
      sum = with_(opened)
      columns = united
      files.push(opened.file)
      return true
    },
    *take(): Generator<LakeFile[]> {
      const taken = files
      files = []
      columns = []
      sum = NOTHING
      if (taken.length > 1) yield taken
    },
  }
}

const NOTHING: Limits = { files: 0, bytes: 0, rows: 0, heldRows: 0, heldBytes: 0 }

const add = (sum: Limits, { bytes }: LakeFile, weight: Weight): Limits => ({
  files: sum.files + 1,
  bytes: sum.bytes + bytes,
  rows: sum.rows + weight.rows,
  heldRows: sum.heldRows + weight.heldRows,
  heldBytes: sum.heldBytes + weight.heldBytes,
})

const isOver = (sum: Limits, limits: Limits): boolean =>
  (Object.keys(limits) as (keyof Limits)[]).some((name) => sum[name] > limits[name])
