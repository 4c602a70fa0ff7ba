/** The address of this room, and what changes it. */
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { lastDays } from '../../api/use-question.ts'
import { readSearch, type Search } from './search.ts'

export function useView() {
  const { tenant } = useParams({ from: '/t/$tenant/dashboards' })
  const search = readSearch(useSearch({ from: '/t/$tenant/dashboards' }))
  const navigate = useNavigate({ from: '/t/$tenant/dashboards' })
  const change = (by: { [name in keyof Search]?: Search[name] | undefined }) =>
    void navigate({
      replace: true,
      search: (before) =>
        Object.fromEntries(Object.entries({ ...before, ...by }).filter(([, one]) => one !== undefined)),
    })
  const days = Number(search.days ?? '90')
  return { tenant, search, change, days, span: lastDays(days) }
}
