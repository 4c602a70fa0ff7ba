/** Compares one day of a tenant, store against lake, by the ids and exact texts of its statements and by its voids. */
import type { Tables } from '../../database/tables.ts'
import type { Batches } from '../../statements/batch/batches.ts'
import { batchIdOf, isBatchId, msOf } from '../../statements/batch/sequence.ts'
import { ChangedFile, isParquet, type LakeFile, type LakeReader } from '../lake-files.ts'
import { type Compared, fromStore, idText, statementOf, voidOf } from './compared.ts'
import { createDayContents, type DayContents, type Problem, spread, TooManyIds } from './day-contents.ts'
import { dayOf } from './days.ts'
import { readTextRows, type TextRow } from './parquet-rows.ts'
import { batchItemsOf, placesOf, type TenantDay } from './stored-batches.ts'

export type CheckParts = {
  tables: Pick<Tables, 'query'>
  batches: Batches
  files: LakeReader
  /** What was stored after this instant (ms) may still be on its way, and is not compared. */
  through: number
  /** How many ids are held at once; a day with more is read in parts. */
  most?: number
}

/** Counts up while a day is compared. */
export type Seen = { statements: number; rows: number; files: number }

export type Problems = { [problem in Problem]: { count: number; examples: string[] } }
/** `sum`: of the hashes of ids and texts, in hex; equal sums are equal contents. */
export type Comparison = { stored: number; lake: number; storedSum: string; lakeSum: string } & Problems
/** `younger`: statements of this day that are too young to compare. */
export type DayReport = { tenant: string; day: string; files: number; younger: number } & {
  statements: Comparison
  voids: Comparison
}

/** What a difference is: the rest the view settles for the reader. */
export const differencesOf = ({ missing, extra, different }: Comparison): number =>
  missing.count + extra.count + different.count

const MOST_PARTS = 4096

export async function checkDay(check: CheckParts, at: TenantDay, seen: Seen): Promise<DayReport> {
  for (let parts = 1, goneBefore = false; ; ) {
    try {
      return await compareInParts(check, at, { parts, seen })
    } catch (error) {
      if (error instanceof TooManyIds && parts < MOST_PARTS) parts *= 2
      // It was compacted between the listing and the reading: what replaced it is listed now.
      else if (error instanceof ChangedFile && !goneBefore) goneBefore = true
      else throw error
    }
  }
}

/** The part of the day's ids that is compared now. */
type Part = { part: number; parts: number }
type Contents = {
  statements: DayContents
  voids: DayContents
  /** Places of no text: a void from there is one that outlived its voiding statement, which was removed since. */
  empty: Set<string>
}

async function compareInParts(check: CheckParts, at: TenantDay, { parts, seen }: { parts: number; seen: Seen }) {
  const report: DayReport = { ...at, files: 0, younger: 0, statements: nothing(), voids: nothing() }
  for (let part = 0; part < parts; part++) {
    const contents = {
      statements: createDayContents(check.most),
      voids: createDayContents(check.most),
      empty: new Set<string>(),
    }
    const own = { part, parts }
    const younger = await addStored(check, at, { contents, own, seen })
    const files = await addLake(check, at, { contents, own, seen })
    if (part === 0) Object.assign(report, { files, younger })
    addTo(report.statements, contents.statements)
    addTo(report.voids, contents.voids)
  }
  return report
}

type Adding = { contents: Contents; own: Part; seen: Seen }

/** By other bits than those that say where in its table an id lies. */
const isOwn = ({ id }: Compared, { part, parts }: Part) => (spread(id) >>> 20) % parts === part

async function addStored(check: CheckParts, at: TenantDay, { contents, own, seen }: Adding): Promise<number> {
  let younger = 0
  for await (const item of batchItemsOf(check.tables, at)) {
    const batch = check.batches.read(at.tenant, item)
    const isYoung = msOf(batch.id) > check.through
    for await (const placed of placesOf(batch)) {
      if (placed.text === '') {
        contents.empty.add(placed.sequence)
        continue
      }
      seen.statements++
      if (isYoung) {
        younger++
        continue
      }
      const { statement, void: voiding } = fromStore(placed)
      if (isOwn(statement, own)) contents.statements.addStored(statement.id, statement.hash)
      if (voiding && isOwn(voiding, own)) contents.voids.addStored(voiding.id, voiding.hash)
    }
  }
  return younger
}

/** @returns how many files the day has */
async function addLake(check: CheckParts, at: TenantDay, adding: Adding): Promise<number> {
  const { tenant, day } = at
  let files = 0
  for await (const file of check.files.list(`lake/tenant=${tenant}/dt=${day}/`)) {
    if (!isParquet(file)) continue
    files++
    await addFile(check, file, { ...adding, into: adding.contents.statements, read: STATEMENTS })
  }
  for await (const file of check.files.list(`voids/tenant=${tenant}/`)) {
    if (!isParquet(file) || !mayHoldVoidsOf(day, file)) continue
    await addFile(check, file, { ...adding, into: adding.contents.voids, read: voidsOf(day, adding.contents.empty) })
  }
  return files
}

/** How rows of a kind of file are read. */
type Reading = { columns: string[]; compared(row: TextRow): Compared | undefined; isMeant(row: TextRow): boolean }

const STATEMENTS: Reading = {
  columns: ['statement_id', 'sq', 'raw'],
  compared: ({ statement_id, raw }) => statementOf(statement_id ?? '', raw ?? ''),
  isMeant: () => true,
}

/** Voids of all days are in one folder. */
const voidsOf = (day: string, empty: ReadonlySet<string>): Reading => ({
  columns: ['voided_statement_id', 'voided_by', 'sq'],
  compared: ({ voided_statement_id, voided_by, sq }) =>
    voidOf({ voided: voided_statement_id ?? '', voidedBy: voided_by ?? '', sequence: sq ?? '' }),
  isMeant: ({ sq }) => sq !== undefined && sq !== null && dayOf(msOf(sq)) === day && !empty.has(sq),
})

/** The writer names a file of voids after its day; a compacted one holds several. */
function mayHoldVoidsOf(day: string, { key }: LakeFile): boolean {
  const name = key.slice(key.lastIndexOf('/') + 1)
  return name.startsWith(day) || !/^\d{4}-\d{2}-\d{2}-/.test(name)
}

type FileAdding = Adding & { into: DayContents; read: Reading }

async function addFile(check: CheckParts, file: LakeFile, { into, read, own, seen }: FileAdding): Promise<void> {
  seen.files++
  for await (const rows of readTextRows(check.files, file, read.columns)) {
    for (const row of rows) {
      seen.rows++
      const { sq } = row
      if (!sq || !isBatchId(batchIdOf(sq))) throw new Error(`A row of ${file.key} has no sq.`)
      if (!read.isMeant(row) || msOf(sq) > check.through) continue
      const compared = read.compared(row)
      if (compared === undefined) throw new Error(`A row of ${file.key} has no statement id: ${sq}.`)
      if (isOwn(compared, own)) into.addFromLake(compared.id, compared.hash)
    }
  }
}

const EXAMPLES = 10

const none = () => ({ count: 0, examples: [] })
const nothing = (): Comparison => ({
  ...{ stored: 0, lake: 0, storedSum: toHex(0n), lakeSum: toHex(0n) },
  ...{ missing: none(), extra: none(), different: none(), double: none() },
})

const toHex = (sum: bigint) => sum.toString(16).padStart(32, '0')
const added = (sum: string, more: bigint) => toHex((BigInt(`0x${sum}`) + more) % 2n ** 128n)

function addTo(comparison: Comparison, contents: DayContents) {
  const [stored, lake] = [contents.stored(), contents.lake()]
  comparison.stored += stored.count
  comparison.lake += lake.count
  comparison.storedSum = added(comparison.storedSum, stored.sum)
  comparison.lakeSum = added(comparison.lakeSum, lake.sum)
  for (const { problem, id } of contents.problems()) {
    const found = comparison[problem]
    found.count++
    if (found.examples.length < EXAMPLES) found.examples.push(idText(id))
  }
}
