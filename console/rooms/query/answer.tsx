/** The answer of a question: its state, what it cost, and its rows as a chart and as a table. */
import { type ReactNode, useId } from 'react'
import type { Query, QueryColumn } from '../../api/admin-api.ts'
import {
  type Answer as Answered,
  type AnswerRow,
  type QuestionParameters,
  useQuestion,
} from '../../api/use-question.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { Button } from '../../parts/button.tsx'
import { BarChart } from '../../parts/chart-bars.tsx'
import { ColumnChart } from '../../parts/chart-columns.tsx'
import { LineChart } from '../../parts/chart-lines.tsx'
import { Copy, CopyCurl } from '../../parts/copy.tsx'
import { toCsv } from '../../parts/csv.ts'
import { saveFile } from '../../parts/save-file.ts'
import { Empty, FailureNote, Loading, Refreshing } from '../../parts/states.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { Value } from '../../parts/value.tsx'
import { drawingOf, measuresOf } from './drawing.ts'
import { texts } from './texts.ts'
import { useView } from './use-query.ts'

export function Answer({ question, parameters }: { question: Query; parameters: QuestionParameters }): ReactNode {
  const t = useTexts(texts)
  const { tenant } = useView()
  const asked = useQuestion(tenant, question.name, parameters)
  const { data } = asked
  return (
    <section className="card stack query-answer" aria-label={t.answer}>
      <Refreshing isOn={asked.isFetching && !asked.isPending} />
      <div className="row spread">
        <h2>{t.answer}</h2>
        <div className="row">
          {data && <Save question={question} answer={data} />}
          <Button unavailable={asked.isAsking ? t.running : undefined} onClick={() => void asked.askAgain()}>
            {t.again}
          </Button>
          <Copy text={location.href} label={t.copyLink} />
          <CopyCurl request={asked.request} />
        </div>
      </div>
      {asked.isPending && (
        <>
          <p role="status">{t.running}</p>
          <Loading rows={6} />
        </>
      )}
      {asked.error && <FailureNote error={asked.error} retry={() => void asked.refetch()} />}
      {data && <Cost answer={data} />}
      {data && <Rows question={question} answer={data} />}
    </section>
  )
}

function Save({ question: { name }, answer: { columns, rows } }: { question: Query; answer: Answered }): ReactNode {
  const t = useTexts(texts)
  const { tenant } = useView()
  const save = () => {
    const cells = rows.map((row) => columns.map((one) => row[one]))
    saveFile(`${tenant}-${name}.csv`, 'text/csv;charset=utf-8', toCsv(columns, cells))
  }
  return <Button onClick={save}>{t.csv}</Button>
}

function Cost({ answer }: { answer: Answered }): ReactNode {
  const t = useTexts(texts)
  const { number, bytes, dollars, ago, moment } = useFormats()
  const count = number(answer.rows.length)
  return (
    <p className="small muted" role="status">
      {answer.isWhole ? t.rows(count) : t.firstRows(count)}
      {' · '}
      {answer.isReused ? t.free(ago(answer.started)) : t.after(bytes(answer.scannedBytes), dollars(answer.dollars))}
      {answer.through !== undefined && ` · ${t.through(moment(answer.through))}`}
    </p>
  )
}

function Rows({ question, answer }: { question: Query; answer: Answered }): ReactNode {
  const t = useTexts(texts)
  const { search } = useView()
  const measures = measuresOf(question.columns)
  const measure = measures.find(({ name }) => name === search.measure) ?? measures[0]
  if (answer.rows.length === 0)
    return (
      <Empty title={t.none}>
        <p>{t.noneLead}</p>
      </Empty>
    )
  const isTable = search.as === 'table' || measure === undefined
  return (
    <>
      {measure && <Choices measures={measures} measure={measure} />}
      {isTable ? <RowTable question={question} rows={answer.rows} /> : <Chart {...{ question, answer, measure }} />}
    </>
  )
}

function Choices({ measures, measure }: { measures: readonly QueryColumn[]; measure: QueryColumn }): ReactNode {
  const t = useTexts(texts)
  const ids = { as: useId(), measure: useId() }
  const { search, change } = useView()
  return (
    <div className="row">
      <label className="small muted" htmlFor={ids.as}>
        {t.as}
      </label>
      <select
        id={ids.as}
        className="input query-choice"
        value={search.as ?? 'chart'}
        onChange={({ target }) => change({ as: target.value === 'table' ? 'table' : undefined })}
      >
        <option value="chart">{t.chart}</option>
        <option value="table">{t.table}</option>
      </select>
      {search.as !== 'table' && (
        <>
          <label className="small muted" htmlFor={ids.measure}>
            {t.measure}
          </label>
          <select
            id={ids.measure}
            className="input query-choice"
            value={measure.name}
            onChange={({ target }) => change({ measure: target.value })}
          >
            {measures.map(({ name, unit }) => (
              <option key={name} value={name}>
                {`${name} (${unit})`}
              </option>
            ))}
          </select>
        </>
      )}
    </div>
  )
}

type ChartProps = { question: Query; answer: Answered; measure: QueryColumn }
type Place = { label: string; values: readonly (number | undefined)[] }

function Chart({ question, answer, measure }: ChartProps): ReactNode {
  const t = useTexts(texts)
  const { number, percent } = useFormats()
  const drawing = drawingOf(question.columns, answer.rows, measure)
  const format = measure.unit === 'share' ? percent : (value: number) => number(value, { maximumFractionDigits: 2 })
  const columns = [
    { name: 'place', title: t.name, cell: ({ label }: Place) => label },
    ...drawing.series.map((name, at) => ({
      ...{ name, title: name, isNumber: true },
      cell: ({ values }: Place) => {
        const value = values[at]
        return value === undefined ? '–' : format(value)
      },
    })),
  ]
  const shown = { name: `${question.meaning}: ${measure.name}`, series: drawing.series, columns, format }
  return (
    <>
      {drawing.kind === 'lines' && <LineChart {...shown} places={drawing.places} />}
      {drawing.kind === 'columns' && <ColumnChart {...shown} places={drawing.places} labelRoom={40} />}
      {drawing.kind === 'bars' && <BarChart {...shown} places={drawing.places} />}
      {drawing.leftOut > 0 && <p className="small muted">{t.leftOut(number(drawing.leftOut))}</p>}
    </>
  )
}

const MOST_ROWS = 500
type Numbered = { row: AnswerRow; key: string }

function RowTable({ question, rows }: { question: Query; rows: readonly AnswerRow[] }): ReactNode {
  const t = useTexts(texts)
  const isNumber = new Set(measuresOf(question.columns).map(({ name }) => name))
  const numbered = rows.slice(0, MOST_ROWS).map((row, at) => ({ row, key: String(at) }))
  const columns: Column<Numbered>[] = question.columns.map(({ name, unit }) => ({
    name,
    title: (
      <>
        {name} <span className="muted">{unit}</span>
      </>
    ),
    isNumber: isNumber.has(name),
    cell: ({ row }) => <Value className="query-cell">{row[name]}</Value>,
  }))
  return (
    <div className="query-rows">
      <Table caption={t.answer} rows={numbered} keyOf={({ key }) => key} columns={columns} />
    </div>
  )
}
