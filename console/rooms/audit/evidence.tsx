/** Evidence: the chain, what was digested hour by hour, and the proof of one statement. */
import { type ReactNode, useId, useMemo, useState } from 'react'
import type { Digests as DigestPage } from '../../api/admin-api.ts'
import { useRead } from '../../api/use-api.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { Empty, FailureNote, Loading, Refreshing } from '../../parts/states.tsx'
import { Table } from '../../parts/table.tsx'
import { Chain, instantOf } from './chain.tsx'
import { evidenceTexts } from './evidence-texts.ts'
import { Proof } from './proof.tsx'
import { texts } from './texts.ts'
import { useView } from './use-view.ts'

const HOUR_MS = 3_600_000
const DAYS = { hour: 1, day: 1, week: 7, month: 30 }

export function Evidence(): ReactNode {
  const t = useTexts(evidenceTexts)
  return (
    <>
      <p className="muted">{t.lead}</p>
      <div className="audit-two">
        <Chain />
        <Proof />
      </div>
      <Digests />
    </>
  )
}

function Digests(): ReactNode {
  const t = useTexts(evidenceTexts)
  const { search, tenant } = useView()
  const [now] = useState(Date.now)
  const from = useMemo(() => {
    const start = now - DAYS[search.period ?? 'day'] * 24 * HOUR_MS
    return new Date(start).toISOString().slice(0, 13)
  }, [now, search.period])
  const query = { from, limit: 200, ...(search.source && { source: search.source }) }
  const read = useRead('listDigests', { parameters: { tenant }, query })
  return (
    <section className="stack" aria-label={t.digests}>
      <div className="row spread">
        <h2>{t.digests}</h2>
        <Choices />
      </div>
      {read.isPending && <Loading rows={5} />}
      {read.error && !read.data && <FailureNote error={read.error} retry={() => void read.refetch()} />}
      {read.data && (
        <div className="audit-frame">
          <Refreshing isOn={read.isFetching} />
          <Hours items={read.data.items} />
        </div>
      )}
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

function Hours({ items }: { items: DigestPage['items'] }): ReactNode {
  const t = useTexts(evidenceTexts)
  const { instant, number } = useFormats()
  if (items.length === 0)
    return (
      <Empty title={t.none}>
        <p>{t.noneLead}</p>
      </Empty>
    )
  return (
    <Table
      caption={t.digests}
      rows={[...items].reverse()}
      keyOf={({ hour }) => hour}
      columns={[
        {
          name: 'hour',
          title: t.hour,
          cell: ({ hour }) => <time dateTime={instantOf(hour)}>{instant(instantOf(hour))}</time>,
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
