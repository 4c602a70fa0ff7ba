/** The address of this room, and what changes it. */
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { readSearch, type Search } from './search.ts'

export function useView() {
  const { tenant } = useParams({ from: '/t/$tenant/learner' })
  const search = readSearch(useSearch({ from: '/t/$tenant/learner' }))
  const navigate = useNavigate({ from: '/t/$tenant/learner' })
  const change = (by: { [name in keyof Search]?: Search[name] | undefined }, replace = true) =>
    void navigate({
      replace,
      search: (before) =>
        Object.fromEntries(Object.entries({ ...before, ...by }).filter(([, one]) => one !== undefined)),
    })
  return { tenant, search, change }
}
