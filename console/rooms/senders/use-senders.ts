/** The reads of the senders: credentials, in pages, with what was counted of each; and one credential with its state. */
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useClient, useRead } from '../../api/use-api.ts'
import { accessIn, useMe } from '../../shell/access.ts'
import { toRows } from './health.ts'
import { readSearch, type Search } from './search.ts'

/** Counts are written once a minute. */
const EVERY_MS = 30_000

export function useSenders(tenant: string) {
  const client = useClient()
  const credentials = useInfiniteQuery({
    queryKey: ['listCredentials', { tenant }, 'pages'],
    queryFn: ({ pageParam, signal }) =>
      client.call('listCredentials', {
        parameters: { tenant },
        query: { limit: 200, ...(pageParam !== '' && { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })
  const senders = useRead('listSenders', { parameters: { tenant } }, { refetchInterval: EVERY_MS })
  const rows = useMemo(() => {
    const all = credentials.data?.pages.flatMap(({ items }) => items) ?? []
    return toRows(all, senders.data?.items ?? [], Date.now())
  }, [credentials.data, senders.data])
  return { credentials, senders, rows }
}

/** With its ETag, which a change must name. */
export function useCredential(tenant: string, key: string) {
  const client = useClient()
  return useQuery({
    queryKey: ['getCredential', { tenant, key }, 'state'],
    queryFn: async ({ signal }) => {
      const { value, headers } = await client.ask('getCredential', { parameters: { tenant, key }, signal })
      return { credential: value, etag: headers.get('etag') ?? '*' }
    },
  })
}

export function useChanged(): () => Promise<unknown> {
  const queries = useQueryClient()
  const names = ['listCredentials', 'getCredential', 'listSenders']
  return () => Promise.all(names.map((name) => queries.invalidateQueries({ queryKey: [name] })))
}

/** The address of this room, and what changes it. */
export function useView() {
  const { tenant } = useParams({ from: '/t/$tenant/senders' })
  // What is no state of the room is in the router's search all the same.
  const search = readSearch(useSearch({ from: '/t/$tenant/senders' }))
  const navigate = useNavigate({ from: '/t/$tenant/senders' })
  const change = (by: { [name in keyof Search]?: Search[name] | undefined }, replace = false) =>
    void navigate({
      replace,
      search: (before) =>
        Object.fromEntries(Object.entries({ ...before, ...by }).filter(([, one]) => one !== undefined)),
    })
  return { tenant, search, change }
}

/** Undefined where somebody may change things, or where only the API knows. */
export function useMayNot(tenant: string, why: string): string | undefined {
  const access = accessIn(useMe(), tenant)
  return access === 'auditor' || access === 'analyst' ? why : undefined
}
