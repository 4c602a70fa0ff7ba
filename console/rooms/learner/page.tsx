/** The learners: those of late, or one of them with a timeline and their courses. */
import './learner.css'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useState } from 'react'
import { statementPage } from '../../api/statement-pages.ts'
import { useClient } from '../../api/use-api.ts'
import { agentOfId, idOfAgent } from '../../language/agent-id.ts'
import { useLanguage, useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { summaryOf } from '../../language/statement-summary.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Empty, FailureNote, Loading, Refreshing } from '../../parts/states.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { Value } from '../../parts/value.tsx'
import { Page } from '../../shell/page.tsx'
import { type Person, peopleIn } from './journeys.ts'
import { OpenLearner } from './open-learner.tsx'
import { texts } from './texts.ts'
import { useView } from './use-view.ts'

export function LearnerPage(): ReactNode {
  const t = useTexts(texts)
  const { search } = useView()
  if (search.agent !== undefined) return <OpenLearner key={search.agent} agent={search.agent} />
  return (
    <Page title={t.title} lead={t.lead}>
      <div className="stack">
        <Finder />
        <Recent />
      </div>
    </Page>
  )
}

/** @returns an Agent as JSON, of what somebody may write */
function readPerson(typed: string): string | undefined {
  const text = typed.trim()
  if (text.startsWith('{')) return idOfAgent(text) === undefined ? undefined : text
  return agentOfId(/^[^\s@|:]+@[^\s@|]+$/.test(text) ? `mailto:${text}` : text)
}

function Finder(): ReactNode {
  const t = useTexts(texts)
  const { change } = useView()
  const [typed, setTyped] = useState('')
  const [isWrong, setWrong] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const agent = readPerson(typed)
    if (agent === undefined) setWrong(true)
    else change({ agent }, false)
  }
  return (
    <form className="learner-finder" onSubmit={submit}>
      <Field label={t.person} hint={t.personHint} error={isWrong ? t.notAPerson : undefined}>
        {(control) => (
          <div className="learner-typed">
            <input
              {...control}
              value={typed}
              spellCheck={false}
              autoComplete="off"
              onChange={(event) => {
                setTyped(event.target.value)
                setWrong(false)
              }}
            />
            <Button type="submit">{t.open}</Button>
          </div>
        )}
      </Field>
    </form>
  )
}

function Recent(): ReactNode {
  const t = useTexts(texts)
  const language = useLanguage()
  const { number, instant } = useFormats()
  const client = useClient()
  const { tenant } = useView()
  const read = useQuery({
    queryKey: ['listStatements', tenant, 'recent'],
    queryFn: ({ signal }) => statementPage(client, tenant, {}, { signal }),
  })
  if (read.isPending) return <Loading rows={8} />
  if (read.error && !read.data) return <FailureNote error={read.error} retry={() => void read.refetch()} />
  const statements = read.data?.statements ?? []
  const people = peopleIn(statements.map((one) => summaryOf(one, language)))
  if (people.length === 0)
    return (
      <Empty title={t.none}>
        <p>{t.noneLead}</p>
      </Empty>
    )
  const columns: Column<Person>[] = [
    {
      name: 'name',
      title: t.name,
      cell: ({ agent, name, id }) => (
        <Link to="/t/$tenant/learner" params={{ tenant }} search={{ agent }}>
          <Value>{(name || id).slice(0, 200)}</Value>
        </Link>
      ),
    },
    { name: 'id', title: t.id, cell: ({ id }) => <span className="small anywhere">{id.slice(0, 200)}</span> },
    { name: 'statements', title: t.statements, isNumber: true, cell: ({ statements: count }) => number(count) },
    { name: 'last', title: t.lastSeen, cell: ({ last }) => <time dateTime={last}>{instant(last)}</time> },
  ]
  return (
    <section className="stack learner-recent" data-gap="s" aria-label={t.recent}>
      <Refreshing isOn={read.isFetching} />
      <h2>{t.recent}</h2>
      <p className="small muted">{t.recentLead(number(statements.length))}</p>
      <Table caption={t.recent} columns={columns} rows={people} keyOf={({ agent }) => agent} />
    </section>
  )
}
