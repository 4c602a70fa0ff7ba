/** What the lake finds by a part of a name or identifier: of the last year, and of all years when somebody wants that. */
import './found.css'
import { type ReactNode, useState } from 'react'
import { type AnswerRow, lastDays, useQuestion } from '../api/use-question.ts'
import { useTexts } from '../language/language.ts'
import { useFormats } from '../language/numbers-and-times.ts'
import { partsOf } from '../language/spelling.ts'
import { Button } from './button.tsx'
import { foundTexts } from './found-texts.ts'
import { QuestionCard } from './question-card.tsx'
import { type Column, Table } from './table.tsx'
import { partsTexts } from './texts.ts'
import { Value } from './value.tsx'

const DAYS = 365
const FIRST_DAY = '2000-01-01'
/** No name that somebody types is longer, and a shorter text finds the longer one, too. */
const MOST_CHARACTERS = 300
const ROWS = 100

/** The question takes three; the last one is the rest. */
function partsAsked(typed: string): { text: string; text2?: string; text3?: string } {
  const [text = '', text2, ...rest] = partsOf(typed.slice(0, MOST_CHARACTERS))
  return { text, ...(text2 !== undefined && { text2 }), ...(rest.length > 0 && { text3: rest.join(' ') }) }
}

export type FoundProps = {
  tenant: string
  text: string
  /** Whether all years are looked in. Whoever shows this keeps it, best in the address. */
  isAllYears: boolean
  onAllYears: () => void
}
type About = {
  question: 'people' | 'activities'
  title: string
  nothing: { ofDays: (days: string) => string; ever: string }
  columns: readonly Column<AnswerRow>[]
  keyOf: (row: AnswerRow) => string
}

/** Whom or what it is, with the identifier below, where it is not called by that. */
export function FoundName({ id, children }: { id: string | null | undefined; children: ReactNode }): ReactNode {
  return (
    <div className="found-name">
      <span>{children}</span>
      {id && <Value className="small muted anywhere">{id.slice(0, 200)}</Value>}
    </div>
  )
}

export function Found({ tenant, text, isAllYears, onAllYears, ...about }: FoundProps & About): ReactNode {
  const t = useTexts(foundTexts)
  const { number } = useFormats()
  const { question, title, nothing, columns, keyOf } = about
  const lately = lastDays(DAYS)
  const asked = useQuestion(tenant, question, {
    from: isAllYears ? FIRST_DAY : lately.from,
    to: lately.to,
    ...partsAsked(text),
  })
  const allYears = !isAllYears && (
    <Button size="s" onClick={onAllYears}>
      {t.allYears}
    </Button>
  )
  const none = (
    <div className="stack" data-gap="s">
      <p>{isAllYears ? nothing.ever : nothing.ofDays(number(DAYS))}</p>
      {allYears && <p>{allYears}</p>}
    </div>
  )
  return (
    <QuestionCard
      title={title}
      lead={isAllYears ? t.ofAllYears : t.ofDays(number(DAYS))}
      asked={asked}
      nothing={<div role="status">{none}</div>}
    >
      {({ rows }) => (
        <>
          <Rows key={`${text} ${isAllYears}`} title={title} rows={rows} columns={columns} keyOf={keyOf} />
          {allYears && <div>{allYears}</div>}
        </>
      )}
    </QuestionCard>
  )
}

type RowsProps = Pick<About, 'title' | 'columns' | 'keyOf'> & { rows: readonly AnswerRow[] }

function Rows({ title, rows, columns, keyOf }: RowsProps): ReactNode {
  const t = useTexts(foundTexts)
  const { number } = useFormats()
  const parts = useTexts(partsTexts)
  const [most, setMost] = useState(ROWS)
  return (
    <>
      <p className="small muted" role="status">
        {t.found(number(rows.length))}
      </p>
      <Table caption={title} columns={columns} rows={rows.slice(0, most)} keyOf={keyOf} />
      {rows.length > most && (
        <div>
          <Button onClick={() => setMost(most + ROWS)}>{parts.showMore}</Button>
        </div>
      )}
    </>
  )
}
