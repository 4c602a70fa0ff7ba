/** What was completed, passed and failed: activity by activity, with who is behind each number, and month by month. */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { AnswerRow, AskedQuestion } from '../../api/use-question.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { endOf } from '../../language/statement-summary.ts'
import { Button } from '../../parts/button.tsx'
import { LineChart, type LinePlace } from '../../parts/chart-lines.tsx'
import { QuestionCard } from '../../parts/question-card.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { Value } from '../../parts/value.tsx'
import { type CourseFigures, courseFigures, monthFigures } from './figures.ts'
import { texts } from './texts.ts'
import { isBetween, useView } from './use-view.ts'

const FIRST = 12

/** It is asked of all courses once; one of them is taken out of that. */
const ofCourse = (rows: readonly AnswerRow[], course: string | undefined) =>
  course === undefined ? rows : rows.filter((row) => row.course === course)

export function Completions({ asked }: { asked: AskedQuestion }): ReactNode {
  const t = useTexts(texts)
  const { number } = useFormats()
  const { search, change } = useView()
  const columns = useColumns()
  return (
    <QuestionCard title={t.completions} lead={t.completionsLead} asked={asked} isWide>
      {({ rows }) => {
        const courses = courseFigures(ofCourse(rows, search.course))
        const shown = search.all ? courses : courses.slice(0, FIRST)
        return (
          <>
            <Table caption={t.completions} columns={columns} rows={shown} keyOf={({ course }) => course} />
            {courses.length > FIRST && (
              <div>
                <Button size="s" onClick={() => change({ all: search.all ? undefined : true })}>
                  {search.all ? t.showFewer : t.showAll(number(courses.length))}
                </Button>
              </div>
            )}
          </>
        )
      }}
    </QuestionCard>
  )
}

function useColumns(): Column<CourseFigures>[] {
  const t = useTexts(texts)
  const { number, percent } = useFormats()
  const { tenant, search, span } = useView()
  // The days that the number is of.
  const time = isBetween(search) ? span : { within: search.days ?? '90' }
  const nameOf = ({ name, course }: CourseFigures) => (name || endOf(course)).slice(0, 200)
  const who = (row: CourseFigures, outcome: 'failed' | 'passed') => {
    const count = number(outcome === 'failed' ? row.failures : row.passes)
    if ((outcome === 'failed' ? row.failures : row.passes) === 0) return <span className="muted">0</span>
    const label = outcome === 'failed' ? t.who(count, nameOf(row)) : t.passedWho(count, nameOf(row))
    return (
      <Link
        to="/t/$tenant/activity"
        params={{ tenant }}
        search={{ activity: row.course, outcome, by: 'stored', ...time }}
        aria-label={label}
        title={label}
      >
        {count}
      </Link>
    )
  }
  return [
    {
      name: 'course',
      title: t.course,
      cell: (row) => (
        <Link
          to="/t/$tenant/activity"
          params={{ tenant }}
          search={{ activity: row.course }}
          className="dashboards-name"
        >
          <Value>{nameOf(row)}</Value>
        </Link>
      ),
    },
    { name: 'failed', title: t.failed, isNumber: true, cell: (row) => who(row, 'failed') },
    {
      name: 'rate',
      title: t.passRate,
      cell: ({ passRate }) =>
        passRate === undefined ? (
          <span className="muted">–</span>
        ) : (
          <span className="dashboards-rate">
            <svg width="84" height="10" aria-hidden="true">
              <rect width="84" height="10" className="chart-track" />
              <rect width={84 * passRate} height="10" className="chart-fill chart-s1" />
            </svg>
            <span className="number">{percent(passRate)}</span>
          </span>
        ),
    },
    { name: 'passed', title: t.passed, isNumber: true, cell: (row) => who(row, 'passed') },
    {
      name: 'completed',
      title: <abbr title={t.completedHint}>{t.completed}</abbr>,
      isNumber: true,
      cell: ({ completed }) => number(completed),
    },
  ]
}

export function RateByMonth({ asked }: { asked: AskedQuestion }): ReactNode {
  const t = useTexts(texts)
  const { percent, number } = useFormats()
  const { search } = useView()
  return (
    <QuestionCard title={t.rateByMonth} asked={asked}>
      {({ rows }) => {
        const months = monthFigures(ofCourse(rows, search.course))
        const results = new Map(months.map(({ month, results }) => [month, results]))
        const columns: Column<LinePlace>[] = [
          { name: 'month', title: t.month, cell: ({ label }) => label },
          {
            name: 'rate',
            title: t.passRate,
            isNumber: true,
            cell: ({ values: [rate] }) => (rate === undefined ? '–' : percent(rate)),
          },
          { name: 'results', title: t.results, isNumber: true, cell: ({ key }) => number(results.get(key) ?? 0) },
        ]
        return (
          <LineChart
            name={t.rateByMonthName}
            series={[t.passRate]}
            places={months.map(({ month, passRate }) => ({ key: month, label: month, values: [passRate] }))}
            columns={columns}
            format={percent}
            most={1}
            hasArea
          />
        )
      }}
    </QuestionCard>
  )
}
