/** Pages of the trail, by what a reviewer asks for. */
import type { Tables } from '../database/tables.ts'
import { readEntries, type StoredEntry, type TrailRange } from './audit-store.ts'
import type { Entry, Fact } from './entry.ts'

/** `act`: a name, or its first part. `about`: the fingerprint of a person. `after`: the place that the page before ended at. */
export type TrailFilter = { who?: string; act?: string; about?: string }
export type TrailQuery = TrailRange & TrailFilter & { limit: number; after?: string }

export type TrailAnswer = { entries: StoredEntry[]; next?: string }

/** A filter that matches little ends its page before the function's time does. */
const MOST_LOOKED_AT = 20_000

export async function readTrail(tables: Pick<Tables, 'query'>, query: TrailQuery): Promise<TrailAnswer> {
  const entries: StoredEntry[] = []
  let lookedAt = 0
  let last: string | undefined
  for await (const stored of readEntries(tables, query, query.after)) {
    if (entries.length === query.limit || lookedAt === MOST_LOOKED_AT) return { entries, ...(last && { next: last }) }
    lookedAt++
    last = stored.place
    if (matchesTrail(stored.entry, query)) entries.push(stored)
  }
  return { entries }
}

export const matchesTrail = ({ act, who, what = {} }: Entry, query: TrailFilter): boolean =>
  (query.act === undefined || act === query.act || act.startsWith(`${query.act}.`)) &&
  (query.who === undefined || who.id === query.who) &&
  (query.about === undefined || agentOf(what.filter) === query.about)

const agentOf = (filter: Fact | undefined) =>
  typeof filter === 'object' && filter !== null && !Array.isArray(filter) ? filter.agent : undefined
