/** Audit and evidence: who did what, that nothing of it was changed, and what may be removed. */
import './audit.css'
import type { ReactNode } from 'react'
import { useTexts } from '../../language/language.ts'
import { Tabs } from '../../parts/tabs.tsx'
import { Page } from '../../shell/page.tsx'
import { Cases } from './cases.tsx'
import { ChainBadge } from './chain.tsx'
import { Evidence } from './evidence.tsx'
import { Holds } from './holds.tsx'
import { Rules } from './rules.tsx'
import { texts } from './texts.ts'
import { Trail } from './trail.tsx'
import { useView } from './use-view.ts'
import { Verify } from './verify.tsx'

const VIEWS = ['trail', 'evidence', 'verify', 'cases', 'holds', 'rules'] as const

export function AuditPage(): ReactNode {
  const t = useTexts(texts)
  const { search, change } = useView()
  const view = search.show ?? 'trail'
  return (
    <Page title={t.title} actions={<ChainBadge />}>
      <Tabs
        label={t.views}
        tabs={VIEWS.map((name) => ({ name, label: t[name] }))}
        chosen={view}
        onChoose={(name) => change({ ...FORGOTTEN, show: name === 'trail' ? undefined : name })}
      >
        {view === 'trail' && <Trail />}
        {view === 'evidence' && <Evidence />}
        {view === 'verify' && <Verify />}
        {view === 'cases' && <Cases />}
        {view === 'holds' && <Holds />}
        {view === 'rules' && <Rules />}
      </Tabs>
    </Page>
  )
}

/** What another view does not know of. */
const FORGOTTEN = { entry: undefined, case: undefined, make: undefined, rule: undefined }
