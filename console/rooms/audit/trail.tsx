/** The trail of audit, what was stored last first, and the entry that is open beside it. */

import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { type ReactNode, useCallback, useMemo, useState } from 'react'
import type { AuditEntry } from '../../api/admin-api.ts'
import { useClient } from '../../api/use-api.ts'
import { isolated } from '../../language/bidi.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { Button } from '../../parts/button.tsx'
import { CopyCurl } from '../../parts/copy.tsx'
import { periodTexts } from '../../parts/period-texts.ts'
import { Empty, FailureNote, Loading, Refreshing } from '../../parts/states.tsx'
import { Value } from '../../parts/value.tsx'
import { VirtualList } from '../../parts/virtual-list.tsx'
import { actText, actTexts } from './acts.ts'
import { Entry, Outcome } from './entry.tsx'
import { texts } from './texts.ts'
import { TrailFilters } from './trail-filters.tsx'
import { factsOf, queryOf } from './trail-query.ts'
import { useView } from './use-view.ts'

const PAGE = 200

function useTrail() {
  const client = useClient()
  const { search, tenant } = useView()
  const [now, setNow] = useState(Date.now)
  const query = useMemo(() => ({ ...queryOf(search, now), limit: PAGE, descending: true }), [search, now])
  const isOfDeployment = search.of === 'deployment'
  const pages = useInfiniteQuery({
    queryKey: [isOfDeployment ? 'listAudit' : 'listTenantAudit', tenant, query],
    queryFn: ({ pageParam, signal }) => {
      const asked = { ...query, ...(pageParam !== undefined && { cursor: pageParam }) }
      if (isOfDeployment) return client.call('listAudit', { query: asked, signal })
      return client.call('listTenantAudit', { parameters: { tenant }, query: asked, signal })
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
  })
  const rows = useMemo(() => {
    const all = pages.data?.pages.flatMap(({ items }) => items) ?? []
    // One that was stored twice is one entry.
    return [...new Map(all.map((one) => [one.id, one])).values()]
  }, [pages.data])
  const request = isOfDeployment
    ? client.requestOf('listAudit', { query })
    : client.requestOf('listTenantAudit', { parameters: { tenant }, query })
  return { pages, rows, request, lookAgain: () => setNow(Date.now()) }
}

export function Trail(): ReactNode {
  const t = useTexts(texts)
  const { search, change } = useView()
  const trail = useTrail()
  const open = trail.rows.find(({ id }) => id === search.entry)
  return (
    <>
      <div className="row spread">
        <p className="muted">{t.trailLead}</p>
        <div className="row">
          <Button onClick={trail.lookAgain}>{t.again}</Button>
          <CopyCurl request={trail.request} />
        </div>
      </div>
      <TrailFilters />
      <div className="audit-trail" data-open={search.entry !== undefined}>
        <section className="audit-list" aria-label={t.entries}>
          <List {...trail} />
        </section>
        {search.entry !== undefined && (
          <Entry key={search.entry} entry={open} onClose={() => change({ entry: undefined })} />
        )}
      </div>
    </>
  )
}

/** Two lines where the window is narrow. */
const rowHeight = () => (matchMedia('(max-width: 48rem)').matches ? 56 : 40)

function List({ pages, rows }: ReturnType<typeof useTrail>): ReactNode {
  const t = useTexts(texts)
  const { number } = useFormats()
  const { search, change } = useView()
  const { hasNextPage, isFetchingNextPage, fetchNextPage, isFetchNextPageError } = pages
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage])
  if (pages.isPending)
    return (
      <div className="empty">
        <Loading rows={8} />
      </div>
    )
  if (pages.error && rows.length === 0) return <FailureNote error={pages.error} retry={() => void pages.refetch()} />
  if (rows.length === 0)
    return (
      <Empty title={t.none}>
        <p>{t.noneLead}</p>
        {hasNextPage ? <Button onClick={loadMore}>{t.again}</Button> : <LastOne />}
      </Empty>
    )
  const count = number(rows.length)
  return (
    <>
      <Refreshing isOn={pages.isFetching} />
      <div className="audit-head">
        <span role="status">{hasNextPage ? t.loaded(count) : t.loadedAll(count)}</span>
      </div>
      <VirtualList
        label={t.entries}
        rows={rows}
        keyOf={({ id }) => id}
        rowHeight={rowHeight()}
        height="max(18rem, calc(100dvh - 21rem))"
        chosen={search.entry}
        onOpen={({ id }) => change({ entry: id })}
        onNearEnd={loadMore}
      >
        {(entry) => <Line entry={entry} />}
      </VirtualList>
      {pages.isFetchNextPageError && <FailureNote error={pages.error} retry={() => void fetchNextPage()} />}
    </>
  )
}

/** Where a short time has no entry: when the last one of a month was. */
function LastOne(): ReactNode {
  const t = useTexts(texts)
  const periods = useTexts(periodTexts)
  const { instant } = useFormats()
  const client = useClient()
  const { tenant, search, change } = useView()
  const [now] = useState(Date.now)
  const { from: _from, to: _to, ...rest } = search
  const query = { ...queryOf({ ...rest, period: 'month' }, now), limit: 1, descending: true }
  const { data } = useQuery({
    queryKey: ['lastAudit', tenant, search.of, query],
    enabled: search.period !== 'month',
    queryFn: ({ signal }) =>
      search.of === 'deployment'
        ? client.call('listAudit', { query, signal })
        : client.call('listTenantAudit', { parameters: { tenant }, query, signal }),
  })
  const [last] = data?.items ?? []
  if (last === undefined) return null
  return (
    <>
      <p>{periods.latest(instant(last.at))}</p>
      <Button onClick={() => change({ period: 'month', from: undefined, to: undefined })}>{t.showMonth}</Button>
    </>
  )
}

function Line({ entry }: { entry: AuditEntry }): ReactNode {
  const acts = useTexts(actTexts)
  const { moment } = useFormats()
  const facts = factsOf(entry).slice(0, 4)
  return (
    <div className="audit-row">
      <time className="audit-time cut" dateTime={entry.at}>
        {moment(entry.at)}
      </time>
      <span className="cut">
        <strong>
          <Value>{entry.who.id}</Value>
        </strong>{' '}
        {actText(entry.act, acts)}
        {entry.outcome !== 'done' && <Outcome of={entry.outcome} />} <code className="audit-act">{entry.act}</code>
      </span>
      <span className="audit-facts cut">{facts.map(([name, value]) => `${name} ${isolated(value)}`).join(' · ')}</span>
    </div>
  )
}
