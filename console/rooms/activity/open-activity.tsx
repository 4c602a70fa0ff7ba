/** One activity, with its sides. */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useRead } from '../../api/use-api.ts'
import { useLanguage, useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { endOf, summaryOf } from '../../language/statement-summary.ts'
import { Copy } from '../../parts/copy.tsx'
import { Tabs } from '../../parts/tabs.tsx'
import { Page } from '../../shell/page.tsx'
import { Items } from './items.tsx'
import { Parts } from './parts.tsx'
import { Results } from './results-view.tsx'
import { VIEWS } from './search.ts'
import { texts } from './texts.ts'
import { LAKE_DAYS, useView } from './use-view.ts'

export function OpenActivity({ activity }: { activity: string }): ReactNode {
  const t = useTexts(texts)
  const { tenant, search, change } = useView()
  const { number } = useFormats()
  const name = useName(tenant, activity)
  const actions = (
    <>
      <Link className="button" to="/t/$tenant/explorer" params={{ tenant }} search={{ activity, related: true }}>
        {t.inExplorer}
      </Link>
      <Link className="button" to="/t/$tenant/activity" params={{ tenant }} search={{}}>
        {t.all}
      </Link>
    </>
  )
  const lead = (
    <span className="activity-iri">
      <code className="anywhere">{activity.slice(0, 400)}</code>
      <Copy text={activity} label={t.iri} isShort />
    </span>
  )
  return (
    <Page title={name} lead={lead} actions={actions}>
      <Tabs
        label={t.views}
        tabs={VIEWS.map((one) => ({ name: one, label: t[one] }))}
        chosen={search.view ?? 'results'}
        onChoose={(view) => change({ view: view === 'results' ? undefined : view })}
      >
        {(search.view === 'parts' || search.view === 'items') && (
          <p className="small muted">{t.ofDays(number(LAKE_DAYS))}</p>
        )}
        {search.view === 'parts' && <Parts activity={activity} />}
        {search.view === 'items' && <Items activity={activity} />}
        {search.view === undefined || search.view === 'results' ? <Results activity={activity} /> : null}
      </Tabs>
    </Page>
  )
}

/** As the latest statement about it says. */
function useName(tenant: string, activity: string): string {
  const language = useLanguage()
  const read = useRead('listStatements', { parameters: { tenant }, query: { activity, limit: '1' } })
  const answer = read.data
  const [latest] = answer && 'statements' in answer ? (answer.statements as unknown[]) : []
  const { thing } = summaryOf(latest, language)
  return (thing.kind === 'activity' && thing.id === activity ? thing.label : endOf(activity)).slice(0, 200)
}
