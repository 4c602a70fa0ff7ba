/** What somebody looks for by a name or an identifier: what an identifier is of is opened, and names are found in the lake. */
import './find.css'
import { Navigate, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { isolated } from '../../language/bidi.ts'
import { useTexts } from '../../language/language.ts'
import { LEAST } from '../../parts/find-form.tsx'
import { FoundActivities } from '../../parts/found-activities.tsx'
import { FoundPeople } from '../../parts/found-people.tsx'
import { FailureNote, Loading } from '../../parts/states.tsx'
import { Value } from '../../parts/value.tsx'
import { Page } from '../../shell/page.tsx'
import { PersonProofs } from '../../shell/proof-link.tsx'
import { PlaceLink, placeOf } from './links.tsx'
import { readSearch, type Search } from './search.ts'
import { texts } from './texts.ts'
import { type Candidate, useKnown } from './use-known.ts'

function useView() {
  const { tenant } = useParams({ from: '/t/$tenant/find' })
  const search = readSearch(useSearch({ from: '/t/$tenant/find' }))
  const navigate = useNavigate({ from: '/t/$tenant/find' })
  const change = (by: Search) => void navigate({ search: (before) => ({ ...before, ...by }) })
  return { tenant, search, change }
}

export function FindPage(): ReactNode {
  const t = useTexts(texts)
  const { search } = useView()
  const text = search.text?.trim() ?? ''
  if (text.length < LEAST)
    return (
      <Page title={t.title}>
        <div className="empty">
          <h2>{text === '' ? t.nothingTyped : t.tooShort}</h2>
          <p>{t.howTo}</p>
        </div>
      </Page>
    )
  return (
    <Page
      title={t.title}
      lead={
        <span className="anywhere">
          {t.lookedFor} <Value className="find-text">{text.slice(0, 300)}</Value>
        </span>
      }
    >
      <Answer key={text} text={text} />
    </Page>
  )
}

function Answer({ text }: { text: string }): ReactNode {
  const t = useTexts(texts)
  const { tenant } = useView()
  const { candidates, known, isPending, error, retry } = useKnown(tenant, text)
  const [only, another] = known
  if (isPending)
    return (
      <>
        <p className="visually-hidden">{t.looking}</p>
        <Loading rows={4} />
      </>
    )
  // Whoever goes back comes to where they looked for it, and not here.
  if (only !== undefined && another === undefined) return <Navigate {...placeOf(tenant, only)} replace />
  return (
    <div className="stack">
      {error && <FailureNote error={error} retry={retry} />}
      {another !== undefined && <Several known={known} text={text} />}
      {candidates.length > 0 && known.length === 0 && !error && <Unknown candidates={candidates} />}
      <Lists text={text} />
    </div>
  )
}

function Several({ known, text }: { known: readonly Candidate[]; text: string }): ReactNode {
  const t = useTexts(texts)
  return (
    <section className="card" aria-label={t.several}>
      <h2>{t.several}</h2>
      <ul className="find-places">
        {known.map((one) => (
          <li key={one.kind}>
            <span className="muted">{t[one.kind]}</span> <PlaceLink {...one} name={text.slice(0, 200)} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Unknown({ candidates }: { candidates: readonly Candidate[] }): ReactNode {
  const t = useTexts(texts)
  return (
    <div className="note" role="status">
      <h2>{candidates.some(({ kind }) => kind === 'statement') ? t.noStatement : t.unknown}</h2>
      <p>{t.unknownLead}</p>
    </div>
  )
}

function Lists({ text }: { text: string }): ReactNode {
  const { tenant, search, change } = useView()
  return (
    <div className="find-lists">
      <FoundPeople
        tenant={tenant}
        text={text}
        isAllYears={search.allPeople === true}
        onAllYears={() => change({ allPeople: true })}
      >
        {({ agent, name }) => (
          <>
            <PlaceLink kind="person" id={agent} name={name} />{' '}
            <PersonProofs tenant={tenant} agent={agent} of={isolated(name)} className="small" />
          </>
        )}
      </FoundPeople>
      <FoundActivities
        tenant={tenant}
        text={text}
        isAllYears={search.allActivities === true}
        onAllYears={() => change({ allActivities: true })}
      >
        {({ id, name }) => <PlaceLink kind="activity" id={id} name={name} />}
      </FoundActivities>
    </div>
  )
}
