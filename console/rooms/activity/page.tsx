/** The activities: those of late, or one of them with its results, its parts and its questions. */
import './activity.css'
import { Link } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useState } from 'react'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Recent } from '../../parts/recent.tsx'
import type { Column } from '../../parts/table.tsx'
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
        <RecentActivities />
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

function RecentActivities(): ReactNode {
  const t = useTexts(texts)
  const { number } = useFormats()
  const { tenant } = useView()
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
    <Recent
      tenant={tenant}
      texts={t}
      rowsOf={activitiesIn}
      columns={columns}
      keyOf={({ id }) => id}
      className="activity-recent"
    />
  )
}
