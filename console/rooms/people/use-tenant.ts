/** The tenant of this room, with its state; the address of the room; and who may do what. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useClient } from '../../api/use-api.ts'
import { accessIn, useMe } from '../../shell/access.ts'
import { readSearch, type Search } from './search.ts'

/** With its ETag, which a change must name. */
export function useTenant(tenant: string) {
  const client = useClient()
  return useQuery({
    queryKey: ['getTenant', { tenant }, 'state'],
    queryFn: async ({ signal }) => {
      const { value, headers } = await client.ask('getTenant', { parameters: { tenant }, signal })
      return { tenant: value, etag: headers.get('etag') ?? '*' }
    },
  })
}

export function useChanged(...names: string[]): () => Promise<unknown> {
  const queries = useQueryClient()
  return () => Promise.all(names.map((name) => queries.invalidateQueries({ queryKey: [name] })))
}

export function useView() {
  const { tenant } = useParams({ from: '/t/$tenant/people' })
  // What is no state of the room is in the router's search all the same.
  const search = readSearch(useSearch({ from: '/t/$tenant/people' }))
  const navigate = useNavigate({ from: '/t/$tenant/people' })
  const change = (by: { [name in keyof Search]?: Search[name] | undefined }) =>
    void navigate({
      search: (before) =>
        Object.fromEntries(Object.entries({ ...before, ...by }).filter(([, one]) => one !== undefined)),
    })
  return { tenant, search, change }
}

/** Undefined where somebody may, or where only the API knows. */
export function useMayNot(tenant: string, least: 'admin' | 'owner', why: string): string | undefined {
  const access = accessIn(useMe(), tenant)
  if (access === 'owner') return undefined
  return least === 'owner' || access === 'auditor' || access === 'analyst' ? why : undefined
}
