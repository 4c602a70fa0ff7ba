/** The small objects that say how far the lake has come: their keys, and what stands in them. */
import { type Held, type Mark, type Shard, watermarkOf } from './watermark.ts'

export type StateObjects = {
  /** @returns undefined when there is no such object */
  get(key: string): Promise<Uint8Array | undefined>
  put(key: string, body: Uint8Array, contentType: string): Promise<void>
  list(prefix: string): Promise<string[]>
}

const MARKS = 'state/through/'
const HELD = 'state/held/'
const SHARDS = 'state/shards.json'

export type Freshness = { through: Date | undefined; held: number }

const toBody = (value: unknown) => Buffer.from(JSON.stringify(value))
const fromBody = (body: Uint8Array) => JSON.parse(Buffer.from(body).toString('utf8'))

export const markObject = ({ shard, heartbeat }: Mark) => ({
  key: `${MARKS}${shard}.json`,
  body: toBody({ shard, heartbeat }),
  contentType: 'application/json',
})

/** Named after the record, so that a retry writes it again; an operator removes it when the record is in the lake. */
export const heldObject = (arrived: Date, record: string) => ({
  key: `${HELD}${arrived.toISOString()}-${record}`,
  body: Buffer.from('{}'),
  contentType: 'application/json',
})

export const shardsObject = (shards: readonly Shard[]) => ({
  key: SHARDS,
  body: toBody(shards),
  contentType: 'application/json',
})

/**
 * The order matters. Marks first: what holds them back was written before them. Shards before marks: a mark that is newer
 * than the list is of one of them, or of a child, which its parent waits for.
 */
export async function readFreshness(objects: StateObjects): Promise<Freshness> {
  const shards = await objects.get(SHARDS)
  const bodies = await Promise.all((await objects.list(MARKS)).map((key) => objects.get(key)))
  const marks: Mark[] = bodies.flatMap((body) => (body === undefined ? [] : [fromBody(body)]))
  const held = (await objects.list(HELD)).map(toHeld)
  const through = shards === undefined ? undefined : watermarkOf(fromBody(shards), marks, held)
  return { through: through === undefined ? undefined : new Date(through), held: held.length }
}

const toHeld = (key: string): Held => ({ arrived: Date.parse(key.slice(HELD.length, HELD.length + 24)) })
