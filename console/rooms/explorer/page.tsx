/** The explorer: filters, the list, and the statement that is open beside it. */
import './explorer.css'
import { useParams } from '@tanstack/react-router'
import { type ReactNode, useCallback } from 'react'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { Button } from '../../parts/button.tsx'
import { CopyCurl } from '../../parts/copy.tsx'
import { Icon } from '../../parts/icon.tsx'
import { useWording } from '../../parts/sentence.tsx'
import { Empty, FailureNote, Loading, Refreshing } from '../../parts/states.tsx'
import { Value } from '../../parts/value.tsx'
import { VirtualList } from '../../parts/virtual-list.tsx'
import { Page } from '../../shell/page.tsx'
import { Detail } from './detail.tsx'
import { FilterBar, useFilters } from './filter-bar.tsx'
import { NoStatements } from './no-statements.tsx'
import type { Search } from './search.ts'
import { canFollow, type Row, useStatements } from './statements.ts'
import { type ExplorerTexts, texts } from './texts.ts'

export function ExplorerPage(): ReactNode {
  const t = useTexts(texts)
  const { tenant } = useParams({ from: '/t/$tenant/explorer' })
  const { search, change } = useFilters()
  const list = useStatements(tenant, search)
  const actions = (
    <>
      <label className="row small">
        <span className="label">{t.order}</span>
        <select
          className="input explorer-order"
          value={search.ascending ? 'old' : 'new'}
          onChange={(event) => change({ ascending: event.target.value === 'old' || undefined, live: undefined })}
        >
          <option value="new">{t.newestFirst}</option>
          <option value="old">{t.oldestFirst}</option>
        </select>
      </label>
      {canFollow(search) && (
        <Button aria-pressed={list.live.isOn} onClick={() => change({ live: list.live.isOn ? undefined : true })}>
          <Icon name={list.live.isOn ? 'pause' : 'play'} />
          {list.live.isOn ? t.pause : t.goLive}
        </Button>
      )}
      <CopyCurl request={list.request} />
    </>
  )
  return (
    <Page title={t.title} actions={actions}>
      <FilterBar rows={list.rows} />
      <div className="explorer" data-open={search.statement !== undefined}>
        <section className="explorer-list" aria-label={t.statements}>
          <List {...list} />
        </section>
        {search.statement !== undefined && (
          <Detail
            key={search.statement}
            tenant={tenant}
            id={search.statement}
            view={search.view ?? 'tree'}
            onView={(view) => change({ view: view === 'tree' ? undefined : view })}
            onClose={() => change({ statement: undefined, view: undefined })}
          />
        )}
      </div>
    </Page>
  )
}

/** Two lines where the window is narrow. */
const rowHeight = () => (matchMedia('(max-width: 48rem)').matches ? 56 : 40)

function List({ pages, rows, live }: ReturnType<typeof useStatements>): ReactNode {
  const t = useTexts(texts)
  const { number } = useFormats()
  const { search, change } = useFilters()
  const { hasNextPage, isFetchingNextPage, fetchNextPage, isFetchNextPageError } = pages
  // A page may be empty where little fits: then each further one is read when somebody wants it.
  const isSparse = hasNextPage && pages.data?.pages.at(-1)?.statements.length === 0
  const loadMore = useCallback(() => {
    if (hasNextPage && !isSparse && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage()
  }, [hasNextPage, isSparse, isFetchingNextPage, isFetchNextPageError, fetchNextPage])
  if (pages.isPending)
    return (
      <div className="empty">
        <Loading rows={8} />
      </div>
    )
  if (pages.error && rows.length === 0) return <FailureNote error={pages.error} retry={() => void pages.refetch()} />
  const further = isSparse && (
    <Button unavailable={isFetchingNextPage ? t.looking : undefined} onClick={() => void fetchNextPage()}>
      {t.lookFurther}
    </Button>
  )
  if (rows.length === 0) return further ? <Empty title={t.noneSoFar}>{further}</Empty> : <NoStatements />
  const count = number(rows.length)
  return (
    <>
      <Refreshing isOn={pages.isFetching} />
      <div className="explorer-head">
        <span role="status">{hasNextPage ? t.loaded(count) : t.loadedAll(count)}</span>
        {live.isOn && (
          <span className="badge" data-tone={live.failure === undefined ? 'good' : 'warn'}>
            {t.liveOn(number(live.rows.length))}
          </span>
        )}
      </div>
      <VirtualList
        label={labelOf(search, t)}
        rows={rows}
        keyOf={({ summary }) => summary.id}
        rowHeight={rowHeight()}
        height="max(18rem, calc(100dvh - 14rem))"
        chosen={search.statement}
        onOpen={({ summary }) => change({ statement: summary.id })}
        onNearEnd={loadMore}
      >
        {(row) => <Line row={row} isVoided={search.voided === true} />}
      </VirtualList>
      {further}
      {pages.isFetchNextPageError && <FailureNote error={pages.error} retry={() => void fetchNextPage()} />}
    </>
  )
}

function labelOf({ voided, ascending }: Search, t: ExplorerTexts): string {
  if (voided) return ascending ? t.listVoidedAscending : t.listVoided
  return ascending ? t.listLabelAscending : t.listLabel
}

function Line({ row: { summary }, isVoided }: { row: Row; isVoided: boolean }): ReactNode {
  const t = useTexts(texts)
  const { moment } = useFormats()
  const wording = useWording()
  const time = summary.timestamp ?? summary.stored ?? ''
  return (
    <div className="explorer-row">
      <time className="explorer-time cut" dateTime={time}>
        {moment(time)}
      </time>
      <span className="cut">
        {isVoided && (
          <>
            <span className="badge" data-tone="warn">
              {t.isVoided}
            </span>{' '}
          </>
        )}
        <strong>
          <Value>{wording.party(summary.actor)}</Value>
        </strong>{' '}
        <Value>{summary.verb?.label.slice(0, 200)}</Value> <Value>{wording.thing(summary.thing)}</Value>
      </span>
      <span className="explorer-result cut">{wording.result(summary.result).join(' · ')}</span>
    </div>
  )
}
