/** What is stored of a person, results alone or all, the newest first: each with its proof, which is shown in its place. */
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { idOfAgent } from '../../language/agent-id.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { isResult } from '../../language/result.ts'
import { holds } from '../../language/spelling.ts'
import type { Summary } from '../../language/statement-summary.ts'
import { Button } from '../../parts/button.tsx'
import { CopyCurl } from '../../parts/copy.tsx'
import { Field } from '../../parts/field.tsx'
import { usePersonStatements } from '../../parts/person-statements.ts'
import { SentenceWords, useWording } from '../../parts/sentence.tsx'
import { Empty, FailureNote, Loading, Refreshing } from '../../parts/states.tsx'
import { Value } from '../../parts/value.tsx'
import { proofTexts } from './proof-texts.ts'
import { ProofOf } from './proven.tsx'
import { changed, useView } from './use-view.ts'

/** More are shown when somebody wants them. */
const ROWS = 100
/** Whoever has more than these looks for words. */
const FEW = 5

export function Records({ person }: { person: string }): ReactNode {
  const t = useTexts(proofTexts)
  const { tenant, search } = useView()
  const { pages, summaries, request } = usePersonStatements(tenant, person)
  const wording = useWording()
  const [most, setMost] = useState(ROWS)
  const name = summaries.find(({ actor }) => actor?.label)?.actor?.label ?? idOfAgent(person) ?? person
  const kind = search.all === true ? summaries : summaries.filter(isResult)
  const words = search.words?.trim().split(/\s+/) ?? []
  const all = kind.filter((one) => {
    const sentence = wording.sentence(one)
    return words.every((word) => holds(sentence, word))
  })
  const shown = all.slice(0, most)
  const isShown = shown.some(({ id }) => id === search.statement)
  const more = () => {
    setMost(most + ROWS)
    if (all.length <= most) void pages.fetchNextPage()
  }
  const here = { to: '/t/$tenant/audit', params: { tenant } } as const
  return (
    <section className="card stack audit-frame" aria-label={t.recordsOf(name.slice(0, 200))}>
      <Refreshing isOn={pages.isFetching && !pages.isPending} />
      <div className="row spread">
        <h2>
          <Value>{t.recordsOf(name.slice(0, 200))}</Value>
        </h2>
        <div className="row">
          {search.name !== undefined && (
            <Link {...here} search={changed(search, { person: undefined, words: undefined, statement: undefined })}>
              {t.others}
            </Link>
          )}
          <CopyCurl request={request} />
        </div>
      </div>
      {search.statement !== undefined && !pages.isPending && !isShown && (
        <ProofOf key={search.statement} id={search.statement} />
      )}
      {pages.isPending && <Loading rows={6} />}
      {pages.error && <FailureNote error={pages.error} retry={() => void pages.refetch()} />}
      {summaries.length > 0 && (
        <div className="row spread">
          <h3>{search.all ? t.records : t.results}</h3>
          <Link {...here} search={changed(search, { all: search.all ? undefined : true })}>
            {search.all ? t.showResults : t.showAll}
          </Link>
        </div>
      )}
      {(kind.length > FEW || search.words !== undefined) && <Words />}
      {pages.data && shown.length === 0 && <Nothing isStored={summaries.length > 0} />}
      <ol role="list" className="audit-records" aria-label={search.all ? t.records : t.results}>
        {shown.map((one) => (
          <Record key={one.id} summary={one} />
        ))}
      </ol>
      {(all.length > most || pages.hasNextPage) && (
        <div>
          <Button onClick={more}>{t.older}</Button>
        </div>
      )}
    </section>
  )
}

/** Narrows the list while somebody types. */
function Words(): ReactNode {
  const t = useTexts(proofTexts)
  const { search, change } = useView()
  const [typed, setTyped] = useState(search.words ?? '')
  return (
    <div className="audit-words">
      <Field label={t.words}>
        {(control) => (
          <input
            {...control}
            type="search"
            value={typed}
            spellCheck={false}
            autoComplete="off"
            onChange={({ target }) => {
              setTyped(target.value)
              // A proof below a row that goes would take the focus with it.
              const words = target.value.trim() === '' ? undefined : target.value
              change({ words, statement: undefined }, true)
            }}
          />
        )}
      </Field>
    </div>
  )
}

function Nothing({ isStored }: { isStored: boolean }): ReactNode {
  const t = useTexts(proofTexts)
  return (
    <Empty title={isStored ? t.noResults : t.noRecords}>
      <p>{isStored ? t.noResultsLead : t.noRecordsLead}</p>
    </Empty>
  )
}

function Record({ summary }: { summary: Summary }): ReactNode {
  const t = useTexts(proofTexts)
  const { instant } = useFormats()
  const wording = useWording()
  const { tenant, search } = useView()
  const time = summary.timestamp ?? summary.stored ?? ''
  const isOpen = search.statement === summary.id
  const said = wording.sentence(summary)
  return (
    <li className="audit-record">
      <time className="audit-time" dateTime={time}>
        {instant(time)}
      </time>
      <p className="anywhere">
        <SentenceWords summary={summary} />
      </p>
      <Link
        to="/t/$tenant/audit"
        params={{ tenant }}
        search={changed(search, { statement: isOpen ? undefined : summary.id })}
        className="button"
        data-size="s"
        aria-label={isOpen ? t.closeThis(said) : t.proveThis(said)}
      >
        {isOpen ? t.close : t.prove}
      </Link>
      {isOpen && <ProofOf id={summary.id} />}
    </li>
  )
}
