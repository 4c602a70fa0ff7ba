/** The tenants, in pages by id; the address of their list. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { Tenant } from '../../api/admin-api.ts'
import { useClient } from '../../api/use-api.ts'
import { readSearch, type Search } from './search.ts'

export function useTenantPages() {
  const client = useClient()
  return useInfiniteQuery({
    queryKey: ['listTenants', {}, 'pages'],
    queryFn: ({ pageParam, signal }) =>
      client.call('listTenants', { query: { limit: 100, ...(pageParam !== '' && { cursor: pageParam }) }, signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })
}

export function useView() {
  // What is no state of the room is in the router's search all the same.
  const search = readSearch(useSearch({ from: '/tenants' }))
  const navigate = useNavigate({ from: '/tenants' })
  const change = (by: { [name in keyof Search]?: Search[name] | undefined }, replace = false) =>
    void navigate({
      replace,
      search: (before) =>
        Object.fromEntries(Object.entries({ ...before, ...by }).filter(([, one]) => one !== undefined)),
    })
  return { search, change }
}

export type State = 'going' | 'leaving' | 'suspended' | 'held'

/** All that it is: a tenant can be suspended, held and marked at once. */
export const statesOf = ({ removal, suspended, hold }: Tenant): State[] => [
  ...(removal ? [removal.began === undefined ? ('leaving' as const) : ('going' as const)] : []),
  ...(suspended ? ['suspended' as const] : []),
  ...(hold ? ['held' as const] : []),
]

export function isShown(tenant: Tenant, { find, show }: Search): boolean {
  const text = find?.toLowerCase() ?? ''
  if (!tenant.id.includes(text) && !tenant.name.toLowerCase().includes(text)) return false
  const states = statesOf(tenant)
  return show === undefined || states.includes(show) || (show === 'leaving' && states.includes('going'))
}
