/**
 * An hour of a case: its batches, what the index says of them, what opens their leaves. An hour is rewritten once it was
 * digested, so that each of its records has a leaf, and no digest is under way that would miss one.
 */
import { createHash } from 'node:crypto'
import { forEachConcurrently } from '../database/concurrency.ts'
import type { ObjectVersions } from '../database/object-versions.ts'
import { type Item, queryAll } from '../database/tables.ts'
import { type HourOfChanges, hasChanges, putChanges, readDigestLeaves } from '../evidence/changes.ts'
import type { EvidenceObjects } from '../evidence/evidence-objects.ts'
import { digestKey } from '../evidence/ledger-digest.ts'
import { erasedKey, withoutOpenings } from '../evidence/openings.ts'
import type { Ledger } from '../evidence/records.ts'
import { allOpenings, openingsOfCase, putRewritten, rewrittenOpenings } from '../evidence/rewritten.ts'
import { STATEMENTS } from '../evidence/statement-records.ts'
import { BATCHES_OF_PARTITION, fromBatchItem, isTombstone, partitionsOfHour } from '../statements/batch/batch-item.ts'
import { UnreadableBatch } from '../statements/batch/blocks.ts'
import { type BatchId, statementSequence } from '../statements/batch/sequence.ts'
import { type DocumentParts, eraseOlderDocuments } from './erase-documents.ts'
import { type Change, readNote } from './notes.ts'
import { removeObject } from './object-versions.ts'
import { type ReindexParts, reindex } from './reindex.ts'
import { type BatchCase, type RewriteParts, rewriteBatch } from './rewrite-batch.ts'

export type HourParts = RewriteParts &
  ReindexParts &
  DocumentParts & { versions: ObjectVersions; vault: EvidenceObjects; besides: EvidenceObjects }

/** `isAgain`: it was decided before, and only what was under way then is put right. */
export type HourOfCase = BatchCase & { hour: string; isAgain: boolean }

/** `documents`: how many went that statements of the person led to. `unreadable`: batches whose texts are lost or damaged. */
export type RewrittenHour = {
  changes: Change[]
  kept: string[]
  documents: number
  unreadable: string[]
  leaves?: { count: number; hash: string }
  /** What the certificate names each of them by. */
  digested?: HourOfChanges
}

/** Statements are there, but not their digest: it could not be made yet, and will be. */
export class NotDigested extends Error {
  override readonly name = 'NotDigested'
}

const BATCHES_PER_READ = 100
type ChangedBatch = { batchId: BatchId; changes: Change[] }

export async function rewriteHour(parts: HourParts, at: HourOfCase): Promise<RewrittenHour> {
  const { tenant, hour } = at
  const changed: ChangedBatch[] = []
  const kept: string[] = []
  const unreadable: string[] = []
  let documents = 0
  let asked: Promise<boolean> | undefined
  const mayChange = () => (asked ??= isOpen(parts, at))
  for (const pk of partitionsOfHour(tenant, hour)) {
    const range = { pk, ...BATCHES_OF_PARTITION, limit: BATCHES_PER_READ }
    for await (const item of queryAll(parts.tables, 'statements', range)) {
      if (isTombstone(item)) continue
      const done = await rewriteOne(parts, { ...at, mayChange }, item).catch(ignoreUnreadable)
      if (done === undefined) {
        unreadable.push(fromBatchItem(item).id)
        continue
      }
      kept.push(...done.kept)
      documents += done.documents
      if (done.changes.length > 0) changed.push({ batchId: fromBatchItem(item).id, changes: done.changes })
    }
  }
  const changes = changed.flatMap((one) => one.changes)
  if (changed.length === 0) return { changes, kept, documents, unreadable }
  await forEachConcurrently(changed, ({ batchId, changes: own }) => reindex(parts, tenant, batchId, own))
  return { changes, kept, documents, unreadable, ...(await eraseOpenings(parts, at, changed)) }
}

/** No retry helps: nobody can read it, and the certificate says so. */
function ignoreUnreadable(error: unknown): undefined {
  if (!(error instanceof UnreadableBatch)) throw error
}

/** `mayChange`: is asked before the first change. @throws NotDigested */
type OpenHour = HourOfCase & { mayChange(): Promise<boolean> }

async function rewriteOne(parts: HourParts, at: OpenHour, item: Item) {
  const { id, cases } = fromBatchItem(item)
  if (at.isAgain)
    return { changes: cases.includes(at.caseId) ? await readNote(parts.objects, at, id) : [], kept: [], documents: 0 }
  const { person } = at
  let documents = 0
  const beforeChange = async (texts: string[]) => {
    if (!(await at.mayChange())) return false
    if (person !== undefined) documents += await eraseOlderDocuments(parts, { ...at, person }, texts)
    return true
  }
  return { ...(await rewriteBatch(parts, { ...at, beforeChange }, item)), documents }
}

const ledgerOf = ({ tenant }: HourOfCase): Ledger => ({ source: STATEMENTS, tenant })

/**
 * False once what the case made of the hour is in the evidence, by a run that died then: what a hold kept that was lifted
 * since comes too late.
 *
 * @throws NotDigested
 */
async function isOpen({ vault, besides }: HourParts, at: HourOfCase): Promise<boolean> {
  const ledger = ledgerOf(at)
  if ((await vault.get(digestKey(ledger, at.hour))) === undefined)
    throw new NotDigested(`The hour ${at.hour} of ${at.tenant} has no digest yet.`)
  if ((await openingsOfCase(besides, ledger, at)) !== undefined) return false
  return !(await hasChanges(vault, ledger, at))
}

/** New leaves come first: there is no time in which a record that stands has none, or one goes by no case. */
async function eraseOpenings(
  parts: HourParts,
  at: HourOfCase,
  changed: ChangedBatch[],
): Promise<Pick<RewrittenHour, 'leaves' | 'digested'>> {
  const { caseId, hour } = at
  const ledger = ledgerOf(at)
  const placed = changed.flatMap(({ batchId, changes }) =>
    changes.map((change) => ({ ...change, sequence: statementSequence(batchId, change.position) })),
  )
  const records = placed.flatMap(({ sequence, id, text }) => (text === undefined ? [] : [{ sequence, id, text }]))
  const own = rewrittenOpenings(ledger, hour) + caseId
  const leaves = records.length === 0 ? [] : await putRewritten(parts, ledger, { hour, caseId, records })
  const [leafOf, now] = [await readDigestLeaves(parts, ledger, hour), new Map(leaves)]
  const digested = await putChanges(parts.vault, ledger, {
    ...{ hour, caseId },
    changes: placed.map(({ sequence, id }) => ({ sequence, id, was: leafOf(sequence), now: now.get(sequence) })),
  })
  for (const key of await allOpenings(parts, ledger, hour)) {
    if (key === own) continue
    const bytes = await parts.besides.get(key)
    const sequences = placed.map(({ sequence }) => sequence)
    const erased = bytes && withoutOpenings(bytes, sequences)
    if (erased === undefined) continue
    const base = key.replace(/\.[0-9a-f]{16}$/, '')
    await parts.besides.putNew(erasedKey(base, erased), erased)
    await removeObject(parts.versions, key)
  }
  if (leaves.length === 0) return { digested }
  const hash = createHash('sha256')
  for (const [, leaf] of leaves) hash.update(leaf, 'hex')
  return { digested, leaves: { count: leaves.length, hash: hash.digest('hex') } }
}
