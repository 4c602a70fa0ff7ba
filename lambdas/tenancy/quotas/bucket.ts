/**
 * A bucket of tokens that all containers share. It is full with a minute's tokens, and gets new ones at the rate of its
 * quota. It is one number, the time until which it is spent (the theoretical arrival time of GCRA), so whoever takes
 * tokens adds to it, and many do so at once without getting into each other's way.
 */
import type { Tables } from '../../database/tables.ts'
import type { TenantId } from '../tenant-id.ts'
import { type BucketName, bucketKey } from './bucket-item.ts'

/** How much time's tokens a full bucket holds: what senders collected may come at once. */
export const BURST_SECONDS = 60

const SECOND = 1_000_000
const FULL = BURST_SECONDS * SECOND
/** A bucket that was not full for long is added to as it is: fuller by a tenth, but nobody needs a second try. */
const SLACK = FULL / 10
/** A try is lost only to another container that wakes the bucket at the same moment; the next one finds it awake. */
const TRIES = 5

/** So many times what is needed is granted whole, if it is there; whoever gets less met a bucket that is nearly empty. */
export const LEAST_SHARE = 4

export type Wish = {
  tenant: TenantId
  bucket: BucketName
  /** Tokens a second. */
  rate: number
  /** What is taken, if there is enough for others beside it. */
  wanted: number
  /** What is taken at least, or nothing is. More than a full bucket holds may be taken from a full one: the others wait. */
  needed: number
}

/** `waitMs`: until what is needed is there, if nobody else takes it. */
export type Grant = { tokens: number } | { tokens: 0; waitMs: number }

export type Bucket = {
  /** @throws when the table can't be reached */
  take(wish: Wish): Promise<Grant>
  /** @throws when the table can't be reached: then the tokens are lost */
  giveBack(tokens: number, from: Pick<Wish, 'tenant' | 'bucket' | 'rate'>): Promise<void>
}

export function createBucket({ addIf }: Pick<Tables, 'addIf'>, now: () => number): Bucket {
  /** Until when each was spent, as it was heard last. */
  const heard = new Map<string, number>()

  return {
    async take(wish) {
      const { tenant, bucket: attribute } = wish
      const name = `${tenant}|${attribute}`
      // Not known, it is most likely in use.
      let spent = heard.get(name)
      let isFresh = false
      for (let tries = 0; tries < TRIES; tries++) {
        const time = now() * 1_000
        const answer = judge(wish, spent ?? time, time)
        // What was heard before is old: others may have given back, but nobody is refused by hearsay.
        if ('waitMs' in answer && isFresh) return answer
        const { cost, tokens } = 'waitMs' in answer ? costOf(wish, wish.needed) : answer
        const addition = spent === undefined && isFresh ? { number: time + cost } : additionTo(spent, time, cost)
        const { done, value } = await addIf('control', bucketKey(tenant), { attribute, ...addition })
        spent = value
        isFresh = true
        if (value !== undefined) heard.set(name, value)
        if (done) return { tokens }
      }
      return { tokens: 0, waitMs: 1_000 }
    },
    async giveBack(tokens, { tenant, bucket, rate }) {
      const number = -Math.round((tokens * SECOND) / rate)
      const before = { least: 0, most: Number.MAX_SAFE_INTEGER }
      await addIf('control', bucketKey(tenant), { attribute: bucket, number, before })
    },
  }
}

/** A bucket that has been full for long is woken by whoever still finds it so; one in use is added to by all. */
function additionTo(spent = Number.POSITIVE_INFINITY, time: number, cost: number) {
  if (spent < time - SLACK) return { number: time + cost - spent, before: { least: spent, most: spent } }
  return { number: cost, before: { least: time - SLACK, most: Math.max(time, time + FULL - cost) } }
}

const costOf = ({ rate }: Wish, tokens: number) => ({ tokens, cost: Math.ceil((tokens * SECOND) / rate) })

/** A wish takes a quarter of what is there at most, or a few times what it needs: others come, too. */
function judge(
  wish: Wish,
  spent: number,
  time: number,
): { tokens: number; cost: number } | { tokens: 0; waitMs: number } {
  const { needed, wanted, rate } = wish
  const least = costOf(wish, needed)
  const left = time + FULL - Math.max(spent, time - SLACK)
  // A request that needs more than a full bucket holds is let pass by a full one, or it could never be sent.
  const lacking = Math.min(least.cost, FULL) - left
  if (lacking > 0) return { tokens: 0, waitMs: Math.ceil(lacking / 1_000) }
  const tokens = Math.floor((left * rate) / SECOND)
  const share = Math.max(Math.floor(tokens / 4), Math.min(tokens, needed * LEAST_SHARE))
  return costOf(wish, Math.max(needed, Math.min(wanted, share)))
}
