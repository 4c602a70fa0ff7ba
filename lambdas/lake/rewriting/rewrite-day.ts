/**
 * Takes removed statements out of what lies in the lake of a tenant's day, and puts the new texts of others in place of the
 * old ones. Readers meet each statement once at any moment: a new file comes before the one that it replaces goes.
 *
 *   1. the changes are put where writers of rows read them: who begins later writes nothing old
 *   2. the new rows come, as a file of their own: they may belong elsewhere in the order
 *   3. each file with old rows is written again without them, and goes with all its versions
 *   4. once everybody has ended who may have begun before 1, all is looked through once more
 *
 * Every step may be done twice. A run that died is followed by one with the same changes.
 */
import { createHash } from 'node:crypto'
import type { ObjectVersion, ObjectVersions } from '../../database/object-versions.ts'
import { type AmendedDay, type Amendments, amend, amendmentsKey, type Changes, REMOVED, settle } from '../amendments.ts'
import type { Row } from '../columns.ts'
import { STATEMENT_ROWS } from '../compaction/compacted-table.ts'
import { unreadableNote } from '../compaction/replacements.ts'
import { rewriteFiles } from '../compaction/rewrite.ts'
import { ChangedFile, type LakeFile, type LakeFiles, type TaggedTexts } from '../lake-files.ts'
import { rowsToParquet } from '../parquet.ts'
import { statementToRow } from '../row.ts'
import { type DayFile, dayFiles, folderOf } from './day-files.ts'

export type RewritingParts = {
  lake: LakeFiles & TaggedTexts
  versions: ObjectVersions
  now(): number
  /** Asked before each file: a function has only so much time. */
  mayGoOn?(): boolean
}
/** What a run did. */
export type DayRewriting = {
  /** Files that were replaced or removed, and rows of old texts in them. */
  files: number
  rows: number
  /** Rows with new texts that were written. */
  written: number
  /** Older versions and marks of deletion that went besides. */
  versions: number
  /** Files that could not be read, and were removed: the day must be replayed. */
  unreadable: string[]
  /** When (ms) it must be called once more. None: nothing of an old text is left in the day. */
  again?: number
}

/** Longer than any function runs that writes files of statements, and than its last call may take. */
export const FENCE_MS = 17 * 60_000

export async function rewriteDay(parts: RewritingParts, at: AmendedDay, changes: Changes): Promise<DayRewriting> {
  const done: DayRewriting = { files: 0, rows: 0, written: 0, versions: 0, unreadable: [] }
  const { lake, now } = parts
  const amendments = await amend(lake, at, { changes, now: now() })
  const began = now()
  const isWhole = await sweepUntilStill(parts, { at, amendments, done })
  if (!isWhole) return { ...done, again: began }
  const settled = amendments.since + FENCE_MS
  if (began < settled) return { ...done, again: settled }
  for (const prefix of [folderOf(at), amendmentsKey(at)])
    await removeVersions(parts, done, olderVersions(parts, prefix))
  const { isSettled } = await settle(lake, at, amendments)
  return isSettled ? done : { ...done, again: now() }
}

type Sweep = { at: AmendedDay; amendments: Amendments; done: DayRewriting }

const MOST_SWEEPS = 5

/** Compaction that began before may remove files meanwhile: then what it made of them is there. */
async function sweepUntilStill(parts: RewritingParts, run: Sweep): Promise<boolean> {
  for (let sweeps = 1; ; sweeps++) {
    try {
      return await sweep(parts, run)
    } catch (error) {
      if (!(error instanceof ChangedFile) || sweeps === MOST_SWEEPS) throw error
    }
  }
}

/** @returns whether there was time for all */
async function sweep(parts: RewritingParts, { at, amendments, done }: Sweep): Promise<boolean> {
  const { changes } = amendments
  const old: DayFile[] = []
  const lost = new Map<string, string>()
  const fresh = new Set<string>()
  for await (const found of dayFiles(parts.lake, at, changes)) {
    if ('unreadable' in found || found.old > 0) old.push(found)
    if ('unreadable' in found) continue
    for (const [id, sequence] of found.replaced) lost.set(id, sequence)
    for (const id of found.fresh) fresh.add(id)
  }
  for (const id of fresh) lost.delete(id)
  done.written += await writeRows(parts.lake, at, { changes, lost })
  for (const one of old) {
    if (parts.mayGoOn?.() === false) return false
    await replaceFile(parts, { one, amendments, done })
  }
  return true
}

/** One file of the writer has no more. */
const FILE = { rows: 20_000, characters: 24 * 1024 * 1024 }

type Lost = { changes: Changes; lost: ReadonlyMap<string, string> }

async function writeRows(lake: LakeFiles, at: AmendedDay, { changes, lost }: Lost): Promise<number> {
  let [rows, characters]: [Row[], number] = [[], 0]
  const put = async () => {
    if (rows.length > 0) await putFile(lake, at, rows)
    rows = []
    characters = 0
  }
  for (const [id, sequence] of [...lost].sort(byId)) {
    const text = changes.get(id) ?? ''
    rows.push(statementToRow(text, sequence))
    characters += text.length
    if (rows.length >= FILE.rows || characters >= FILE.characters) await put()
  }
  await put()
  return lost.size
}

const byId = ([a]: [string, string], [b]: [string, string]) => (a < b ? -1 : 1)

/** The same rows make the same name. */
async function putFile(lake: LakeFiles, at: AmendedDay, rows: Row[]): Promise<void> {
  const name = hashOf(rows.map(({ sq, raw }) => `${sq} ${raw}`))
  const upload = lake.create(`${folderOf(at)}rewritten-${name}.parquet`)
  await upload.append(rowsToParquet(rows))
  await upload.finish()
}

function hashOf(parts: Iterable<string>): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${part}\n`)
  return hash.digest('hex').slice(0, 32)
}

type Replacing = { one: DayFile; amendments: Amendments; done: DayRewriting }

async function replaceFile(parts: RewritingParts, { one, amendments, done }: Replacing): Promise<void> {
  const { file } = one
  if ('unreadable' in one) {
    done.unreadable.push(file.key)
    await removeObject(parts, unreadableNote(file))
  } else {
    await rewriteWithout(parts.lake, file, amendments)
    done.rows += one.old
  }
  await removeObject(parts, file.key)
  done.files++
}

async function removeObject({ versions }: RewritingParts, name: string): Promise<void> {
  const { found } = await versions.page(name)
  await versions.remove(found.filter(({ key }) => key === name))
}

/** What else is in the file stays in its order. No row: no file. */
function rewriteWithout(lake: LakeFiles, file: LakeFile, { changes, since }: Amendments) {
  const name = hashOf([file.key, file.etag, String(since)])
  const output = `${file.key.slice(0, file.key.lastIndexOf('/') + 1)}rewritten-${name}.parquet`
  return rewriteFiles(lake, {
    table: STATEMENT_ROWS,
    inputs: [file],
    output,
    rule(cell) {
      const change = changes.get(String(cell('statement_id')))
      return change === undefined || (change !== REMOVED && cell('raw') === change)
    },
  })
}

/** All that no reader meets who names no version: what was there before, and marks that it was deleted. */
async function* olderVersions({ versions }: RewritingParts, prefix: string): AsyncGenerator<ObjectVersion[]> {
  let after: string | undefined
  do {
    const { found, next } = await versions.page(prefix, after)
    yield found.filter(({ isLatest, isMark }) => !isLatest || isMark)
    after = next
  } while (after !== undefined)
}

async function removeVersions(
  { versions }: RewritingParts,
  done: DayRewriting,
  pages: AsyncIterable<ObjectVersion[]>,
): Promise<void> {
  for await (const found of pages) {
    await versions.remove(found)
    done.versions += found.length
  }
}
