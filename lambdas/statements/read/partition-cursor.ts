/** A cursor over one partition of a posting list: it reads slice by slice, and stands on one batch after the other. */
import type { Item, Range, Tables } from '../../database/tables.ts'
import type { BatchId } from '../batch/sequence.ts'
import { type Condition, positionsOf } from '../index/entries.ts'
import { fromPostingItem } from '../index/posting-item.ts'

const MOST_PER_READ = 200

/** One batch's statements that match, maybe none. */
export type BatchMatches = { batchId: BatchId; positions: number[] }

/** `head` is what the cursor stands on: `unread` before the first read, and again when all that was read is used up. */
export type Cursor = {
  head: BatchMatches | 'unread' | 'end'
  /** Moves on to the next batch; reads more if the head is `unread`. */
  advance(): Promise<void>
}

/** @param range its limit is that of the first read; each that follows asks for twice as many postings. */
export function openPartition(tables: Pick<Tables, 'query'>, range: Range, conditions: Condition[]): Cursor {
  const cursor: Cursor = { head: 'unread', advance }
  let items: Item[] = []
  let at = 0
  /** The batch that was read last: it may go on in the next slice. */
  let open: BatchMatches | undefined
  let hasMore = true
  let after: string | undefined
  let { limit } = range

  async function advance() {
    if (cursor.head === 'unread' && hasMore) await read()
    else if (at === items.length) {
      cursor.head = open ?? 'end'
      open = undefined
      return
    }
    cursor.head = nextWhole() ?? 'unread'
  }

  async function read() {
    const slice = await tables.query('index', after === undefined ? range : { ...range, limit, after })
    limit = Math.max(range.limit, Math.min(2 * limit, MOST_PER_READ))
    items = slice.items
    at = 0
    after = slice.last
    hasMore = after !== undefined
  }

  /** The next batch whose end was read as well. */
  function nextWhole(): BatchMatches | undefined {
    for (let item = items[at]; item !== undefined; item = items[++at]) {
      const { batchId, entries } = fromPostingItem(item)
      if (open !== undefined && open.batchId !== batchId) {
        const whole = open
        open = undefined
        return whole
      }
      open ??= { batchId, positions: [] }
      open.positions.push(...positionsOf(entries, conditions))
    }
    return undefined
  }

  return cursor
}
