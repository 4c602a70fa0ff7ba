/** The heartbeat: a record for each open shard, each minute, and what the lake's marks say by then, for those who ask in SQL. */
import { rowsToParquet } from '../parquet.ts'
import { FRESHNESS_COLUMNS, FRESHNESS_OBJECT } from '../tables.ts'
import { heldObject, readFreshness, type StateObjects, shardsObject } from './state.ts'
import type { Shard } from './watermark.ts'

/** A shard with the first of the hash keys that lead to it. */
export type StreamShard = Shard & { hashKey: string }
export type ShardStream = {
  shards(): Promise<StreamShard[]>
  put(data: Uint8Array, hashKey: string): Promise<void>
}
/** Records that Lambda gave up lie below; no writer has seen them. */
export type HeartbeatOptions = { stream: ShardStream; objects: StateObjects; givenUp: string; now(): number }

export const toHeartbeat = (time: number): Uint8Array => Buffer.from(JSON.stringify({ heartbeat: time }))

/** @param data of a record of the stream, base64 @returns when the heartbeat was put; undefined for any other record */
export function fromHeartbeat(data: string): number | undefined {
  try {
    const { heartbeat } = JSON.parse(Buffer.from(data, 'base64').toString('utf8'))
    return typeof heartbeat === 'number' ? heartbeat : undefined
  } catch {
    return undefined
  }
}

/** A record is tried for six days before it is given up, so it arrived at most so long before. */
const LONGEST_TRIED_MS = 7 * 86_400_000

/** Every step may come twice, and a run that fails is made good by the next one. */
export async function beat({ stream, objects, givenUp, now }: HeartbeatOptions): Promise<void> {
  for (const key of await objects.list(givenUp)) {
    const { key: held, body, contentType } = heldObject(givenUpArrived(key, now()), key.replaceAll('/', '.'))
    await objects.put(held, body, contentType)
  }
  const shards = await stream.shards()
  const { key, body, contentType } = shardsObject(shards.map(({ id, parents, isOpen }) => ({ id, parents, isOpen })))
  await objects.put(key, body, contentType)
  await Promise.all(shards.filter(({ isOpen }) => isOpen).map(({ hashKey }) => stream.put(toHeartbeat(now()), hashKey)))
  const { through, held } = await readFreshness(objects)
  const row = { through: through ? micros(through.getTime()) : null, computed: micros(now()), held: BigInt(held) }
  await objects.put(FRESHNESS_OBJECT, rowsToParquet([row], FRESHNESS_COLUMNS), 'application/vnd.apache.parquet')
}

const micros = (milliseconds: number) => BigInt(milliseconds) * 1_000n

/** `aws/lambda/<source>/<shard>/2026/11/21/...` is when Lambda gave up; where no day can be read, now. */
function givenUpArrived(key: string, now: number): Date {
  const [, day] = /\/(\d{4}\/\d\d\/\d\d)\//.exec(key) ?? []
  const moment = day === undefined ? now : Date.parse(`${day.replaceAll('/', '-')}T00:00:00Z`)
  return new Date(moment - LONGEST_TRIED_MS)
}
