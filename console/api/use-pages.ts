/** A list of the API that grows page by page, as its cursors lead on. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

export type ListPage<Item> = { items: readonly Item[]; next?: string }
/** What one page is asked for with. */
export type PageAsked = { query: { limit: number; cursor?: string }; signal: AbortSignal }

const PAGE = 200

/** @param key of the query, as other reads of the list have it: what makes it anew begins with the name of the list */
export function usePages<Item>(
  key: readonly unknown[],
  ask: (asked: PageAsked) => Promise<ListPage<Item>>,
  extra: { refetchInterval?: number } = {},
) {
  const list = useInfiniteQuery({
    queryKey: [...key, 'pages'],
    queryFn: ({ pageParam, signal }) =>
      ask({ query: { limit: PAGE, ...(pageParam !== undefined && { cursor: pageParam }) }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    ...extra,
  })
  const items = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data])
  return { list, items }
}
