/** The API in components: reads by TanStack Query, keyed by operation and what it was given. */
import { queryOptions, useQuery } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import type { CallOptions, Client, OperationName } from './client.ts'

export const ClientContext = createContext<Client | undefined>(undefined)

export function useClient(): Client {
  const client = useContext(ClientContext)
  if (client === undefined) throw new Error('no client: this is shown to nobody who is signed out')
  return client
}

/** For loaders, prefetching and `useQueries`. */
export const readOf = <Name extends OperationName>(client: Client, name: Name, options: CallOptions<Name> = {}) =>
  queryOptions({
    queryKey: [name, options.parameters ?? {}, options.query ?? {}] as const,
    queryFn: ({ signal }) => client.call(name, { ...options, signal }),
  })

/** A read of the API: its state, its value, and after a failure an `ApiFailure`. */
export function useRead<Name extends OperationName>(
  name: Name,
  options: CallOptions<Name> = {},
  extra: { enabled?: boolean; refetchInterval?: number | false } = {},
) {
  return useQuery({ ...readOf(useClient(), name, options), ...extra })
}
