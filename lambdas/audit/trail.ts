/**
 * The one road into the trail: entries are put into the stream, which keeps them in three places at once, and only then
 * is what they speak of answered. From there a consumer brings them into the table and into the lake.
 */
import { randomUUID } from 'node:crypto'
import { type Entry, type NewEntry, toRecord } from './entry.ts'

/** @throws Unavailable: then the record may or may not be there */
export type AuditStream = { put(data: Uint8Array, partitionKey: string): Promise<void> }

export type Trail = {
  /** Ends when the entries can't be lost any more. @throws Unavailable: what they speak of must not be answered as done */
  record(...entries: NewEntry[]): Promise<void>
}

export const createTrail = ({ put }: AuditStream): Trail => ({
  async record(...entries) {
    const named = entries.map((entry) => ({ id: randomUUID(), ...entry }))
    for (const some of groups(named)) await put(toRecord(some), some[0]?.id ?? '')
  },
})

/** A request has one entry or two, all but those that void thousands of statements. */
const MOST_TOGETHER = 4

const groups = (entries: Entry[]): Entry[][] =>
  entries.length === 0 ? [] : [entries.slice(0, MOST_TOGETHER), ...groups(entries.slice(MOST_TOGETHER))]
