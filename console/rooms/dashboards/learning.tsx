/** Who was active, how scores lie, where time went, and who sent it: each a question of the lake. */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { numberIn, useQuestion } from '../../api/use-question.ts'
import { agentOfId } from '../../language/agent-id.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { endOf } from '../../language/statement-summary.ts'
import { BarChart, type BarPlace } from '../../parts/chart-bars.tsx'
import { ColumnChart, type ColumnPlace } from '../../parts/chart-columns.tsx'
import { LineChart, type LinePlace } from '../../parts/chart-lines.tsx'
import { QuestionCard } from '../../parts/question-card.tsx'
import type { Column } from '../../parts/table.tsx'
import { tenths } from './figures.ts'
import { PERIODS } from './search.ts'
import { texts } from './texts.ts'
import { useView } from './use-view.ts'

export function ActiveLearners(): ReactNode {
  const t = useTexts(texts)
  const { number, day } = useFormats()
  const { tenant, span, search, change } = useView()
  const period = search.period ?? 'week'
  const asked = useQuestion(tenant, 'active-learners', { ...span, period })
  const names = { day: t.perDay, week: t.perWeek, month: t.perMonth }
  const tools = (
    <label className="row small">
      <span className="label">{t.period}</span>
      <select
        className="input dashboards-period"
        aria-label={t.period}
        value={period}
        onChange={(event) => {
          const chosen = PERIODS.find((one) => one === event.target.value)
          change({ period: chosen === 'week' ? undefined : chosen })
        }}
      >
        {PERIODS.map((one) => (
          <option key={one} value={one}>
            {names[one]}
          </option>
        ))}
      </select>
    </label>
  )
  return (
    <QuestionCard title={t.active} lead={t.activeLead} asked={asked} tools={tools}>
      {({ rows }) => {
        const done = new Map(rows.map((row) => [row.period, numberIn(row, 'statements') ?? 0]))
        const columns: Column<LinePlace>[] = [
          { name: 'period', title: t.from, cell: ({ label }) => label },
          { name: 'learners', title: t.learners, isNumber: true, cell: ({ values }) => number(values[0] ?? 0) },
          {
            name: 'statements',
            title: t.statements,
            isNumber: true,
            cell: ({ key, label }) => (
              <Link
                to="/t/$tenant/explorer"
                params={{ tenant }}
                search={{ since: `${key}T00:00:00.000Z` }}
                aria-label={`${number(done.get(key) ?? 0)}, ${label}: ${t.toStatements}, ${t.storedSince}`}
              >
                {number(done.get(key) ?? 0)}
              </Link>
            ),
          },
        ]
        return (
          <LineChart
            name={t.activeName(names[period])}
            series={[t.learners]}
            places={rows.map((row) => ({
              key: row.period ?? '',
              label: day(row.period ?? ''),
              values: [numberIn(row, 'learners')],
            }))}
            columns={columns}
            format={(value) => number(value)}
            hasArea
          />
        )
      }}
    </QuestionCard>
  )
}

export function Scores(): ReactNode {
  const t = useTexts(texts)
  const { number, percent } = useFormats()
  const { tenant, span, search } = useView()
  const asked = useQuestion(tenant, 'score-distribution', { ...span, course: search.course ?? '' })
  return (
    <QuestionCard title={t.scores} lead={t.scoresLead} asked={asked}>
      {({ rows }) => {
        const all = tenths(rows)
        const learners = new Map(all.map((one) => [String(one.from), one.learners]))
        const columns: Column<ColumnPlace>[] = [
          {
            name: 'score',
            title: t.score,
            cell: ({ key }) => t.upTo(percent(Number(key)), percent(Number(key) + 0.1)),
          },
          { name: 'scores', title: t.scores, isNumber: true, cell: ({ values }) => number(values[0] ?? 0) },
          { name: 'learners', title: t.learners, isNumber: true, cell: ({ key }) => number(learners.get(key) ?? 0) },
        ]
        return (
          <ColumnChart
            name={t.scoresName}
            series={[t.scores]}
            places={all.map(({ from, scores }) => ({ key: String(from), label: percent(from), values: [scores] }))}
            columns={columns}
            format={(value) => number(value)}
            isHistogram
            labelRoom={44}
          />
        )
      }}
    </QuestionCard>
  )
}

const MOST_BARS = 10

/** @param names of activities, as another answer has them: this one has their IRIs alone */
export function TimeSpent({ names }: { names: ReadonlyMap<string, string> }): ReactNode {
  const t = useTexts(texts)
  const { number } = useFormats()
  const { tenant, span, search } = useView()
  const asked = useQuestion(tenant, 'time-spent', { ...span, course: search.course ?? '' })
  const one = (value: number) => number(value, { maximumFractionDigits: 1 })
  return (
    <QuestionCard title={t.time} lead={t.timeLead} asked={asked}>
      {({ rows }) => {
        const each = new Map(rows.map((row) => [row.course ?? '', row]))
        const columns: Column<BarPlace>[] = [
          {
            name: 'course',
            title: t.course,
            cell: ({ key, label }) => (
              <Link to="/t/$tenant/activity" params={{ tenant }} search={{ activity: key }}>
                {label}
              </Link>
            ),
          },
          { name: 'hours', title: t.hours, isNumber: true, cell: ({ values }) => one(values[0] ?? 0) },
          {
            name: 'learners',
            title: t.learners,
            isNumber: true,
            cell: ({ key }) => number(numberIn(each.get(key) ?? {}, 'learners') ?? 0),
          },
          {
            name: 'each',
            title: t.hoursEach,
            isNumber: true,
            cell: ({ key }) => one(numberIn(each.get(key) ?? {}, 'hours_per_learner') ?? 0),
          },
        ]
        return (
          <BarChart
            name={t.timeName}
            series={[t.hours]}
            places={rows.slice(0, MOST_BARS).map((row) => ({
              key: row.course ?? '',
              label: names.get(row.course ?? '') || endOf(row.course ?? ''),
              values: [numberIn(row, 'hours') ?? 0],
            }))}
            columns={columns}
            format={one}
          />
        )
      }}
    </QuestionCard>
  )
}

export function Senders(): ReactNode {
  const t = useTexts(texts)
  const { number, instant } = useFormats()
  const { tenant, span } = useView()
  const asked = useQuestion(tenant, 'sources', span)
  return (
    <QuestionCard title={t.bySender} asked={asked}>
      {({ rows }) => {
        const places = rows.map((row, at) => ({
          key: String(at),
          label: `${row.source_name ?? endOf((row.source ?? '').split('|').at(-1) ?? '')} · ${row.platform ?? t.noPlatform}`,
          values: [numberIn(row, 'statements') ?? 0],
        }))
        const columns: Column<BarPlace>[] = [
          {
            name: 'sender',
            title: t.sender,
            cell: ({ key, label }) => {
              const agent = agentOfId(rows[Number(key)]?.source ?? '')
              return agent === undefined ? (
                label
              ) : (
                <Link to="/t/$tenant/explorer" params={{ tenant }} search={{ agent, related: true }}>
                  {label}
                </Link>
              )
            },
          },
          { name: 'statements', title: t.statements, isNumber: true, cell: ({ values }) => number(values[0] ?? 0) },
          {
            name: 'learners',
            title: t.learners,
            isNumber: true,
            cell: ({ key }) => number(numberIn(rows[Number(key)] ?? {}, 'learners') ?? 0),
          },
          {
            name: 'last',
            title: t.lastStored,
            cell: ({ key }) => instant(`${rows[Number(key)]?.last_stored?.replace(' ', 'T')}Z`),
          },
        ]
        return (
          <BarChart
            name={t.bySenderName}
            series={[t.statements]}
            places={places.slice(0, MOST_BARS)}
            columns={columns}
            format={(value) => number(value)}
          />
        )
      }}
    </QuestionCard>
  )
}
