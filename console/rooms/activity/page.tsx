/** The activities: those of late, or one of them with its results, its parts and its questions. */
import './activity.css'
import type { ReactNode } from 'react'
import { identifiersIn } from '../../language/identifiers.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { holds } from '../../language/spelling.ts'
import { FindForm, LEAST } from '../../parts/find-form.tsx'
import { FoundActivities } from '../../parts/found-activities.tsx'
import { Recent } from '../../parts/recent.tsx'
import type { Column } from '../../parts/table.tsx'
import { useTyped } from '../../parts/use-typed.ts'
import { Page } from '../../shell/page.tsx'
import { ActivityLink } from './links.tsx'
import { OpenActivity } from './open-activity.tsx'
import { type Activity, activitiesIn } from './results.ts'
import { texts } from './texts.ts'
import { useView } from './use-view.ts'

export function ActivityPage(): ReactNode {
  const { search } = useView()
  if (search.activity !== undefined) return <OpenActivity key={search.activity} activity={search.activity} />
  return <Activities />
}

function Activities(): ReactNode {
  const t = useTexts(texts)
  const { tenant, search, change } = useView()
  const [typed, setTyped] = useTyped(search.name)
  const find = (text: string) => {
    const { iri } = identifiersIn(text)
    if (text.length < LEAST) return t.tooShort
    change({ ...(iri === undefined ? { name: text } : { name: undefined, activity: iri }), all: undefined }, false)
    return undefined
  }
  return (
    <Page title={t.title} lead={t.lead}>
      <div className="stack">
        <FindForm label={t.activity} hint={t.activityHint} act={t.find} typed={typed} onType={setTyped} onFind={find} />
        {search.name !== undefined && (
          <FoundActivities
            tenant={tenant}
            text={search.name}
            isAllYears={search.all === true}
            onAllYears={() => change({ all: true }, false)}
          >
            {(activity) => <ActivityLink {...activity} />}
          </FoundActivities>
        )}
        <RecentActivities typed={typed} />
      </div>
    </Page>
  )
}

function RecentActivities({ typed }: { typed: string }): ReactNode {
  const t = useTexts(texts)
  const { number } = useFormats()
  const { tenant, search } = useView()
  const columns: Column<Activity>[] = [
    {
      name: 'name',
      title: t.name,
      cell: (activity) => <ActivityLink {...activity} />,
    },
    { name: 'people', title: t.people, isNumber: true, cell: ({ people }) => number(people) },
    { name: 'statements', title: t.statements, isNumber: true, cell: ({ statements: count }) => number(count) },
  ]
  return (
    <Recent
      tenant={tenant}
      texts={typed === search.name ? { ...t, noneOfThem: t.noneOfLate } : t}
      rowsOf={activitiesIn}
      columns={columns}
      keyOf={({ id }) => id}
      className="activity-recent"
      narrowing={{ typed, isWanted: ({ name, id }, part) => holds(`${name} ${id}`, part) }}
    />
  )
}
