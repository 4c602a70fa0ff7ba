/** How far people came: part by part, how often they tried, and who stopped on the way. Questions of the lake. */
import type { ReactNode } from 'react'
import { type AnswerRow, type AskedQuestion, numberIn, useQuestion } from '../../api/use-question.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { endOf } from '../../language/statement-summary.ts'
import { BarChart, type BarPlace } from '../../parts/chart-bars.tsx'
import { FunnelChart, type FunnelStep } from '../../parts/chart-funnel.tsx'
import { QuestionCard } from '../../parts/question-card.tsx'
import type { Column } from '../../parts/table.tsx'
import { ActivityLink } from './links.tsx'
import { NotFinished } from './not-finished.tsx'
import { texts } from './texts.ts'
import { Tries } from './tries.tsx'
import { useView } from './use-view.ts'

const MOST_PARTS = 30
const nameOf = (row: AnswerRow) => row.part_name || endOf(row.part ?? '')

export function Parts({ activity }: { activity: string }): ReactNode {
  const { tenant, span } = useView()
  const funnel = useQuestion(tenant, 'funnel', { ...span, course: activity })
  return (
    <div className="activity-cards">
      <Funnel asked={funnel} />
      <PartResults asked={funnel} />
      <Tries activity={activity} />
      <NotFinished activity={activity} />
    </div>
  )
}

function Funnel({ asked }: { asked: AskedQuestion }): ReactNode {
  const t = useTexts(texts)
  const { number, percent } = useFormats()
  const columns: Column<FunnelStep>[] = [
    { name: 'part', title: t.part, cell: ({ key, label }) => <ActivityLink id={key} name={label} /> },
    { name: 'learners', title: t.learners, isNumber: true, cell: ({ value }) => number(value) },
  ]
  return (
    <QuestionCard title={t.funnel} lead={t.funnelLead} asked={asked} nothing={t.noParts}>
      {({ rows }) => (
        <FunnelChart
          name={t.funnel}
          steps={rows.slice(0, MOST_PARTS).map((row) => ({
            key: row.part ?? '',
            label: nameOf(row),
            value: numberIn(row, 'learners') ?? 0,
          }))}
          columns={columns}
          format={(value) => number(value)}
          percent={percent}
        />
      )}
    </QuestionCard>
  )
}

function PartResults({ asked }: { asked: AskedQuestion }): ReactNode {
  const t = useTexts(texts)
  const { number } = useFormats()
  const series = [t.reached, t.timesCompleted, t.timesPassed]
  const columns: Column<BarPlace>[] = [
    { name: 'part', title: t.part, cell: ({ key, label }) => <ActivityLink id={key} name={label} /> },
    ...series.map((title, at) => ({
      name: title,
      title,
      isNumber: true,
      cell: ({ values }: BarPlace) => number(values[at] ?? 0),
    })),
  ]
  return (
    <QuestionCard title={t.partsTitle} asked={asked} nothing={t.noParts}>
      {({ rows }) => (
        <BarChart
          name={t.partsName}
          series={series}
          places={rows.slice(0, MOST_PARTS).map((row) => ({
            key: row.part ?? '',
            label: nameOf(row),
            values: [numberIn(row, 'learners') ?? 0, numberIn(row, 'completed') ?? 0, numberIn(row, 'passed') ?? 0],
          }))}
          columns={columns}
          format={(value) => number(value)}
        />
      )}
    </QuestionCard>
  )
}
