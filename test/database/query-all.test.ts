/** One walk over a range: which pages it reads, and when. */
import { describe, expect, it } from '@jest/globals'
import { type Item, type QueryPage, queryAll, type Range } from '../../lambdas/database/tables.ts'

const range = { pk: 'p', from: '0', to: 'z', ascending: true, limit: 2 }
const item = (sk: string): Item => ({ pk: 'p', sk })

/** A table with these pages, and the positions after which each of them was asked for. */
function pagesOf(slices: QueryPage[]) {
  const asked: (string | undefined)[] = []
  const query = async (_: string, { after }: Range) => {
    asked.push(after)
    return slices[asked.length - 1] ?? { items: [] }
  }
  return { asked, tables: { query } }
}

async function collect(all: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = []
  for await (const one of all) items.push(one)
  return items
}

describe('a query for all items of a range', () => {
  it('reads each page after the last item of the one before, empty pages too', async () => {
    const { asked, tables } = pagesOf([
      { items: [item('a'), item('b')], last: 'b' },
      { items: [], last: 'c' },
      { items: [item('d')] },
    ])
    expect(await collect(queryAll(tables, 'index', range))).toEqual(['a', 'b', 'd'].map(item))
    expect(asked).toEqual([undefined, 'b', 'c'])
  })

  it('begins after the item that the range names', async () => {
    const { asked, tables } = pagesOf([{ items: [item('b')] }])
    expect(await collect(queryAll(tables, 'index', { ...range, after: 'a' }))).toEqual([item('b')])
    expect(asked).toEqual(['a'])
  })

  it('reads no page before the items of the one before are used up', async () => {
    const { asked, tables } = pagesOf([{ items: [item('a'), item('b')], last: 'b' }, { items: [item('c')] }])
    for await (const { sk } of queryAll(tables, 'index', range)) {
      expect(asked).toHaveLength(sk === 'c' ? 2 : 1)
    }
    const stopped = pagesOf([{ items: [item('a')], last: 'a' }, { items: [item('b')] }])
    for await (const _ of queryAll(stopped.tables, 'index', range)) break
    expect(stopped.asked).toHaveLength(1)
  })
})
