/** Registration by registration: when it began, what came of it, and what happened in it. */
import { Link } from '@tanstack/react-router'
import { type ReactNode, useMemo } from 'react'
import { idOfAgent } from '../../language/agent-id.ts'
import { useLanguage, useTexts } from '../../language/language.ts'
import { lastingSeconds } from '../../language/lasting.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { isResult } from '../../language/result.ts'
import { type Summary, secondsOf } from '../../language/statement-summary.ts'
import { Button } from '../../parts/button.tsx'
import { TimelineChart, type TimelineRow } from '../../parts/chart-timeline.tsx'
import type { PersonStatements } from '../../parts/person-statements.ts'
import { useWording } from '../../parts/sentence.tsx'
import { Empty, FailureNote, Loading, Refreshing } from '../../parts/states.tsx'
import type { Column } from '../../parts/table.tsx'
import { Value } from '../../parts/value.tsx'
import { ProofLink } from '../../shell/proof-link.tsx'
import { type Journey, journeysOf } from './journeys.ts'
import { texts } from './texts.ts'
import { useView } from './use-view.ts'

const MOST_ROWS = 15

export function Timeline({ read, agent }: { read: PersonStatements; agent: string }): ReactNode {
  const t = useTexts(texts)
  const { pages, summaries } = read
  const journeys = useMemo(() => journeysOf(summaries), [summaries])
  if (pages.isPending) return <Loading rows={8} />
  if (pages.error && summaries.length === 0)
    return <FailureNote error={pages.error} retry={() => void pages.refetch()} />
  if (journeys.length === 0) return <Nobody agent={agent} />
  return (
    <div className="stack learner-timeline">
      <Refreshing isOn={pages.isFetching} />
      <Totals journeys={journeys} />
      <div className="card">
        <Picture journeys={journeys.slice(0, MOST_ROWS)} />
      </div>
      <ul role="list" className="stack" data-gap="s" aria-label={t.journeys}>
        {journeys.map((journey) => (
          <JourneyCard key={journey.key} journey={journey} agent={agent} />
        ))}
      </ul>
      {pages.isFetchNextPageError && <FailureNote error={pages.error} />}
      {pages.hasNextPage && (
        <div>
          <Button onClick={() => void pages.fetchNextPage()}>{t.older}</Button>
        </div>
      )}
    </div>
  )
}

function Totals({ journeys }: { journeys: readonly Journey[] }): ReactNode {
  const t = useTexts(texts)
  const { number } = useFormats()
  const language = useLanguage()
  const count = (outcome: Journey['outcome']) => number(journeys.filter((one) => one.outcome === outcome).length)
  const seconds = journeys.reduce((sum, one) => sum + (one.seconds ?? 0), 0)
  const tiles = [
    { name: t.journeys, value: number(journeys.length) },
    { name: t.passedCount, value: count('passed') },
    { name: t.failedCount, value: count('failed') },
    { name: t.timeSpent, value: lastingSeconds(seconds, language) },
  ]
  return (
    <dl className="learner-tiles">
      {tiles.map(({ name, value }) => (
        <div key={name} className="card">
          <dt className="small muted">{name}</dt>
          <dd className="learner-figure">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Picture({ journeys }: { journeys: readonly Journey[] }): ReactNode {
  const t = useTexts(texts)
  const { day, number } = useFormats()
  const columns: Column<TimelineRow>[] = [
    { name: 'course', title: t.course, cell: ({ label }) => label },
    { name: 'first', title: t.first, cell: ({ from }) => day(new Date(from).toISOString()) },
    { name: 'latest', title: t.latest, cell: ({ to }) => day(new Date(to).toISOString()) },
    {
      name: 'result',
      title: t.result,
      cell: ({ marks }) => marks.map(({ kind }) => t[kind]).join(', ') || t.openState,
    },
  ]
  return (
    <TimelineChart
      name={t.chart(number(journeys.length))}
      kinds={{ passed: t.legendPassed, failed: t.legendFailed, completed: t.legendCompleted }}
      rows={journeys.map(({ key, name, from, to, attempts }) => ({
        ...{ key, from, to, label: name || t.noName },
        marks: attempts.map(({ at, outcome }) => ({ at, kind: outcome })),
      }))}
      columns={columns}
      day={(at) => day(new Date(at).toISOString())}
    />
  )
}

const TONES = { passed: 'good', failed: 'bad', completed: 'accent', open: 'plain' } as const

function JourneyCard({ journey, agent }: { journey: Journey; agent: string }): ReactNode {
  const t = useTexts(texts)
  const { number, percent, day } = useFormats()
  const language = useLanguage()
  const { tenant, search, change } = useView()
  const { key, name, registration, outcome, attempts, bestScore, seconds, from, to } = journey
  const isOpen = search.registration === key
  const [first, last] = [from, to].map((at) => day(new Date(at).toISOString()))
  const facts = [
    first === last ? first : `${first} – ${last}`,
    ...(attempts.length > 0 ? [t.attempts(number(attempts.length))] : []),
    ...(bestScore === undefined ? [] : [t.best(percent(bestScore))]),
    ...(seconds === undefined ? [] : [lastingSeconds(seconds, language)]),
  ]
  return (
    <li className="card learner-journey">
      <button
        type="button"
        className="learner-head"
        aria-expanded={isOpen}
        onClick={() => change({ registration: isOpen ? undefined : key })}
      >
        <span className="learner-name">
          <Value>{(name || t.noName).slice(0, 200)}</Value>
        </span>
        <span className="badge" data-tone={TONES[outcome]}>
          {outcome === 'open' ? t.openState : t[outcome]}
        </span>
        <span className="small muted learner-facts">{facts.join(' · ')}</span>
      </button>
      {isOpen && (
        <div className="stack" data-gap="s">
          <p className="small muted">
            {registration === undefined ? (
              t.noRegistration
            ) : (
              <>
                {t.registration} <code className="anywhere">{registration}</code>
              </>
            )}
            {' · '}
            <Link
              to="/t/$tenant/explorer"
              params={{ tenant }}
              search={registration === undefined ? { agent, activity: key } : { agent, registration }}
            >
              {t.explore}
            </Link>
          </p>
          <Happened summaries={journey.summaries} />
        </div>
      )}
    </li>
  )
}

function Happened({ summaries }: { summaries: readonly Summary[] }): ReactNode {
  const t = useTexts(texts)
  const { instant } = useFormats()
  const { tenant } = useView()
  const resultOf = useResult()
  const wording = useWording()
  return (
    <ol role="list" className="learner-events" aria-label={t.did}>
      {summaries.map((one) => {
        const time = one.timestamp ?? one.stored ?? ''
        const thing = one.thing.kind === 'activity' ? one.thing.label : ''
        return (
          <li key={one.id}>
            <Link className="learner-event" to="/t/$tenant/explorer" params={{ tenant }} search={{ statement: one.id }}>
              <time className="muted small" dateTime={time}>
                {instant(time)}
              </time>
              <span className="anywhere">
                <strong>
                  <Value>{one.verb?.label.slice(0, 100)}</Value>
                </strong>{' '}
                <Value>{thing.slice(0, 200)}</Value>
              </span>
              <span className="muted small">{resultOf(one).join(' · ')}</span>
            </Link>
            {isResult(one) && <ProofLink tenant={tenant} id={one.id} of={wording.sentence(one)} kind="link" />}
          </li>
        )
      })}
    </ol>
  )
}

function useResult(): (summary: Summary) => string[] {
  const t = useTexts(texts)
  const { percent } = useFormats()
  const language = useLanguage()
  return ({ result: { score, success, duration, response } }) => {
    const seconds = duration === undefined ? undefined : secondsOf(duration)
    return [
      ...(score?.scaled === undefined ? [] : [percent(score.scaled)]),
      ...(success === undefined ? [] : [success ? t.passed : t.failed]),
      ...(response === undefined ? [] : [`“${response.slice(0, 60)}”`]),
      ...(seconds === undefined ? [] : [lastingSeconds(seconds, language)]),
    ]
  }
}

/** The same text may be a part of how others are named: a mailbox often is the name of an account. */
function Nobody({ agent }: { agent: string }): ReactNode {
  const t = useTexts(texts)
  const { tenant } = useView()
  const part =
    (idOfAgent(agent) ?? '')
      .replace(/^mailto:/, '')
      .split('|')
      .at(-1) ?? ''
  return (
    <Empty title={t.nothing}>
      <p>{t.nothingLead}</p>
      {part !== '' && (
        <Link className="button" to="/t/$tenant/find" params={{ tenant }} search={{ text: part }}>
          {t.lookForIt}
        </Link>
      )}
    </Empty>
  )
}
