/** The address of this room, and what changes it. */
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type Days, daysBetween, daysUntil, lastWeek, todayInUtc } from '../../parts/periods.ts'
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
  return { tenant, search, change, span: spanOf(search) }
}

export const isBetween = ({ from, to }: Search): boolean => from !== undefined || to !== undefined

/** Days of UTC, as the lake keeps them. */
function spanOf(search: Search): Days {
  const today = todayInUtc()
  if (isBetween(search)) return daysBetween(search, today)
  return search.days === 'last-week' ? lastWeek(today) : daysUntil(today, Number(search.days ?? '90'))
}
