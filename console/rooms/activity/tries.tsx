/** How many results learners needed: of the activity itself, else of its parts, where its sender keeps them there. */
import type { ReactNode } from 'react'
import { type AnswerRow, numberIn, useQuestion } from '../../api/use-question.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { endOf } from '../../language/statement-summary.ts'
import { ColumnChart, type ColumnPlace } from '../../parts/chart-columns.tsx'
import { QuestionCard } from '../../parts/question-card.tsx'
import type { Column } from '../../parts/table.tsx'
import { texts } from './texts.ts'
import { useView } from './use-view.ts'

/** As many as have a colour and a pattern of their own. */
const MOST_PARTS = 5

export function Tries({ activity }: { activity: string }): ReactNode {
  const t = useTexts(texts)
  const { number } = useFormats()
  const { tenant, span } = useView()
  const asked = useQuestion(tenant, 'attempts-until-pass', { ...span, course: activity })
  return (
    <QuestionCard title={t.tries} asked={asked} nothing={t.noResults}>
      {({ rows }) => {
        const parts = partsIn(rows, activity)
        const series = parts.map(({ name }) => name)
        const columns: Column<ColumnPlace>[] = [
          { name: 'attempts', title: t.attempts, isNumber: true, cell: ({ label }) => label },
          ...series.map((name, at) => ({
            ...{ name, title: series.length === 1 ? t.learners : name, isNumber: true },
            cell: ({ values }: ColumnPlace) => number(values[at] ?? 0),
          })),
        ]
        const places = attemptsIn(parts).map((attempts) => ({
          key: attempts ?? 'none',
          label: attempts === null ? t.notYet : number(Number(attempts)),
          values: parts.map(({ rows: own }) => learnersOf(own.find((row) => row.attempts === attempts))),
        }))
        return (
          <>
            {parts[0]?.id !== activity && <p className="small muted">{t.triesOf(series.join(', '))}</p>}
            <ColumnChart
              name={t.triesName}
              series={series}
              places={places}
              columns={columns}
              format={(value) => number(value)}
              labelRoom={24}
            />
          </>
        )
      }}
    </QuestionCard>
  )
}

type Part = { id: string; name: string; rows: AnswerRow[] }

const learnersOf = (row: AnswerRow | undefined) => (row && numberIn(row, 'learners')) ?? 0

/** The activity where it has results, else its parts with most learners. */
function partsIn(rows: readonly AnswerRow[], activity: string): Part[] {
  const parts = [...Map.groupBy(rows, ({ course }) => course ?? '')].map(([id, own]) => {
    const name = own.find((row) => row.course_name)?.course_name ?? endOf(id)
    return { id, name: name.slice(0, 200), rows: own, learners: own.reduce((sum, row) => sum + learnersOf(row), 0) }
  })
  const itself = parts.filter(({ id }) => id === activity)
  if (itself.length > 0) return itself
  const shown = parts.sort((a, b) => b.learners - a.learners).slice(0, MOST_PARTS)
  // Two of one name are told apart by their IRIs.
  return shown.map((one) =>
    shown.some(({ id, name }) => name === one.name && id !== one.id) ? { ...one, name: one.id } : one,
  )
}

/** In their order; who has not passed yet comes last. */
const attemptsIn = (parts: readonly Part[]) =>
  [...new Set(parts.flatMap(({ rows }) => rows.map((row) => row.attempts ?? null)))].sort(
    (a, b) => Number(a ?? Number.POSITIVE_INFINITY) - Number(b ?? Number.POSITIVE_INFINITY),
  )
