/** Audit and evidence: who did what, that nothing of it was changed, and what may be removed. */
import './audit.css'
import { lazy, type ReactNode, Suspense } from 'react'
import { useTexts } from '../../language/language.ts'
import { Loading } from '../../parts/states.tsx'
import { Tabs } from '../../parts/tabs.tsx'
import { Page } from '../../shell/page.tsx'
import { ChainBadge } from './chain.tsx'
import { Evidence } from './evidence.tsx'
import { texts } from './texts.ts'
import { Trail } from './trail.tsx'
import { useView } from './use-view.ts'
import { Verify } from './verify.tsx'

// What may be removed is a room within the room, and loaded by who looks at it.
const Cases = lazy(async () => ({ default: (await import('./cases.tsx')).Cases }))
const Holds = lazy(async () => ({ default: (await import('./holds.tsx')).Holds }))
const Rules = lazy(async () => ({ default: (await import('./rules.tsx')).Rules }))

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
        <Suspense fallback={<Loading rows={6} />}>
          {view === 'cases' && <Cases />}
          {view === 'holds' && <Holds />}
          {view === 'rules' && <Rules />}
        </Suspense>
      </Tabs>
    </Page>
  )
}

/** What another view does not know of. */
const FORGOTTEN = { entry: undefined, case: undefined, make: undefined, rule: undefined }
