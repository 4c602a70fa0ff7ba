/** Who began the activity, or a part of it, and neither completed nor passed it. */
import type { ReactNode } from 'react'
import { type AnswerRow, instantIn, numberIn, useQuestion } from '../../api/use-question.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { endOf } from '../../language/statement-summary.ts'
import { QuestionCard } from '../../parts/question-card.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { ActivityLink, LearnerLink } from './links.tsx'
import { texts } from './texts.ts'
import { useView } from './use-view.ts'

export function NotFinished({ activity }: { activity: string }): ReactNode {
  const t = useTexts(texts)
  const { number, instant } = useFormats()
  const { tenant, span } = useView()
  const asked = useQuestion(tenant, 'never-finished', { ...span, course: activity })
  const columns: Column<AnswerRow>[] = [
    {
      name: 'person',
      title: t.person,
      cell: (row) => <LearnerLink id={row.learner ?? ''} name={row.learner_name ?? ''} />,
    },
    { name: 'started', title: t.started, cell: (row) => instant(instantIn(row, 'started')) },
    { name: 'seen', title: t.lastSeen, cell: (row) => instant(instantIn(row, 'last_seen')) },
    { name: 'starts', title: t.starts, isNumber: true, cell: (row) => number(numberIn(row, 'starts') ?? 0) },
  ]
  const part: Column<AnswerRow> = {
    name: 'part',
    title: t.part,
    cell: ({ course, course_name: name }) => <ActivityLink id={course ?? ''} name={name || endOf(course ?? '')} />,
  }
  return (
    <QuestionCard title={t.notFinished} asked={asked} nothing={t.noResults}>
      {({ rows }) => (
        <Table
          caption={t.notFinished}
          columns={rows.some(({ course }) => course !== activity) ? [part, ...columns] : columns}
          rows={rows}
          keyOf={({ learner, course }) => `${course} ${learner}`}
        />
      )}
    </QuestionCard>
  )
}
