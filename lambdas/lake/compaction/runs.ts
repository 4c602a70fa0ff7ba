/** Sorted runs of rows, merged. A file that is sorted is read a row group at a time; the others are sorted in memory. */
import type { CompactedTable } from './compacted-table.ts'
import type { ParquetFile } from './parquet-file.ts'
import { type Block, compareRows, isCopy, type RowRef, refsOf, toBlock } from './rows.ts'
import { isSorted } from './weights.ts'

/** `refs` are the rows at hand from `at` on; `refill` gives the next ones, undefined after the last. */
export type Run = { refs: RowRef[]; at: number; refill(): Promise<RowRef[] | undefined> }

export type MergeInput = { table: CompactedTable; names: string[]; files: ParquetFile[] }

export async function openRuns({ table, names, files }: MergeInput): Promise<Run[]> {
  const load = async ({ file, metadata, readGroup }: ParquetFile, index: number): Promise<Block> => {
    const group = metadata.row_groups[index]
    const [bytes, count] = [Number(group?.total_byte_size), Number(group?.num_rows)]
    return toBlock({ columns: await readGroup(index), bytes, count, written: file.written }, names, table)
  }
  const [sorted, loose] = partition(files, ({ metadata }) => isSorted(metadata, table))
  const runs = sorted.map((file) => fileRun(file.metadata.row_groups.length, (index) => load(file, index)))
  const refs: RowRef[] = []
  for (const file of loose) {
    for (const index of file.metadata.row_groups.keys()) {
      for (const ref of refsOf(await load(file, index))) refs.push(ref)
    }
  }
  return [...runs, { refs: refs.sort(compareRows), at: 0, refill: async () => undefined }]
}

function fileRun(groups: number, load: (index: number) => Promise<Block>): Run {
  let next = 0
  return { refs: [], at: 0, refill: async () => (next < groups ? refsOf(await load(next++)) : undefined) }
}

function partition<T>(all: T[], isFirst: (one: T) => boolean): [T[], T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))]
}

/** How many rows go into one row group of the output, and how many bytes of them, uncompressed. */
export type GroupSize = { rows: number; bytes: number }

/** The rows of all runs in their order, copies left out, in pieces of a row group each. */
export async function* mergeRuns(runs: Run[], size: GroupSize): AsyncGenerator<{ refs: RowRef[]; copies: number }> {
  let refs: RowRef[] = []
  let [bytes, copies] = [0, 0]
  let last: RowRef | undefined
  for (let next = await takeNext(runs); next !== undefined; next = await takeNext(runs)) {
    if (last !== undefined && isCopy(last, next)) {
      copies++
      continue
    }
    if (refs.length > 0 && (refs.length === size.rows || bytes + next.block.rowBytes > size.bytes)) {
      yield { refs, copies }
      refs = []
      bytes = 0
      copies = 0
    }
    refs.push(next)
    bytes += next.block.rowBytes
    last = next
  }
  if (refs.length > 0 || copies > 0) yield { refs, copies }
}

async function takeNext(runs: Run[]): Promise<RowRef | undefined> {
  let first: Run | undefined
  let least: RowRef | undefined
  for (const run of runs) {
    let head = run.refs[run.at]
    while (head === undefined) {
      const refs = await run.refill()
      if (refs === undefined) break
      run.refs = refs
      run.at = 0
      head = run.refs[0]
    }
    if (head === undefined || (least !== undefined && compareRows(least, head) <= 0)) continue
    first = run
    least = head
  }
  if (first !== undefined) first.at++
  return least
}
