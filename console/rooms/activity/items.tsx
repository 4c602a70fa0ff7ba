/** The questions of a test: how hard each is, whether it tells good learners from others, and what was answered instead. */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { type AnswerRow, numberIn, useQuestion } from '../../api/use-question.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { endOf } from '../../language/statement-summary.ts'
import { BarChart, type BarPlace } from '../../parts/chart-bars.tsx'
import { QuestionCard } from '../../parts/question-card.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { Value } from '../../parts/value.tsx'
import { texts } from './texts.ts'
import { useView } from './use-view.ts'

/** Questions that tell less are looked at again (Ebel). */
const TELLS_LITTLE = 0.2
const MOST_QUESTIONS = 40
const wordingOf = (row: AnswerRow) => row.wording || endOf(row.question ?? '')

export function Items({ activity }: { activity: string }): ReactNode {
  return (
    <div className="activity-cards">
      <Analysis activity={activity} />
      <WrongAnswers activity={activity} />
    </div>
  )
}

function Analysis({ activity }: { activity: string }): ReactNode {
  const t = useTexts(texts)
  const { percent } = useFormats()
  const { tenant, span } = useView()
  const asked = useQuestion(tenant, 'items', { ...span, test: activity })
  const columns = useColumns()
  return (
    <QuestionCard title={t.itemsTitle} lead={t.itemsLead} asked={asked} nothing={t.noItems} isWide>
      {({ rows }) => {
        const shown = [...rows]
          .sort((a, b) => (numberIn(a, 'facility') ?? 0) - (numberIn(b, 'facility') ?? 0))
          .slice(0, MOST_QUESTIONS)
        const bars: Column<BarPlace>[] = [
          { name: 'question', title: t.question, cell: ({ label }) => label },
          { name: 'facility', title: t.facility, isNumber: true, cell: ({ values }) => percent(values[0] ?? 0) },
        ]
        return (
          <>
            <BarChart
              name={t.itemsName}
              series={[t.facility]}
              places={shown.map((row) => ({
                key: row.question ?? '',
                label: wordingOf(row),
                values: [numberIn(row, 'facility') ?? 0],
              }))}
              columns={bars}
              format={percent}
              most={1}
            />
            <Table caption={t.itemsTitle} columns={columns} rows={shown} keyOf={(row) => row.question ?? ''} />
          </>
        )
      }}
    </QuestionCard>
  )
}

function useColumns(): Column<AnswerRow>[] {
  const t = useTexts(texts)
  const { number, percent } = useFormats()
  const { tenant } = useView()
  return [
    {
      name: 'question',
      title: t.question,
      cell: (row) => (
        <Link to="/t/$tenant/explorer" params={{ tenant }} search={{ activity: row.question ?? '' }}>
          <Value>{wordingOf(row).slice(0, 300)}</Value>
        </Link>
      ),
    },
    { name: 'n', title: t.answers, isNumber: true, cell: (row) => number(numberIn(row, 'n') ?? 0) },
    { name: 'facility', title: t.facility, isNumber: true, cell: (row) => percent(numberIn(row, 'facility') ?? 0) },
    {
      name: 'discrimination',
      title: t.discrimination,
      isNumber: true,
      cell: (row) => {
        const value = numberIn(row, 'point_biserial')
        if (value === undefined) return '–'
        return (
          <span className="row activity-tells">
            {value < TELLS_LITTLE && (
              <span className="badge" data-tone={value < 0 ? 'bad' : 'warn'}>
                {value < 0 ? t.tellsWrong : t.tellsLittle}
              </span>
            )}
            {number(value, { minimumFractionDigits: 2, maximumFractionDigits: 2 })}
          </span>
        )
      },
    },
  ]
}

/** Of all tests: the questions of this one are taken out by the other answer, whose key they have. */
function WrongAnswers({ activity }: { activity: string }): ReactNode {
  const t = useTexts(texts)
  const { number } = useFormats()
  const { tenant, span } = useView()
  const items = useQuestion(tenant, 'items', { ...span, test: activity })
  const asked = useQuestion(tenant, 'failed-questions', { ...span, top: 1_000 })
  const ofTest = new Set((items.data?.rows ?? []).map((row) => row.question))
  const columns: Column<AnswerRow>[] = [
    { name: 'question', title: t.question, cell: (row) => <Value>{wordingOf(row).slice(0, 300)}</Value> },
    {
      name: 'response',
      title: t.wrongAnswer,
      cell: ({ response }) => <Value>{response?.slice(0, 120) ?? t.noAnswer}</Value>,
    },
    { name: 'times', title: t.times, isNumber: true, cell: (row) => number(numberIn(row, 'times') ?? 0) },
  ]
  return (
    <QuestionCard title={t.wrongTitle} asked={asked} nothing={t.noItems} isWide>
      {({ rows }) => {
        const shown = rows.filter((row) => ofTest.has(row.question ?? null))
        return shown.length === 0 ? (
          <p className="muted">{t.noItems}</p>
        ) : (
          <Table
            caption={t.wrongTitle}
            columns={columns}
            rows={shown}
            keyOf={(row) => `${row.question} ${row.response}`}
          />
        )
      }}
    </QuestionCard>
  )
}
