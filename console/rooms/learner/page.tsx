/** The learners: those of late, or one of them with a timeline and their courses. */
import './learner.css'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { identifiersIn } from '../../language/identifiers.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { holds } from '../../language/spelling.ts'
import { FindForm, LEAST } from '../../parts/find-form.tsx'
import { FoundPeople } from '../../parts/found-people.tsx'
import { Recent } from '../../parts/recent.tsx'
import type { Column } from '../../parts/table.tsx'
import { useTyped } from '../../parts/use-typed.ts'
import { Value } from '../../parts/value.tsx'
import { Page } from '../../shell/page.tsx'
import { type Person, peopleIn } from './journeys.ts'
import { OpenLearner } from './open-learner.tsx'
import { texts } from './texts.ts'
import { useView } from './use-view.ts'

export function LearnerPage(): ReactNode {
  const { search } = useView()
  return search.agent === undefined ? <People /> : <OpenLearner key={search.agent} agent={search.agent} />
}

function People(): ReactNode {
  const t = useTexts(texts)
  const { tenant, search, change } = useView()
  const [typed, setTyped] = useTyped(search.name)
  const find = (text: string) => {
    const { agent } = identifiersIn(text)
    if (agent === undefined && text.length < LEAST) return t.tooShort
    change({ ...(agent === undefined ? { name: text } : { name: undefined, agent }), all: undefined }, false)
    return undefined
  }
  return (
    <Page title={t.title} lead={t.lead}>
      <div className="stack">
        <FindForm label={t.person} hint={t.personHint} act={t.find} typed={typed} onType={setTyped} onFind={find} />
        {search.name !== undefined && (
          <FoundPeople
            tenant={tenant}
            text={search.name}
            isAllYears={search.all === true}
            onAllYears={() => change({ all: true }, false)}
          >
            {(person) => <PersonLink {...person} />}
          </FoundPeople>
        )}
        <RecentPeople typed={typed} />
      </div>
    </Page>
  )
}

function PersonLink({ agent, name }: { agent: string; name: string }): ReactNode {
  const { tenant } = useView()
  return (
    <Link to="/t/$tenant/learner" params={{ tenant }} search={{ agent }}>
      <Value>{name}</Value>
    </Link>
  )
}

function RecentPeople({ typed }: { typed: string }): ReactNode {
  const t = useTexts(texts)
  const { number, instant } = useFormats()
  const { tenant, search } = useView()
  const columns: Column<Person>[] = [
    {
      name: 'name',
      title: t.name,
      cell: ({ agent, name, id }) => <PersonLink agent={agent} name={(name || id).slice(0, 200)} />,
    },
    { name: 'id', title: t.id, cell: ({ id }) => <span className="small anywhere">{id.slice(0, 200)}</span> },
    { name: 'statements', title: t.statements, isNumber: true, cell: ({ statements: count }) => number(count) },
    { name: 'last', title: t.lastSeen, cell: ({ last }) => <time dateTime={last}>{instant(last)}</time> },
  ]
  return (
    <Recent
      tenant={tenant}
      texts={typed === search.name ? { ...t, noneOfThem: t.noneOfLate } : t}
      rowsOf={peopleIn}
      columns={columns}
      keyOf={({ agent }) => agent}
      className="learner-recent"
      narrowing={{ typed, isWanted: ({ name, id }, part) => holds(`${name} ${id}`, part) }}
    />
  )
}
