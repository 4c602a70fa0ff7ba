/** The members of a tenant, what it uses and costs, and the tenant itself. */
import './people.css'
import type { ReactNode } from 'react'
import { useTexts } from '../../language/language.ts'
import { Tabs } from '../../parts/tabs.tsx'
import { Page } from '../../shell/page.tsx'
import { Members, MembersActions } from './members.tsx'
import { VIEWS } from './search.ts'
import { Settings, SettingsActions } from './settings.tsx'
import { texts } from './texts.ts'
import { UsageActions, UsageView } from './usage.tsx'
import { useView } from './use-tenant.ts'

export function PeoplePage(): ReactNode {
  const t = useTexts(texts)
  const { tenant, search, change } = useView()
  const view = search.view ?? 'members'
  const actions = {
    members: <MembersActions tenant={tenant} />,
    usage: <UsageActions tenant={tenant} />,
    settings: <SettingsActions tenant={tenant} />,
  }
  return (
    <Page title={t.title} actions={actions[view]}>
      <Tabs
        label={t.views}
        tabs={VIEWS.map((name) => ({ name, label: t[name] }))}
        chosen={view}
        onChoose={(name) => change({ view: name === 'members' ? undefined : name })}
      >
        {view === 'members' && <Members tenant={tenant} />}
        {view === 'usage' && <UsageView tenant={tenant} />}
        {view === 'settings' && <Settings tenant={tenant} />}
      </Tabs>
    </Page>
  )
}
