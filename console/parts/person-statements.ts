/** The statements of a person, in pages, the newest first. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { statementPage } from '../api/statement-pages.ts'
import { useClient } from '../api/use-api.ts'
import { useLanguage } from '../language/language.ts'
import { summaryOf } from '../language/statement-summary.ts'

export function usePersonStatements(tenant: string, agent: string) {
  const client = useClient()
  const language = useLanguage()
  const pages = useInfiniteQuery({
    queryKey: ['listStatements', tenant, 'person', agent],
    queryFn: ({ pageParam, signal }) => statementPage(client, tenant, { agent }, { more: pageParam, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ more }) => more,
  })
  const summaries = useMemo(
    () => (pages.data?.pages ?? []).flatMap(({ statements }) => statements.map((one) => summaryOf(one, language))),
    [pages.data, language],
  )
  const request = client.requestOf('listStatements', { parameters: { tenant }, query: { agent } })
  return { pages, summaries, request }
}
export type PersonStatements = ReturnType<typeof usePersonStatements>
