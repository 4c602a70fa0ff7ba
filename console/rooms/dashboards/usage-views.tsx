/** What was counted while it came: there at once, and free. */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { DayUsage } from '../../api/admin-api.ts'
import { useRead } from '../../api/use-api.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { Button } from '../../parts/button.tsx'
import { ColumnChart, type ColumnPlace } from '../../parts/chart-columns.tsx'
import { toCsv } from '../../parts/csv.ts'
import { questionTexts } from '../../parts/question-texts.ts'
import { saveFile } from '../../parts/save-file.ts'
import { FailureNote, Loading } from '../../parts/states.tsx'
import type { Column } from '../../parts/table.tsx'
import { accessIn, useMe } from '../../shell/access.ts'
import { type DayFigures, usageByDay, usageTotals } from './figures.ts'
import { texts } from './texts.ts'
import { useView } from './use-view.ts'

export function UsageViews(): ReactNode {
  const t = useTexts(texts)
  const { tenant, span } = useView()
  const mayRead = accessIn(useMe(), tenant) !== 'analyst'
  const read = useRead(
    'getUsage',
    { parameters: { tenant }, query: span },
    { enabled: mayRead, refetchInterval: 60_000 },
  )
  if (!mayRead) return <p className="small muted dashboards-wide">{t.usageNotForAnalysts}</p>
  if (read.isPending)
    return (
      <div className="card dashboards-wide">
        <Loading rows={6} />
      </div>
    )
  if (read.error && !read.data)
    return (
      <div className="dashboards-wide">
        <FailureNote error={read.error} retry={() => void read.refetch()} />
      </div>
    )
  const items = read.data?.items ?? []
  return (
    <>
      <Totals items={items} />
      <ByDay days={usageByDay(items, span)} />
    </>
  )
}

function Totals({ items }: { items: readonly DayUsage[] }): ReactNode {
  const t = useTexts(texts)
  const { number, dollars, moment } = useFormats()
  const totals = usageTotals(items)
  const tiles = [
    {
      name: t.statements,
      value: number(totals.statements),
      hint: totals.last === undefined ? '' : t.countedUntil(moment(totals.last)),
    },
    { name: t.refused, value: number(totals.refused), hint: '' },
    { name: t.cost, value: dollars(totals.dollars), hint: t.costHint(number(totals.queries)) },
  ]
  return (
    <dl className="dashboards-tiles dashboards-wide">
      {tiles.map(({ name, value, hint }) => (
        <div key={name} className="card">
          <dt className="small muted">{name}</dt>
          <dd className="dashboards-figure">{value}</dd>
          {hint !== '' && <dd className="small muted">{hint}</dd>}
        </div>
      ))}
    </dl>
  )
}

function ByDay({ days }: { days: readonly DayFigures[] }): ReactNode {
  const t = useTexts(texts)
  const { csv } = useTexts(questionTexts)
  const { number, day } = useFormats()
  const { tenant } = useView()
  const total = days.reduce((sum, { statements }) => sum + statements, 0)
  const columns: Column<ColumnPlace>[] = [
    { name: 'day', title: t.day, cell: ({ label }) => label },
    { name: 'accepted', title: t.statements, isNumber: true, cell: ({ values }) => number(values[0] ?? 0) },
    { name: 'refused', title: t.refused, isNumber: true, cell: ({ key }) => number(refusedOn.get(key) ?? 0) },
    {
      name: 'link',
      title: t.toStatements,
      cell: ({ key, label }) => (
        <Link
          to="/t/$tenant/explorer"
          params={{ tenant }}
          search={{ since: `${key}T00:00:00.000Z`, until: `${key}T23:59:59.999Z` }}
          aria-label={`${t.toStatements}: ${label}`}
        >
          {t.toStatements}
        </Link>
      ),
    },
  ]
  const refusedOn = new Map(days.map((one) => [one.day, one.refused]))
  const places = days.map((one) => ({ key: one.day, label: day(one.day), values: [one.statements] }))
  return (
    <section className="card question-card" aria-label={t.byDay}>
      <div className="question-head">
        <h2>{t.byDay}</h2>
        <Button
          kind="quiet"
          size="s"
          onClick={() =>
            saveFile(
              `${tenant}-usage.csv`,
              'text/csv;charset=utf-8',
              toCsv(
                ['day', 'statements', 'refused'],
                days.map((one) => [one.day, one.statements, one.refused]),
              ),
            )
          }
        >
          {csv}
        </Button>
        <p className="small muted">{t.byDayLead}</p>
      </div>
      <ColumnChart
        name={t.byDayName(number(total), number(days.length))}
        series={[t.accepted]}
        places={places}
        columns={columns}
        format={(value) => number(value)}
      />
    </section>
  )
}
