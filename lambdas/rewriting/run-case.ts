/**
 * Carries a case out, page by page: a run may be cut or die anywhere, and the next one goes on.
 *
 *   1. hour by hour, the statements that the case decides on: their batches, the index, their openings; after a day's
 *      last hour, what the lake has of the day
 *   2. documents, configuration, data of attachments, bodies that nothing leads to any more
 *   3. an hour later all of it again, for what was under way
 *   4. copies in the lake's bucket, until no query runs any more that had begun before
 *   5. the certificate is signed; what was noted goes, and the case has ended
 */
import { createHash } from 'node:crypto'
import type { KeyScanner } from '../database/key-scan.ts'
import { type Key, queryAll } from '../database/tables.ts'
import { withHourOfChanges } from '../evidence/changes.ts'
import { hourAfter } from '../evidence/hours.ts'
import { BATCHES_OF_PARTITION, fromBatchItem, isTombstone, partitionsOfDay } from '../statements/batch/batch-item.ts'
import { eraseConfiguration } from './erase-configuration.ts'
import { eraseDocuments } from './erase-documents.ts'
import { type CasePlace, type DayChanges, notesOf, readNote, toDayChanges } from './notes.ts'
import { removeVersions } from './object-versions.ts'
import type { BatchCase } from './rewrite-batch.ts'
import { type HourParts, NotDigested, type RewrittenHour, rewriteHour } from './rewrite-hour.ts'
import {
  type Copies,
  type Counts,
  fromRewritingProgressItem,
  isStillAt,
  type KeptProgress,
  NOTHING_DONE,
  type RewritingProgress,
  rewritingProgressKey,
  toRewritingProgressItem,
} from './rewriting-progress-item.ts'
import { removeData, sweepBodies, usedInHour } from './sweep.ts'

/** `isDone`: nothing of the old texts is left; writers that began before have to end first. `unreadable`: files that went. */
export type RewrittenDay = { isDone: boolean; unreadable: string[] }

/** What lies in the lake of a tenant's day. Done twice it does nothing new. */
export type RewriteDay = (tenant: CasePlace['tenant'], day: string, changes: DayChanges) => Promise<RewrittenDay>

/** What else of the tenant lies in the lake's bucket, whose last day was `rewritten` then. `again`: when it must be called once more. */
export type RemoveCopies = (tenant: CasePlace['tenant'], rewritten: number) => Promise<Copies & { again?: number }>

export type RunParts = HourParts & {
  scanner: KeyScanner
  rewriteDay: RewriteDay
  removeCopies: RemoveCopies
  /** The hour of the tenant's first statement. */
  firstHour(tenant: CasePlace['tenant']): Promise<string | undefined>
  /** The newest hour that was digested. */
  newestHead(): Promise<string | undefined>
  now(): number
  mayGoOn(): boolean
}

export type CaseWork = BatchCase

/** `waits`: for a digest, or the second round. */
export type CaseOutcome = { kind: 'waits' | 'cut' | 'overtaken' | 'done'; progress: RewritingProgress }

/** Longer than a compaction, a request or a batch of the stream takes: whatever was under way is there by then. */
export const SETTLE_MS = 60 * 60_000
const ROUNDS = 2
/** Empty hours that one page passes over. */
const MOST_HOURS = 24 * 7

/** `waits`: what was done is kept, and the next run goes on with the same. */
type Page = { changes: Partial<RewritingProgress>; isLast: boolean; waits?: boolean } | 'waits'
type Step = (parts: RunParts, work: CaseWork, progress: RewritingProgress) => Promise<Page>

const isLast = (changes: Partial<RewritingProgress> = {}): Page => ({ changes, isLast: true })

export async function runCase(parts: RunParts, work: CaseWork, began: string): Promise<CaseOutcome> {
  let kept = await readProgress(parts, work, began)
  const outcome = (kind: CaseOutcome['kind']): CaseOutcome => ({ kind, progress: kept.progress })
  for (;;) {
    const { progress } = kept
    if (progress.round > ROUNDS) return outcome('done')
    if (progress.notBefore !== undefined && Date.parse(progress.notBefore) > parts.now()) return outcome('waits')
    if (!parts.mayGoOn()) return outcome('cut')
    const page = await nextPage(parts, work, progress)
    if (page === 'waits') return outcome('waits')
    const changed = { ...progress, ...page.changes }
    const next = { progress: page.isLast ? inNextStep(parts, changed) : changed, version: kept.version + 1 }
    const put = await parts.tables.putIf('control', toRewritingProgressItem(work, next), isStillAt(kept.version))
    if (!put.done) return outcome('overtaken')
    kept = next
    if (page.waits) return outcome('waits')
  }
}

async function nextPage(parts: RunParts, work: CaseWork, progress: RewritingProgress): Promise<Page> {
  try {
    return (await STEPS[progress.step]?.(parts, work, progress)) ?? isLast()
  } catch (error) {
    if (error instanceof NotDigested) return 'waits'
    throw error
  }
}

/** What the case noted, once its certificate is stored. */
export async function forgetNotes({ tables, versions }: RunParts, place: CasePlace): Promise<void> {
  await removeVersions(versions, notesOf(place))
  await tables.removeIf('control', rewritingProgressKey(place))
}

async function readProgress(parts: RunParts, place: CasePlace, began: string): Promise<KeptProgress> {
  const there = await parts.tables.get('control', rewritingProgressKey(place), true)
  if (there !== undefined) return fromRewritingProgressItem(there)
  const first = await parts.firstHour(place.tenant)
  const last = began.slice(0, 13)
  const progress = { began, last, round: 1, step: 0, data: [], counts: NOTHING_DONE }
  return { progress: { ...progress, ...(first !== undefined && { first }) }, version: 0 }
}

function inNextStep(
  { now }: RunParts,
  { after: _, isDayChanged: __, ...progress }: RewritingProgress,
): RewritingProgress {
  const { step, round } = progress
  if (step + 1 < STEPS.length) return { ...progress, step: step + 1 }
  const notBefore = new Date(now() + SETTLE_MS).toISOString()
  return { ...progress, step: 0, round: round + 1, ...(round < ROUNDS && { notBefore }) }
}

/** `2026-03-01T09` is an hour, `2026-03-01` the lake's turn after its last one. */
const statements: Step = async (parts, work, progress) => {
  const { first, last, round, counts, data } = progress
  let at = progress.after ?? first
  if (at === undefined) return isLast()
  for (let passed = 0; at <= last || at.length === 10; passed++) {
    if (at.length === 10) {
      const next: string = hourAfter(`${at}T23`)
      const page = { changes: { after: next, isDayChanged: false }, isLast: next > last }
      if (!progress.isDayChanged) return page
      const { isDone, unreadable } = await parts.rewriteDay(work.tenant, at, await changesOfDay(parts, work, at))
      const files = [...new Set([...counts.files, ...unreadable])].slice(0, MOST_UNREADABLE)
      const counted = { ...page.changes, counts: { ...counts, files } }
      return !isDone && round === ROUNDS
        ? { changes: { counts: counted.counts }, isLast: false, waits: true }
        : { ...page, changes: counted }
    }
    const newest = await parts.newestHead()
    if (newest === undefined || newest < at) return 'waits'
    const done = await rewriteHour(parts, { ...work, hour: at, isAgain: round > 1 })
    const next: string = at === last || at.endsWith('T23') ? at.slice(0, 10) : hourAfter(at)
    const isNothing = done.changes.length + done.kept.length + done.unreadable.length === 0
    if (isNothing && passed < MOST_HOURS && next.length > 10 && parts.mayGoOn()) {
      at = next
      continue
    }
    const own = done.changes.flatMap((change) => change.data ?? [])
    return {
      changes: {
        after: next,
        isDayChanged: progress.isDayChanged === true || done.changes.length > 0,
        data: [...new Set([...data, ...own])],
        ...(round === 1 && { counts: withHour(counts, at, done) }),
      },
      isLast: false,
    }
  }
  return isLast()
}

function withHour(
  counts: Counts,
  hour: string,
  { changes, kept, documents, unreadable, leaves, digested }: RewrittenHour,
) {
  const removed = changes.filter(({ text }) => text === undefined).length
  const { statements: before } = counts
  const reasons = { ...counts.kept }
  for (const because of kept) reasons[because] = (reasons[because] ?? 0) + 1
  return {
    ...counts,
    kept: reasons,
    unreadable: [...counts.unreadable, ...unreadable].slice(0, MOST_UNREADABLE),
    documents: sum(counts.documents, { removed: documents, replaced: 0 }),
    statements: {
      removed: before.removed + removed,
      replaced: before.replaced + changes.length - removed,
    },
    ...(digested && { records: withHourOfChanges(counts.records, digested) }),
    ...(leaves && {
      leaves: { count: counts.leaves.count + leaves.count, hash: chain(counts.leaves.hash, hour, leaves.hash) },
    }),
  }
}

const MOST_UNREADABLE = 100

const chain = (before: string, hour: string, hash: string) =>
  createHash('sha256').update(`${before}\n${hour} ${hash}`).digest('hex')

async function changesOfDay({ tables, objects }: RunParts, place: CasePlace, day: string): Promise<DayChanges> {
  const all = new Map<string, string>()
  for (const pk of partitionsOfDay(place.tenant, day)) {
    const range = { pk, ...BATCHES_OF_PARTITION, limit: 500, attributes: ['pk', 'sk', 'cases', 'dead'] }
    for await (const item of queryAll(tables, 'statements', range)) {
      if (isTombstone(item)) continue
      const { id, cases } = fromBatchItem(item)
      if (!cases.includes(place.caseId)) continue
      for (const [changed, text] of toDayChanges(await readNote(objects, place, id))) all.set(changed, text)
    }
  }
  return all
}

const sum = (one: { removed: number; replaced: number }, other: { removed: number; replaced: number }) => ({
  removed: one.removed + other.removed,
  replaced: one.replaced + other.replaced,
})

/** The keys of the whole table are looked through: no list says which partitions a tenant has in it. */
const documents: Step = async (parts, work, { after, counts }) => {
  const { person, tenant } = work
  if (person === undefined) return isLast()
  const from: Key | undefined = after === undefined ? undefined : JSON.parse(after)
  const { keys, last } = await parts.scanner.page('documents', tenant, from)
  const done = await eraseDocuments(parts, { tenant, person }, keys)
  const changes = { counts: { ...counts, documents: sum(counts.documents, done) } }
  return last === undefined ? isLast(changes) : { changes: { ...changes, after: JSON.stringify(last) }, isLast: false }
}

const configuration: Step = async ({ tables, scanner }, { person, tenant }, { after, counts }) => {
  if (person === undefined) return isLast()
  const { keys, last } = await scanner.page('control', tenant, after === undefined ? undefined : JSON.parse(after))
  const done = await eraseConfiguration(tables, { tenant, person }, keys)
  const changes = { counts: { ...counts, configuration: sum(counts.configuration, done) } }
  return last === undefined ? isLast(changes) : { changes: { ...changes, after: JSON.stringify(last) }, isLast: false }
}

/** Which of the data others have: of every statement, up to this hour. */
const attachments: Step = async (parts, { tenant }, { began, after, first, data, counts, round }) => {
  let hour = after ?? first
  if (data.length === 0 || hour === undefined) return isLast()
  let left = data
  const end = new Date(parts.now()).toISOString().slice(0, 13)
  for (let passed = 0; hour <= end && passed < MOST_HOURS && left.length > 0; passed++) {
    const used = new Set(await usedInHour(parts, tenant, hour, new Set(left)))
    left = left.filter((sha2) => !used.has(sha2))
    hour = hourAfter(hour)
  }
  if (hour <= end && left.length > 0) return { changes: { after: hour, data: left }, isLast: false }
  for (const sha2 of left) await removeData(parts, tenant, { sha2, began })
  return isLast({ data: left, ...(round === 1 && { counts: { ...counts, attachments: left.length } }) })
}

const bodies: Step = async (parts, { tenant }, { after, counts }) => {
  const { count, next } = await sweepBodies(parts, tenant, after)
  const changes = { counts: { ...counts, objects: counts.objects + count } }
  return next === undefined ? isLast(changes) : { changes: { ...changes, after: next }, isLast: false }
}

/** In the last round, when all days are as they will be. What is past its time is no secret: its copies stay as long as they do. */
const copies: Step = async ({ removeCopies, now }, { person, tenant }, { rewritten, round, counts }) => {
  if (person === undefined || round < ROUNDS) return isLast()
  if (rewritten === undefined) return { changes: { rewritten: new Date(now()).toISOString() }, isLast: false }
  const { again, ...done } = await removeCopies(tenant, Date.parse(rewritten))
  const changes = { counts: { ...counts, copies: joinCopies(counts.copies, done) } }
  if (again === undefined) return isLast(changes)
  return { changes: { ...changes, notBefore: new Date(again).toISOString() }, isLast: false }
}

const joinCopies = (before: Copies, more: Copies): Copies => ({
  results: before.results + more.results,
  exports: [...new Set([...before.exports, ...more.exports])],
  undelivered: before.undelivered + more.undelivered,
  unknown: more.unknown,
})

const STEPS: readonly Step[] = [statements, documents, configuration, attachments, bodies, copies]
