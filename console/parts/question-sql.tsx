/** The SQL of a question, the value of each of its places, and beside it the columns of the views that it reads. */
import './question-sql.css'
import type { ReactNode } from 'react'
import type { Queries, View } from '../api/admin-api.ts'
import { useRead } from '../api/use-api.ts'
import type { QuestionParameters } from '../api/use-question.ts'
import { useTexts } from '../language/language.ts'
import { Copy } from './copy.tsx'
import { filledSql } from './filled-sql.ts'
import { questionTexts } from './question-texts.ts'
import { FailureNote, Loading } from './states.tsx'
import { Table } from './table.tsx'
import { Value } from './value.tsx'

type Asked = { tenant: string; name: string; parameters: QuestionParameters }

export function QuestionSql({ asked }: { asked: Asked }): ReactNode {
  const read = useRead('listQueries', { parameters: { tenant: asked.tenant } })
  if (read.isPending) return <Loading rows={8} />
  if (read.error) return <FailureNote error={read.error} retry={() => void read.refetch()} />
  const question = read.data.items.find(({ name }) => name === asked.name)
  return question && <Sql asked={asked} question={question} views={read.data.views} />
}

type SqlProps = { asked: Asked; question: Queries['items'][number]; views: readonly View[] }

function Sql({ asked, question, views }: SqlProps): ReactNode {
  const t = useTexts(questionTexts)
  const { sql, parameters, reads } = question
  const given = (name: string) =>
    name === 'tenant' ? asked.tenant : (asked.parameters[name] ?? parameters.find((one) => one.name === name)?.default)
  const places = question.places.map((name, at) => ({ at: String(at + 1), name, value: given(name) ?? '' }))
  return (
    <div className="question-sql">
      <div className="stack" data-gap="s">
        <div className="row">
          <Copy text={sql} label={t.copySql} />
          <Copy
            text={filledSql(
              sql,
              places.map(({ value }) => value),
            )}
            label={t.copyFilled}
          />
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keys (WCAG 2.1.1) */}
        <pre className="code" tabIndex={0} role="region" aria-label={t.sql}>
          {sql}
        </pre>
        <Table
          caption={t.places}
          isCaptionHidden={false}
          rows={places}
          keyOf={({ at }) => at}
          columns={[
            { name: 'at', title: '?', isNumber: true, cell: ({ at }) => at },
            { name: 'name', title: t.parameter, cell: ({ name }) => <code>{name}</code> },
            { name: 'value', title: t.value, cell: ({ value }) => <Value className="anywhere">{String(value)}</Value> },
          ]}
        />
      </div>
      <div className="stack" data-gap="s">
        {views
          .filter(({ name }) => reads.includes(name))
          .map((view) => (
            <Columns key={view.name} view={view} />
          ))}
      </div>
    </div>
  )
}

function Columns({ view: { name, meaning, columns } }: { view: View }): ReactNode {
  const t = useTexts(questionTexts)
  return (
    <section className="stack" data-gap="s" aria-label={t.columnsOf(name)}>
      <h3>{t.columnsOf(name)}</h3>
      <p className="small muted">{meaning}</p>
      <div className="question-sql-columns">
        <Table
          caption={t.columnsOf(name)}
          rows={columns}
          keyOf={(one) => one.name}
          columns={[
            {
              name: 'name',
              title: t.column,
              cell: (one) => (
                <>
                  <code>{one.name}</code> <span className="small muted">{one.type}</span>
                  <div className="small muted">{one.meaning}</div>
                </>
              ),
            },
          ]}
        />
      </div>
    </section>
  )
}
