/** The activities: those of late, or one of them with its results, its parts and its questions. */
import './activity.css'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useState } from 'react'
import { statementPage } from '../../api/statement-pages.ts'
import { useClient } from '../../api/use-api.ts'
import { useLanguage, useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { summaryOf } from '../../language/statement-summary.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Empty, FailureNote, Loading, Refreshing } from '../../parts/states.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { Value } from '../../parts/value.tsx'
import { Page } from '../../shell/page.tsx'
import { OpenActivity } from './open-activity.tsx'
import { type Activity, activitiesIn } from './results.ts'
import { texts } from './texts.ts'
import { useView } from './use-view.ts'

export function ActivityPage(): ReactNode {
  const t = useTexts(texts)
  const { search } = useView()
  if (search.activity !== undefined) return <OpenActivity key={search.activity} activity={search.activity} />
  return (
    <Page title={t.title} lead={t.lead}>
      <div className="stack">
        <Finder />
        <Recent />
      </div>
    </Page>
  )
}

const IRI = /^[a-z][a-z0-9+.-]*:./i

function Finder(): ReactNode {
  const t = useTexts(texts)
  const { change } = useView()
  const [typed, setTyped] = useState('')
  const [isWrong, setWrong] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const iri = typed.trim()
    if (IRI.test(iri)) change({ activity: iri }, false)
    else setWrong(true)
  }
  return (
    <form className="activity-finder" onSubmit={submit}>
      <Field label={t.iri} error={isWrong ? t.notAnIri : undefined}>
        {(control) => (
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
        )}
      </Field>
      <Button type="submit">{t.open}</Button>
    </form>
  )
}

function Recent(): ReactNode {
  const t = useTexts(texts)
  const language = useLanguage()
  const { number } = useFormats()
  const client = useClient()
  const { tenant } = useView()
  const read = useQuery({
    queryKey: ['listStatements', tenant, 'recent'],
    queryFn: ({ signal }) => statementPage(client, tenant, {}, { signal }),
  })
  if (read.isPending) return <Loading rows={8} />
  if (read.error && !read.data) return <FailureNote error={read.error} retry={() => void read.refetch()} />
  const statements = read.data?.statements ?? []
  const activities = activitiesIn(statements.map((one) => summaryOf(one, language)))
  if (activities.length === 0)
    return (
      <Empty title={t.none}>
        <p>{t.noneLead}</p>
      </Empty>
    )
  const columns: Column<Activity>[] = [
    {
      name: 'name',
      title: t.name,
      cell: ({ id, name }) => (
        <Link to="/t/$tenant/activity" params={{ tenant }} search={{ activity: id }} title={id}>
          <Value>{name.slice(0, 200)}</Value>
        </Link>
      ),
    },
    { name: 'people', title: t.people, isNumber: true, cell: ({ people }) => number(people) },
    { name: 'statements', title: t.statements, isNumber: true, cell: ({ statements: count }) => number(count) },
  ]
  return (
    <section className="stack activity-recent" data-gap="s" aria-label={t.recent}>
      <Refreshing isOn={read.isFetching} />
      <h2>{t.recent}</h2>
      <p className="small muted">{t.recentLead(number(statements.length))}</p>
      <Table caption={t.recent} columns={columns} rows={activities} keyOf={({ id }) => id} />
    </section>
  )
}
