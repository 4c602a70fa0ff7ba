/** The pages of statements as one growing list, and the new ones that come while somebody looks. */
import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Statement, StatementAnswer } from '../../api/admin-api.ts'
import { useClient } from '../../api/use-api.ts'
import { useLanguage } from '../../language/language.ts'
import { type Summary, summaryOf } from '../../language/statement-summary.ts'
import { queryOf } from './filters.ts'
import type { Search } from './search.ts'

/** So few that the first ones are soon there on a slow line, too: those that follow have as many. */
const PAGE = '50'
const LIVE_PAGE = '200'
const LIVE_MS = 2_000
/** Of those that came while somebody looked; older ones are in the list all the same after it is loaded again. */
const MOST_LIVE = 1_000

export type Row = { summary: Summary }
type Page = { statements: Statement[]; more: string }

/** A page of the list; one statement alone is not asked for here. */
const pageOf = (answer: StatementAnswer): Page =>
  'statements' in answer
    ? { statements: answer.statements as Statement[], more: String(answer.more) }
    : { statements: [], more: '' }

/** The token in `more`: the rest of its path is known. */
const tokenIn = (more: string) =>
  more === '' ? undefined : (new URL(more, 'http://localhost').searchParams.get('more') ?? undefined)

export function useStatements(tenant: string, search: Search) {
  const client = useClient()
  const language = useLanguage()
  const query = queryOf(search)
  const pages = useInfiniteQuery({
    queryKey: ['listStatements', tenant, query],
    queryFn: async ({ pageParam, signal }) =>
      pageOf(
        await client.call('listStatements', {
          parameters: { tenant },
          query: pageParam === undefined ? { ...query, limit: PAGE } : { more: pageParam },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ more }) => tokenIn(more),
  })
  const loaded = useRows(pages.data, language)
  const live = useLive(tenant, search, loaded)
  const rows = useMemo(() => (live.rows.length === 0 ? loaded : [...live.rows, ...loaded]), [live.rows, loaded])
  const request = client.requestOf('listStatements', { parameters: { tenant }, query })
  return { pages, rows, live, request }
}

/** A page is read once: a list of a hundred thousand grows by a page and not anew. */
function useRows(data: InfiniteData<Page> | undefined, language: string): Row[] {
  const known = useRef(new WeakMap<Page, { language: string; rows: Row[] }>())
  return useMemo(
    () =>
      (data?.pages ?? []).flatMap((page) => {
        const before = known.current.get(page)
        if (before?.language === language) return before.rows
        const rows = page.statements.map((one) => ({ summary: summaryOf(one, language) }))
        known.current.set(page, { language, rows })
        return rows
      }),
    [data, language],
  )
}

/** What is new comes at the start of the list, and is not voided yet. */
export const canFollow = ({ ascending, until, voided }: Search): boolean =>
  ascending !== true && until === undefined && voided !== true

/** Asks every two seconds for what was stored after the newest one. The newest-first order alone has a place for it. */
function useLive(tenant: string, search: Search, loaded: readonly Row[]) {
  const client = useClient()
  const language = useLanguage()
  const [came, setCame] = useState<Row[]>([])
  const [failure, setFailure] = useState<unknown>()
  const [round, setRound] = useState(0)
  const isOn = search.live === true && canFollow(search)
  const filters = JSON.stringify(queryOf(search))
  const newest = came[0]?.summary.stored ?? loaded[0]?.summary.stored ?? search.since
  // biome-ignore lint/correctness/useExhaustiveDependencies: other filters, another list
  useEffect(() => setCame([]), [filters, isOn])
  // biome-ignore lint/correctness/useExhaustiveDependencies: each answer begins the next round, with whatever is newest then
  useEffect(() => {
    if (!isOn) return
    const aborter = new AbortController()
    const ask = async () => {
      try {
        const query = { ...JSON.parse(filters), ...(newest !== undefined && { since: newest }), limit: LIVE_PAGE }
        const answer = await client.call('listStatements', { parameters: { tenant }, query, signal: aborter.signal })
        const rows = pageOf(answer).statements.map((one) => ({ summary: summaryOf(one, language) }))
        if (rows.length > 0) setCame((before) => [...withoutKnown(rows, before), ...before].slice(0, MOST_LIVE))
        setFailure(undefined)
      } catch (error) {
        setFailure(error)
      } finally {
        if (!aborter.signal.aborted) setRound(round + 1)
      }
    }
    const timer = setTimeout(() => void ask(), LIVE_MS)
    return () => {
      clearTimeout(timer)
      aborter.abort()
    }
  }, [tenant, filters, isOn, round])
  return { isOn, rows: came, failure }
}

function withoutKnown(rows: readonly Row[], known: readonly Row[]): Row[] {
  const ids = new Set(known.map(({ summary }) => summary.id))
  return rows.filter(({ summary }) => !ids.has(summary.id))
}
