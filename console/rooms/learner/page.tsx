/** The learners: those of late, or one of them with a timeline and their courses. */
import './learner.css'
import { Link } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useState } from 'react'
import { agentOfId, idOfAgent } from '../../language/agent-id.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Recent } from '../../parts/recent.tsx'
import type { Column } from '../../parts/table.tsx'
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
        <RecentPeople />
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

function RecentPeople(): ReactNode {
  const t = useTexts(texts)
  const { number, instant } = useFormats()
  const { tenant } = useView()
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
    <Recent
      tenant={tenant}
      texts={t}
      rowsOf={peopleIn}
      columns={columns}
      keyOf={({ agent }) => agent}
      className="learner-recent"
    />
  )
}
