/** The address of this room, and what changes it. */
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { lastDays } from '../../api/use-question.ts'
import { readSearch, type Search } from './search.ts'

/** What the lake is asked about: older days are asked with a question of one's own. */
export const LAKE_DAYS = 365

export function useView() {
  const { tenant } = useParams({ from: '/t/$tenant/activity' })
  const search = readSearch(useSearch({ from: '/t/$tenant/activity' }))
  const navigate = useNavigate({ from: '/t/$tenant/activity' })
  const change = (by: { [name in keyof Search]?: Search[name] | undefined }, replace = true) =>
    void navigate({
      replace,
      search: (before) =>
        Object.fromEntries(Object.entries({ ...before, ...by }).filter(([, one]) => one !== undefined)),
    })
  return { tenant, search, change, span: lastDays(LAKE_DAYS) }
}
