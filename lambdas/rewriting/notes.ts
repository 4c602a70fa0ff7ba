/**
 * What a case has made of a batch, noted before it is done: an object beside the records, so that a run that dies in
 * between leaves what the next one needs. It holds ids and new texts, never old ones, and goes when the case ends.
 */

import type { BatchId } from '../statements/batch/sequence.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'

/** `target`: that the statement refers to. `data`: hashes of attachments that its text has no more. */
export type Change = { position: number; id: string; text?: string; target?: string; data?: string[] }

export const REMOVED = 'removed'

/** What was made of the records of one UTC day (`2026-11-21`): by the id, `removed`, or the text that stands now, which begins with `{`. */
export type DayChanges = ReadonlyMap<string, typeof REMOVED | string>

export type NoteObjects = {
  put(key: string, bytes: Uint8Array): Promise<void>
  get(key: string): Promise<Uint8Array | undefined>
}

/** Where a case works. */
export type CasePlace = { tenant: TenantId; caseId: string }

export const notesOf = ({ tenant, caseId }: CasePlace) => `${tenant}/cases/${caseId}/`
const noteKey = (place: CasePlace, batchId: BatchId) => `${notesOf(place)}changes/${batchId}`

export async function readNote(objects: NoteObjects, place: CasePlace, batchId: BatchId): Promise<Change[]> {
  const bytes = await objects.get(noteKey(place, batchId))
  return bytes === undefined ? [] : JSON.parse(Buffer.from(bytes).toString('utf8'))
}

export const writeNote = (objects: NoteObjects, place: CasePlace, batchId: BatchId, changes: Change[]) =>
  objects.put(noteKey(place, batchId), Buffer.from(JSON.stringify(changes)))

/** Both, the later one where both say something. */
export const joinNotes = (before: Change[], later: Change[]): Change[] =>
  [...new Map([...before, ...later].map((one) => [one.position, withDataOf(before, one)])).values()].sort(
    (a, b) => a.position - b.position,
  )

function withDataOf(before: Change[], change: Change): Change {
  const data = [...(before.find(({ position }) => position === change.position)?.data ?? []), ...(change.data ?? [])]
  return data.length === 0 ? change : { ...change, data: [...new Set(data)] }
}

export const toDayChanges = (notes: Change[]): DayChanges => new Map(notes.map(({ id, text = REMOVED }) => [id, text]))
