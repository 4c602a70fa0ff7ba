/** One person, with a timeline from the statements, and courses from the lake. */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { idOfAgent } from '../../language/agent-id.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { CopyCurl } from '../../parts/copy.tsx'
import { usePersonStatements } from '../../parts/person-statements.ts'
import { Tabs } from '../../parts/tabs.tsx'
import { Page } from '../../shell/page.tsx'
import { Courses } from './courses.tsx'
import { VIEWS } from './search.ts'
import { texts } from './texts.ts'
import { Timeline } from './timeline.tsx'
import { useView } from './use-view.ts'

export function OpenLearner({ agent }: { agent: string }): ReactNode {
  const t = useTexts(texts)
  const { number } = useFormats()
  const { tenant, search, change } = useView()
  const read = usePersonStatements(tenant, agent)
  const id = idOfAgent(agent) ?? agent
  const name = read.summaries.find(({ actor }) => actor?.label)?.actor?.label ?? id
  const actions = (
    <>
      <CopyCurl request={read.request} />
      <Link className="button" to="/t/$tenant/explorer" params={{ tenant }} search={{ agent }}>
        {t.inExplorer}
      </Link>
      <Link className="button" to="/t/$tenant/learner" params={{ tenant }} search={{}}>
        {t.all}
      </Link>
    </>
  )
  const count = number(read.summaries.length)
  const lead = (
    <>
      <code className="anywhere">{id.slice(0, 300)}</code>
      {read.pages.data && <> · {read.pages.hasNextPage ? t.read(count) : t.readAll(count)}</>}
    </>
  )
  return (
    <Page title={name.slice(0, 200)} lead={lead} actions={actions}>
      <Tabs
        label={t.views}
        tabs={VIEWS.map((one) => ({ name: one, label: t[one] }))}
        chosen={search.view ?? 'timeline'}
        onChoose={(view) => change({ view: view === 'timeline' ? undefined : view })}
      >
        {search.view === 'courses' ? (
          <Courses learner={id} summaries={read.summaries} />
        ) : (
          <Timeline read={read} agent={agent} />
        )}
      </Tabs>
    </Page>
  )
}
