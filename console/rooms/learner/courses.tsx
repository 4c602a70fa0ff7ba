/** What the lake knows of a person in each course: the first and the latest of it, and the result that counts. */
import { Link } from '@tanstack/react-router'
import { type ReactNode, useMemo } from 'react'
import { type AnswerRow, instantIn, lastDays, numberIn, useQuestion } from '../../api/use-question.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { endOf, type Summary } from '../../language/statement-summary.ts'
import { QuestionCard } from '../../parts/question-card.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { Value } from '../../parts/value.tsx'
import { texts } from './texts.ts'
import { useView } from './use-view.ts'

/** cmi5: an LMS says it of a course whose units are passed or completed as they must be. */
const SATISFIED = 'https://w3id.org/xapi/adl/verbs/satisfied'

type CoursesProps = { learner: string; summaries: readonly Summary[] }

/** @param props.summaries the person's statements, which name what the lake has IRIs of */
export function Courses({ learner, summaries }: CoursesProps): ReactNode {
  const t = useTexts(texts)
  const { tenant } = useView()
  const asked = useQuestion(tenant, 'evidence', { ...lastDays(365), learner })
  const names = useMemo(
    () =>
      new Map(summaries.flatMap(({ thing }) => (thing.kind === 'activity' ? [[thing.id, thing.label] as const] : []))),
    [summaries],
  )
  const columns = useColumns(names)
  return (
    <QuestionCard title={t.courses} lead={t.coursesLead} asked={asked} nothing={t.nothing}>
      {({ rows }) => (
        <Table
          caption={t.courses}
          columns={columns}
          rows={[...rows].sort(latestFirst)}
          keyOf={(row) => row.course ?? ''}
        />
      )}
    </QuestionCard>
  )
}

const latestFirst = (a: AnswerRow, b: AnswerRow) => ((a.latest_time ?? '') < (b.latest_time ?? '') ? 1 : -1)

function useColumns(names: ReadonlyMap<string, string>): Column<AnswerRow>[] {
  const t = useTexts(texts)
  const { number, percent, instant } = useFormats()
  const { tenant } = useView()
  const statement = (id: string | null | undefined, time: string) =>
    id ? (
      <Link to="/t/$tenant/explorer" params={{ tenant }} search={{ statement: id }}>
        {instant(time)}
      </Link>
    ) : (
      instant(time)
    )
  const resultOf = (row: AnswerRow) => {
    const { result_passed: passed, result_completed: completed } = row
    const isSatisfied = row.result_statement === null && row.latest_verb === SATISFIED
    const id = isSatisfied ? row.latest_statement : row.result_statement
    if (!id) return '–'
    const told =
      passed === 'true' ? t.passed : passed === 'false' ? t.failed : completed === 'true' ? t.completed : t.scored
    return (
      <Link to="/t/$tenant/explorer" params={{ tenant }} search={{ statement: id }}>
        {isSatisfied ? t.satisfied : told}
      </Link>
    )
  }
  return [
    {
      name: 'course',
      title: t.course,
      cell: ({ course }) => (
        <Link
          to="/t/$tenant/activity"
          params={{ tenant }}
          search={{ activity: course ?? '' }}
          title={course ?? ''}
          className="learner-course"
        >
          <Value>{(names.get(course ?? '') ?? endOf(course ?? '')).slice(0, 200)}</Value>
          <span className="small muted cut learner-iri">{course}</span>
        </Link>
      ),
    },
    {
      name: 'statements',
      title: t.statements,
      isNumber: true,
      cell: (row) => number(numberIn(row, 'statements') ?? 0),
    },
    { name: 'first', title: t.first, cell: (row) => statement(row.first_statement, instantIn(row, 'first_time')) },
    { name: 'latest', title: t.latest, cell: (row) => statement(row.latest_statement, instantIn(row, 'latest_time')) },
    { name: 'result', title: t.result, cell: resultOf },
    {
      name: 'score',
      title: t.score,
      isNumber: true,
      cell: (row) => {
        const score = numberIn(row, 'result_score')
        return score === undefined ? '–' : percent(score)
      },
    },
  ]
}
