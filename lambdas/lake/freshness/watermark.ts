/**
 * How far the lake has come. Each minute a heartbeat is put into every open shard of the stream; the lake's writer, when
 * it meets one, or a commit, has written all that was before it, and marks the shard. What all shards have passed is queryable.
 */
import { CONSISTENCY_LAG_MS } from '../../statements/batch/consistent-through.ts'

/** Parents are the shards that a split or a merge made it of. */
export type Shard = { id: string; parents: string[]; isOpen: boolean }
/** When what the writer met last in a shard was put there, in milliseconds: a heartbeat, or a commit. */
export type Mark = { shard: string; heartbeat: number }
/** When a record arrived that the lake does not have: it was quarantined, or given up. */
export type Held = { arrived: number }

/**
 * DynamoDB copies what is stored to the stream on its own, usually within two seconds, and a heartbeat does not go that
 * way. The alarm `StreamBehind` watches that it never takes longer than this.
 */
export const REPLICATION_MS = 26_000

/** What was stored so long before a heartbeat is before it in the stream: it was committed and copied by then. */
export const ALLOWANCE_MS = CONSISTENCY_LAG_MS + REPLICATION_MS

/** @returns everything stored before that instant is queryable; undefined while a shard has never been marked */
export function watermarkOf(
  shards: readonly Shard[],
  marks: readonly Mark[],
  held: readonly Held[],
): number | undefined {
  const byShard = new Map(marks.map(({ shard, heartbeat }) => [shard, heartbeat]))
  const open = shards.filter(({ isOpen }) => isOpen)
  const passed = open.map(({ id }) => passedIn(id, shards, byShard))
  if (open.length === 0 || passed.includes(undefined)) return undefined
  const heartbeats = passed.filter((one) => one !== undefined)
  return Math.min(...heartbeats, ...held.map(({ arrived }) => arrived)) - ALLOWANCE_MS
}

/** Lambda reads a shard after its parents: until it has a mark of its own, theirs are what is known. */
function passedIn(id: string, shards: readonly Shard[], marks: ReadonlyMap<string, number>): number | undefined {
  const own = marks.get(id)
  const parents = shards.find((shard) => shard.id === id)?.parents ?? []
  if (own !== undefined || parents.length === 0) return own
  const theirs = parents.map((parent) => passedIn(parent, shards, marks))
  return theirs.includes(undefined) ? undefined : Math.min(...theirs.filter((one) => one !== undefined))
}
