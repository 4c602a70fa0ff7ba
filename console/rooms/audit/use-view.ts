/** The state of the room, which is its address. */
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { accessIn, useMe } from '../../shell/access.ts'
import type { Search } from './search.ts'

type Changes = { [name in keyof Search]?: Search[name] | undefined }
/** @param isTyping it is no step of its own to go back to */
export type Change = (by: Changes, isTyping?: boolean) => void

/** For links: the view with something changed. */
export const changed = (search: Search, by: Changes): Search =>
  Object.fromEntries(Object.entries({ ...search, ...by }).filter(([, one]) => one !== undefined))

export function useView() {
  const search: Search = useSearch({ from: '/t/$tenant/audit' })
  const { tenant } = useParams({ from: '/t/$tenant/audit' })
  const navigate = useNavigate({ from: '/t/$tenant/audit' })
  const change: Change = (by, isTyping = false) =>
    void navigate({ search: (before) => changed(before, by), replace: isTyping })
  return { search, tenant, change }
}

/** Whether somebody may change what the room shows; a member's role only the API knows. */
export function useMayChange(): boolean {
  const { tenant } = useView()
  const access = accessIn(useMe(), tenant)
  return access === undefined || access === 'owner' || access === 'admin'
}
