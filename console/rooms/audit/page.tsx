/** Audit and evidence: proofs that nothing was changed, who did what, and what may be removed. */
import './audit.css'
import { lazy, type ReactNode, Suspense } from 'react'
import { useTexts } from '../../language/language.ts'
import { Loading } from '../../parts/states.tsx'
import { Tabs } from '../../parts/tabs.tsx'
import { Page } from '../../shell/page.tsx'
import { ChainBadge } from './chain.tsx'
import { Proof } from './proof.tsx'
import type { Search } from './search.ts'
import { texts } from './texts.ts'
import { useView } from './use-view.ts'

// Each other view is a room within the room, and loaded by who looks at it.
const Trail = lazy(async () => ({ default: (await import('./trail.tsx')).Trail }))
const Evidence = lazy(async () => ({ default: (await import('./evidence.tsx')).Evidence }))
const Verify = lazy(async () => ({ default: (await import('./verify.tsx')).Verify }))
const Cases = lazy(async () => ({ default: (await import('./cases.tsx')).Cases }))
const Holds = lazy(async () => ({ default: (await import('./holds.tsx')).Holds }))
const Rules = lazy(async () => ({ default: (await import('./rules.tsx')).Rules }))

const VIEWS = ['proof', 'trail', 'evidence', 'verify', 'cases', 'holds', 'rules'] as const

export function AuditPage(): ReactNode {
  const t = useTexts(texts)
  const { search, change } = useView()
  const view = search.show ?? 'proof'
  return (
    <Page title={t.title} actions={<ChainBadge />}>
      <Tabs
        label={t.views}
        tabs={VIEWS.map((name) => ({ name, label: t[name] }))}
        chosen={view}
        onChoose={(name) => change(name === 'proof' ? nothingOf(search) : { ...FORGOTTEN, show: name })}
      >
        {view === 'proof' && <Proof />}
        <Suspense fallback={<Loading rows={6} />}>
          {view === 'trail' && <Trail />}
          {view === 'evidence' && <Evidence />}
          {view === 'verify' && <Verify />}
          {view === 'cases' && <Cases />}
          {view === 'holds' && <Holds />}
          {view === 'rules' && <Rules />}
        </Suspense>
      </Tabs>
    </Page>
  )
}

/** What another view does not know of. */
const FORGOTTEN = {
  ...{ entry: undefined, case: undefined, make: undefined, rule: undefined },
  ...{ name: undefined, allYears: undefined, person: undefined, all: undefined, words: undefined },
  ...{ statement: undefined },
}

/** The first view begins anew: a filter of the trail would lead there. */
const nothingOf = (search: Search) => Object.fromEntries(Object.keys(search).map((name) => [name, undefined]))
