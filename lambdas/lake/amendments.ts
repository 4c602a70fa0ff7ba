/**
 * What of a tenant's day was removed, or stands with another text: an object that whoever writes rows of the day reads
 * first. The stream still holds the old texts for days, and any of its records may come again.
 */
import type { Row } from './columns.ts'
import type { LakeFiles, TaggedTexts } from './lake-files.ts'
import { statementToRow } from './row.ts'

export const REMOVED = 'removed'
/** By the id of a statement: its new text, or `REMOVED`, which is no JSON. */
export type Changes = ReadonlyMap<string, typeof REMOVED | string>

/** `since` (ms): whoever began to write later knows all of them. */
export type Amendments = { changes: Changes; since: number; isSettled: boolean }

/** A tenant's day. */
export type AmendedDay = { tenant: string; day: string }

export const amendmentsKey = ({ tenant, day }: AmendedDay) => `state/rewriting/tenant=${tenant}/dt=${day}.txt`

/** @returns undefined for a folder whose files are never rewritten */
export function dayOfPartition(partition: string): AmendedDay | undefined {
  const [, tenant, day] = /^lake\/tenant=([^/]+)\/dt=([^/]+)\/$/.exec(partition) ?? []
  return tenant === undefined || day === undefined ? undefined : { tenant, day }
}

type Head = { since: number; isSettled: boolean }

/** A line each: first what holds for all, then an id, or an id with its text, as JSON. */
export function toText({ changes, ...head }: Amendments): string {
  const lines = [JSON.stringify(head)]
  for (const [id, change] of changes) lines.push(JSON.stringify(change === REMOVED ? id : [id, change]))
  return `${lines.join('\n')}\n`
}

export function fromText(text: string): Amendments {
  const [first = '', ...lines] = text.trimEnd().split('\n')
  const head: Head = JSON.parse(first)
  const changes = new Map<string, string>()
  for (const line of lines) {
    const change: string | [string, string] = JSON.parse(line)
    if (typeof change === 'string') changes.set(change, REMOVED)
    else changes.set(...change)
  }
  return { ...head, changes }
}

/** Rows as they may lie in the lake now. */
export const amendRows = (rows: Row[], changes: Changes): Row[] => rows.flatMap((row) => amendRow(row, changes))

function amendRow(row: Row, changes: Changes): Row[] {
  const change = changes.get(String(row.statement_id))
  if (change === undefined || change === row.raw) return [row]
  return change === REMOVED ? [] : [statementToRow(change, String(row.sq))]
}

/** Whether files of a folder are being rewritten: nobody else makes others of them meanwhile. */
export async function isBeingRewritten(lake: Pick<LakeFiles, 'getText'>, partition: string): Promise<boolean> {
  const at = dayOfPartition(partition)
  const text = at && (await lake.getText(amendmentsKey(at)))
  return text !== undefined && !fromText(text).isSettled
}

/** Adds changes to those of the day that are known; what was removed once stays so. The same ones again change nothing. */
export function amend(lake: TaggedTexts, at: AmendedDay, { changes, now }: { changes: Changes; now: number }) {
  return update(lake, at, (known) => {
    const all = new Map(known?.changes)
    let isNew = false
    for (const [id, change] of changes) {
      if (all.get(id) === change || all.get(id) === REMOVED) continue
      all.set(id, change)
      isNew = true
    }
    return known !== undefined && !isNew ? known : { changes: all, since: now, isSettled: false }
  })
}

/** From now on the day's files may become few again, unless something was added meanwhile. */
export const settle = (lake: TaggedTexts, at: AmendedDay, seen: Amendments) =>
  update(lake, at, (known = seen) => (known.since === seen.since ? { ...known, isSettled: true } : known))

const MOST_TRIES = 10

async function update(
  lake: TaggedTexts,
  at: AmendedDay,
  change: (known: Amendments | undefined) => Amendments,
): Promise<Amendments> {
  const key = amendmentsKey(at)
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const there = await lake.getTagged(key)
    const known = there && fromText(there.text)
    const next = change(known)
    if (next === known || (await lake.replaceText(key, toText(next), there?.etag))) return next
  }
  throw new Error(`${key} could not be written.`)
}
