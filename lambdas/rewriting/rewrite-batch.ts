/**
 * One batch of a case: what is decided of its statements is noted, then done in its item, in one write, on condition that
 * no other case did so meanwhile. Positions stay, so everything that names one stays true.
 */
import { createHash } from 'node:crypto'
import type { ActivityStore } from '../activities/activity-store.ts'
import type { Decide } from '../cases/decision.ts'
import type { Person } from '../cases/person.ts'
import type { Objects } from '../database/objects.ts'
import type { Item, Tables } from '../database/tables.ts'
import { Unavailable } from '../database/unavailable.ts'
import {
  type BatchBody,
  batchKey,
  batchObjectKey,
  fromBatchItem,
  rewritingChange,
  type StoredBatch,
} from '../statements/batch/batch-item.ts'
import type { Batches } from '../statements/batch/batches.ts'
import { decodeBlock, encodeBlocks } from '../statements/batch/blocks.ts'
import { statementSequence, storedOf } from '../statements/batch/sequence.ts'
import { attachmentsOf } from '../xapi/attachments.ts'
import { parseStored } from '../xapi/statement.ts'
import { reviseDefinitions } from './definitions.ts'
import { type CasePlace, type Change, joinNotes, readNote, writeNote } from './notes.ts'

export type RewriteParts = {
  tables: Tables
  objects: Objects
  batches: Pick<Batches, 'read'>
  activities: Pick<ActivityStore, 'completeDefinitions'>
}

/** `person`: whom an erasure is about. */
export type BatchCase = CasePlace & { decide: Decide; person?: Person }
type GuardedCase = BatchCase & { beforeChange?: (texts: string[]) => Promise<boolean> }

/** `changes`: all that the case has made of the batch by now. `kept`: why others had to stay. */
export type RewrittenBatch = { changes: Change[]; kept: string[] }

/** An item has 400 KB at most. */
const INLINE_BYTES = 300 * 1024
const TRIES = 5

/** Why something stays that nothing keeps any more. */
const TOO_LATE = 'it had to stay when its hour was carried out'

/** @param at `beforeChange` is given what will be changed, and says whether anything may be; it throws where not yet */
export async function rewriteBatch(parts: RewriteParts, at: GuardedCase, found: Item): Promise<RewrittenBatch> {
  let item: Item | undefined = found
  for (let tries = 0; item !== undefined && tries < TRIES; tries++) {
    const stored = fromBatchItem(item)
    const texts = await textsOf(parts, at, item)
    const { changes, kept } = decideAll(texts, stored, at)
    const noted = await readNote(parts.objects, at, stored.id)
    if (changes.length === 0) return { changes: stored.cases.includes(at.caseId) ? noted : [], kept }
    const old = changes.map(({ position }) => texts[position] ?? '')
    if ((await at.beforeChange?.(old)) === false)
      return { changes: stored.cases.includes(at.caseId) ? noted : [], kept: [...kept, ...old.map(() => TOO_LATE)] }
    const all = joinNotes(noted, changes)
    await writeNote(parts.objects, at, stored.id, all)
    const { mayDefine } = stored
    if (at.person) await reviseDefinitions(parts, { ...at, person: at.person }, { old, changes, mayDefine })
    for (const { position, text = '' } of changes) texts[position] = text
    const removed = [...stored.removed, ...changes.filter(({ text }) => text === undefined)]
    if (await replaceTexts(parts, at, { ...stored, removed }, texts)) return { changes: all, kept }
    item = await parts.tables.get('statements', batchKey(at.tenant, stored.id), true)
  }
  throw new Unavailable(new Error('a batch stays contended'))
}

async function textsOf({ batches }: RewriteParts, { tenant }: CasePlace, item: Item): Promise<string[]> {
  const batch = batches.read(tenant, item)
  const texts: string[] = []
  for (const index of batch.starts.keys()) texts.push(...decodeBlock(await batch.block(index)))
  return texts
}

function decideAll(texts: string[], { id: batchId }: StoredBatch, { decide }: BatchCase): RewrittenBatch {
  const changes: Change[] = []
  const kept: string[] = []
  for (const [position, text] of texts.entries()) {
    if (text === '') continue
    const record = { sequence: statementSequence(batchId, position), stored: storedOf(batchId), text }
    const id = idIn(text)
    const decision = decide({ ...record, id })
    if (decision.kind === 'keep' && decision.because !== undefined) kept.push(decision.because)
    if (decision.kind === 'remove') changes.push({ position, id, ...leftBy(text) })
    if (decision.kind === 'replace' && decision.text !== text)
      changes.push({ position, id, text: decision.text, ...leftBy(text, decision.text) })
  }
  return { changes, kept }
}

const idIn = (text: string): string => (parseStored(text).id ?? '').toLowerCase()

/** What of the old text other items are found by. */
function leftBy(before: string, after?: string): Pick<Change, 'target' | 'data'> {
  const statement = parseStored(before)
  const { object } = statement
  const hashesOf = (text: string | undefined) =>
    text === undefined ? [] : attachmentsOf(parseStored(text)).map(({ attachment }) => attachment.sha2.toLowerCase())
  const stays = new Set(hashesOf(after))
  const data = [...new Set(hashesOf(before))].filter((sha2) => !stays.has(sha2))
  return {
    ...('objectType' in object && object.objectType === 'StatementRef' && { target: object.id.toLowerCase() }),
    ...(data.length > 0 && { data }),
  }
}

/** A body that is too big for the item is another object: whoever reads the old item still finds the old one. */
async function replaceTexts(
  { tables, objects }: RewriteParts,
  { tenant, caseId }: CasePlace,
  stored: StoredBatch,
  texts: string[],
): Promise<boolean> {
  const { starts, blocks } = encodeBlocks(texts)
  const whole = Buffer.concat(blocks)
  let body: BatchBody = { blocks }
  if ('ends' in stored.body || whole.length > INLINE_BYTES) {
    const rewritten = createHash('sha256').update(whole).digest('hex').slice(0, 16)
    let end = 0
    body = { ends: blocks.map(({ length }) => (end += length)), rewritten }
    await objects.put(batchObjectKey(tenant, stored.id, rewritten), whole)
  }
  const count = texts.filter((text) => text !== '').length
  return (
    await tables.updateIf('statements', rewritingChange(tenant, stored, { ...stored, count, starts, body, caseId }))
  ).done
}
