/** The state of the room, which is its address. */
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { Search } from './search.ts'

export function useView() {
  const search: Search = useSearch({ from: '/t/$tenant/query' })
  const { tenant } = useParams({ from: '/t/$tenant/query' })
  const navigate = useNavigate({ from: '/t/$tenant/query' })
  const change = (by: { [name in keyof Search]?: Search[name] | undefined }) =>
    void navigate({
      search: (before) =>
        Object.fromEntries(Object.entries({ ...before, ...by }).filter(([, one]) => one !== undefined)),
    })
  return { search, tenant, change }
}
