/**
 * Makes few files of many, for all tenants and days. Readers notice nothing: a new file comes beside its inputs, the views
 * show a statement in both of them once, and the inputs go when no query can hold them any more. Every step may be done
 * twice, by a run that goes on where another one died, or by two runs at once.
 */
import { forEachConcurrently } from '../../database/concurrency.ts'
import { isBeingRewritten } from '../amendments.ts'
import { ChangedFile, type LakeFile, type LakeFiles, UnreadableFile } from '../lake-files.ts'
import { COMPACTED_TABLES, type CompactedTable, partitionOf } from './compacted-table.ts'
import { candidatesOf, groupsOf, LIMITS, type Limits } from './plan.ts'
import {
  endReplacement,
  listReplacements,
  listUnreadable,
  noteUnreadable,
  putReplacement,
  type Replacement,
  replacementOf,
  versionOf,
} from './replacements.ts'
import { type Rewritten, rewriteFiles } from './rewrite.ts'

export type CompactionOptions = {
  /** Replaced files stay for so long after the new one can be seen: longer than any query runs. */
  keepMs: number
  now: () => number
  log: CompactionLog
  /** Asked before each file that would be written: a function has only so much time. */
  mayGoOn?: () => boolean
  limits?: Limits
  /** Only what lies below this in the folder of each table, such as `tenant=acme/`. */
  below?: string
}
/** Counts, keys and reasons: no content of a statement. */
export type CompactionLog = {
  compacted(replacement: { output: string; inputs: number } & Rewritten): void
  unreadable(file: { key: string; reason: string }): void
  failed(failure: { partition: string; error: unknown }): void
}
/** What a run did, and what it leaves to the next one. */
export type Compaction = {
  /** Files that became `written` ones; their rows, without `copies`. */
  replaced: number
  written: number
  rows: number
  copies: number
  deleted: number
  /** Replaced files that a query may still hold. */
  kept: number
  unreadable: number
  /** Partitions where something failed that may pass. */
  failures: number
  /** Whether there was no time for all. */
  isCut: boolean
}

/** Keys of one partition that are looked at in one run: they are held in memory. */
const MOST_FILES = 20_000
const DAY_MS = 86_400_000
/** Files of a day still come after its midnight. */
const LATE_MS = 2 * 3_600_000

type Run = CompactionOptions & { lake: LakeFiles; done: Compaction; known: Set<string>; pending: Set<string> }

export async function compactLake(lake: LakeFiles, options: CompactionOptions): Promise<Compaction> {
  const known = await listUnreadable(lake)
  const counts = { replaced: 0, written: 0, rows: 0, copies: 0, deleted: 0, kept: 0, failures: 0 }
  const done = { ...counts, unreadable: known.size, isCut: false }
  const run: Run = { ...options, lake, done, known, pending: new Set() }
  const replacements: Replacement[] = []
  for await (const replacement of listReplacements(lake)) {
    if (isBelow(run, replacement.output)) replacements.push(replacement)
  }
  for (const replacement of replacements) await attempt(run, replacement.output, () => settle(run, replacement))
  for (const table of COMPACTED_TABLES) {
    for await (const { partition, files } of partitions(run, table)) {
      await attempt(run, partition, () => compactPartition(run, table, { partition, files }))
    }
  }
  return run.done
}

const isBelow = ({ below = '' }: Run, key: string) => key.startsWith(tableOf(key).prefix + below)

/** A failure is of its partition alone: the others are done, and the next run tries it again. */
async function attempt(run: Run, key: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (error instanceof ChangedFile) return
    run.done.failures++
    run.log.failed({ partition: partitionOf(key), error })
  }
}

/** Goes on with a replacement of an earlier run. */
async function settle(run: Run, replacement: Replacement): Promise<void> {
  const { lake, done, keepMs, now } = run
  if (await isBeingRewritten(lake, partitionOf(replacement.output))) {
    hold(run, replacement)
    done.kept += replacement.inputs.length
    return
  }
  const there = new Map<string, LakeFile>()
  for await (const file of lake.list(partitionOf(replacement.output))) there.set(file.key, file)
  const output = there.get(replacement.output)
  const inputs = replacement.inputs.filter(({ key, etag }) => there.get(key)?.etag === etag)
  if (output === undefined) {
    // Its inputs are there as they were, or it is void: then what is left of them is compacted anew.
    if (inputs.length === replacement.inputs.length) await replace(run, replacement)
    else await endReplacement(lake, replacement)
  } else if (now() - output.written.getTime() < keepMs) {
    hold(run, replacement)
    done.kept += inputs.length
  } else {
    await forEachConcurrently(inputs, ({ key }) => lake.delete(key))
    done.deleted += inputs.length
    await endReplacement(lake, replacement)
  }
}

/** No other replacement takes these files. */
function hold({ pending }: Run, { output, inputs }: Replacement): void {
  pending.add(output)
  for (const { key } of inputs) pending.add(key)
}

function release({ pending }: Run, { inputs }: Replacement): void {
  for (const { key } of inputs) pending.delete(key)
}

/** @returns whether an input cannot be read: then the others are free for another try without it */
async function replace(run: Run, replacement: Replacement): Promise<boolean> {
  const { lake, log, done, mayGoOn = () => true } = run
  hold(run, replacement)
  done.isCut ||= !mayGoOn()
  if (done.isCut) return false
  const { output, inputs } = replacement
  try {
    const rewritten = await rewriteFiles(lake, { table: tableOf(output), inputs, output })
    log.compacted({ output, inputs: inputs.length, ...rewritten })
    done.replaced += inputs.length
    done.kept += inputs.length
    done.written++
    done.rows += rewritten.rows
    done.copies += rewritten.copies
    return false
  } catch (error) {
    if (!(error instanceof UnreadableFile || error instanceof ChangedFile)) throw error
    await endReplacement(lake, replacement)
    release(run, replacement)
    if (error instanceof ChangedFile) throw error
    await leaveOut(run, error)
    return true
  }
}

const tableOf = (key: string): CompactedTable =>
  COMPACTED_TABLES.find(({ prefix }) => key.startsWith(prefix)) as CompactedTable

async function leaveOut({ lake, known, done, log }: Run, { file, message }: UnreadableFile): Promise<void> {
  await noteUnreadable(lake, file, message)
  known.add(versionOf(file))
  done.unreadable++
  log.unreadable({ key: file.key, reason: message })
}

type Partition = { partition: string; files: LakeFile[] }

/** One listing of all files: their keys are in the order of tenants and days. */
async function* partitions(run: Run, { prefix }: CompactedTable): AsyncGenerator<Partition> {
  let current: Partition = { partition: '', files: [] }
  for await (const file of run.lake.list(`${prefix}${run.below ?? ''}`)) {
    const partition = partitionOf(file.key)
    if (partition !== current.partition) {
      if (current.files.length > 0) yield current
      current = { partition, files: [] }
    }
    if (file.key.endsWith('.parquet') && current.files.length < MOST_FILES) current.files.push(file)
  }
  if (current.files.length > 0) yield current
}

async function compactPartition(run: Run, table: CompactedTable, { partition, files }: Partition): Promise<void> {
  const { lake, limits = LIMITS, known, pending, done, mayGoOn = () => true } = run
  const free = files.filter((file) => !pending.has(file.key) && !known.has(versionOf(file)))
  const candidates = candidatesOf(free, isOpen(partition, run.now()))
  const onUnreadable = (error: UnreadableFile) => leaveOut(run, error)
  let isSpoiled = false
  for await (const group of groupsOf(lake, candidates, { table, limits, onUnreadable })) {
    done.isCut ||= !mayGoOn()
    // Asked before each: what is read before the rewriting begins must be written before it ends.
    if (done.isCut || (await isBeingRewritten(lake, partition))) return
    const replacement = replacementOf(group)
    await putReplacement(lake, replacement)
    isSpoiled = (await replace(run, replacement)) || isSpoiled
  }
  if (isSpoiled) await compactPartition(run, table, { partition, files })
}

/** Whether more files are to come: the day goes on, or the partition is of no day. */
function isOpen(partition: string, now: number): boolean {
  const [, day] = /\/dt=(\d{4}-\d\d-\d\d)\/$/.exec(partition) ?? []
  return day === undefined || Date.parse(day) + DAY_MS + LATE_MS > now
}
