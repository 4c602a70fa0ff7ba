/** Evidence: the chain, and what was digested hour by hour. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { type ReactNode, useId, useMemo, useState } from 'react'
import type { Digests as DigestPage } from '../../api/admin-api.ts'
import { useClient } from '../../api/use-api.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { ShowMore } from '../../parts/show-more.tsx'
import { Empty, FailureNote, Loading, Refreshing } from '../../parts/states.tsx'
import { Table } from '../../parts/table.tsx'
import { Chain, instantOf } from './chain.tsx'
import { newestWindow, windowBefore } from './digest-windows.ts'
import { evidenceTexts } from './evidence-texts.ts'
import { texts } from './texts.ts'
import { useView } from './use-view.ts'

const HOUR_MS = 3_600_000
const DAYS = { hour: 1, day: 1, week: 7, month: 30 }

export function Evidence(): ReactNode {
  const t = useTexts(evidenceTexts)
  return (
    <>
      <p className="muted">{t.lead}</p>
      <Chain />
      <Digests />
    </>
  )
}

/** The newest hours first. The API lists the oldest first, so it is asked window by window, and goes on within one. */
function useDigests() {
  const client = useClient()
  const { search, tenant } = useView()
  const [now] = useState(Date.now)
  const period = useMemo(() => {
    const hourAt = (ms: number) => new Date(ms).toISOString().slice(0, 13)
    return { from: hourAt(now - DAYS[search.period ?? 'day'] * 24 * HOUR_MS), to: hourAt(now) }
  }, [now, search.period])
  const source = search.source && { source: search.source }
  const list = useInfiniteQuery({
    queryKey: ['listDigests', { tenant }, period, source],
    queryFn: ({ pageParam, signal }) =>
      client.call('listDigests', { parameters: { tenant }, query: { ...pageParam, ...source, limit: 200 }, signal }),
    initialPageParam: newestWindow(period) as ReturnType<typeof newestWindow> & { cursor?: string },
    getNextPageParam: ({ next }, _, asked) =>
      next === undefined ? windowBefore(period, asked) : { ...asked, cursor: next },
  })
  const items = useMemo(() => {
    const all = list.data?.pages.flatMap((page) => page.items) ?? []
    return all.sort((one, other) => (one.hour < other.hour ? 1 : -1))
  }, [list.data])
  return { list, items }
}

function Digests(): ReactNode {
  const t = useTexts(evidenceTexts)
  const { list, items } = useDigests()
  return (
    <section className="stack" aria-label={t.digests}>
      <div className="row spread">
        <h2>{t.digests}</h2>
        <Choices />
      </div>
      {list.isPending && <Loading rows={5} />}
      {list.error && !list.data && <FailureNote error={list.error} retry={() => void list.refetch()} />}
      {list.data && (
        <div className="audit-frame">
          <Refreshing isOn={list.isFetching} />
          <Hours items={items} isWhole={!list.hasNextPage} />
        </div>
      )}
      <ShowMore list={list} count={items.length} />
    </section>
  )
}

function Choices(): ReactNode {
  const t = useTexts(evidenceTexts)
  const trail = useTexts(texts)
  const ids = { source: useId(), period: useId() }
  const { search, change } = useView()
  const period = (text: string) => change({ period: (['week', 'month'] as const).find((one) => one === text) })
  return (
    <div className="row">
      <label className="small muted" htmlFor={ids.source}>
        {t.source}
      </label>
      <select
        id={ids.source}
        className="input audit-choice"
        value={search.source ?? 'statements'}
        onChange={({ target }) => change({ source: target.value === 'audit' ? 'audit' : undefined })}
      >
        <option value="statements">{t.statements}</option>
        <option value="audit">{t.audit}</option>
      </select>
      <label className="small muted" htmlFor={ids.period}>
        {trail.period}
      </label>
      <select
        id={ids.period}
        className="input audit-choice"
        value={search.period ?? 'day'}
        onChange={({ target }) => period(target.value)}
      >
        {(['day', 'week', 'month'] as const).map((one) => (
          <option key={one} value={one}>
            {trail[one]}
          </option>
        ))}
      </select>
    </div>
  )
}

function Hours({ items, isWhole }: { items: DigestPage['items']; isWhole: boolean }): ReactNode {
  const t = useTexts(evidenceTexts)
  const { hour: hourOf, number } = useFormats()
  if (items.length === 0 && !isWhole) return null
  if (items.length === 0)
    return (
      <Empty title={t.none}>
        <p>{t.noneLead}</p>
      </Empty>
    )
  return (
    <Table
      caption={t.digests}
      rows={items}
      keyOf={({ hour }) => hour}
      columns={[
        {
          name: 'hour',
          title: t.hour,
          cell: ({ hour }) => <time dateTime={instantOf(hour)}>{hourOf(instantOf(hour))}</time>,
        },
        { name: 'count', title: t.records, isNumber: true, cell: ({ count }) => number(count) },
        { name: 'total', title: t.total, isNumber: true, cell: ({ total }) => number(total) },
        {
          name: 'signed',
          title: t.isSigned,
          cell: ({ isSigned }) => (
            <span className="badge" data-tone={isSigned ? 'good' : 'warn'}>
              {isSigned ? t.yes : t.waits}
            </span>
          ),
        },
        { name: 'root', title: t.root, cell: ({ root }) => <code className="small muted">{root}</code> },
      ]}
    />
  )
}
