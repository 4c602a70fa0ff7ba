/** What a statement is connected with: what it refers to, what refers to it, and the others of its registration. */
import { useQueries, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Fragment, type ReactNode } from 'react'
import type { Statement } from '../../api/admin-api.ts'
import { readOf, useClient } from '../../api/use-api.ts'
import { useLanguage, useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { type Summary, summaryOf } from '../../language/statement-summary.ts'
import { useWording } from '../../parts/sentence.tsx'
import { FailureNote, Loading } from '../../parts/states.tsx'
import { texts } from './texts.ts'
import { VOIDED } from './void-dialog.tsx'

type ChainProps = { tenant: string; summary: Summary; isVoided: boolean }

export function Chain({ tenant, summary, isVoided }: ChainProps): ReactNode {
  const t = useTexts(texts)
  const targets = targetsOf(summary)
  return (
    <div className="stack">
      {targets.length > 0 && (
        <section className="stack" data-gap="s">
          <h3>{t.refersTo}</h3>
          <Targets tenant={tenant} ids={targets} />
        </section>
      )}
      <Referrers tenant={tenant} summary={summary} isVoided={isVoided} />
      <section className="stack" data-gap="s">
        <h3>{t.attempt}</h3>
        {summary.registration === undefined ? (
          <p className="muted small">{t.noAttempt}</p>
        ) : (
          <Attempt tenant={tenant} summary={summary} registration={summary.registration} />
        )}
      </section>
    </div>
  )
}

function targetsOf({ thing, statement }: Summary): string[] {
  const ids = [...(thing.kind === 'statement' ? [thing.id] : []), ...(statement === undefined ? [] : [statement])]
  return [...new Set(ids)]
}

function Targets({ tenant, ids }: { tenant: string; ids: string[] }): ReactNode {
  const client = useClient()
  const language = useLanguage()
  const reads = useQueries({ queries: ids.map((id) => readOf(client, 'getStatement', { parameters: { tenant, id } })) })
  return (
    <ul className="explorer-chain">
      {reads.map((read, i) => (
        <Fragment key={ids[i]}>
          {read.isPending && <Loading rows={1} />}
          {read.error && <FailureNote error={read.error} />}
          {read.data && <Step tenant={tenant} summary={summaryOf(read.data, language)} />}
        </Fragment>
      ))}
    </ul>
  )
}

/**
 * A list that a statement is in has those, too, that refer to it: so its own actor, verb and object are asked for, since it
 * was stored, and of what comes those stay that name it.
 */
function Referrers({ tenant, summary, isVoided }: ChainProps): ReactNode {
  const t = useTexts(texts)
  const client = useClient()
  const language = useLanguage()
  const { actor, verb, thing } = summary
  const query = {
    ...(actor?.agent !== undefined && { agent: actor.agent }),
    ...(verb && { verb: verb.id }),
    ...(thing.kind === 'activity' && { activity: thing.id }),
    ascending: 'true',
    limit: '200',
    ...(summary.stored !== undefined && { since: summary.stored }),
  }
  const read = useQuery(readOf(client, 'listStatements', { parameters: { tenant }, query }))
  if (read.isPending) return <Loading rows={2} />
  if (read.error) return <FailureNote error={read.error} retry={() => void read.refetch()} />
  const found = summariesIn(read.data, language).filter((one) => targetsOf(one).includes(summary.id))
  const others = found.filter((one) => one.verb?.id !== VOIDED)
  return (
    <>
      {isVoided && (
        <section className="stack" data-gap="s">
          <h3>{t.voidedBy}</h3>
          <VoidedBy tenant={tenant} summary={summary} />
        </section>
      )}
      <section className="stack" data-gap="s">
        <h3>{t.referredBy}</h3>
        {others.length === 0 ? (
          <p className="muted small">{t.noReferrers}</p>
        ) : (
          <Steps tenant={tenant} summaries={others} />
        )}
      </section>
    </>
  )
}

/** What voids a statement is found by all that finds the statement. */
export function VoidedBy({ tenant, summary }: { tenant: string; summary: Summary }): ReactNode {
  const t = useTexts(texts)
  const client = useClient()
  const language = useLanguage()
  const { actor, thing, registration } = summary
  const query = {
    verb: VOIDED,
    ...(actor?.agent !== undefined && { agent: actor.agent }),
    ...(thing.kind === 'activity' && { activity: thing.id }),
    ...(registration !== undefined && { registration }),
    limit: '200',
  }
  const read = useQuery(readOf(client, 'listStatements', { parameters: { tenant }, query }))
  if (read.isPending) return <Loading rows={1} />
  if (read.error) return <FailureNote error={read.error} retry={() => void read.refetch()} />
  const voiding = summariesIn(read.data, language).filter(
    ({ verb, thing: target }) =>
      verb?.id === VOIDED && target.kind === 'statement' && target.id.toLowerCase() === summary.id.toLowerCase(),
  )
  return voiding.length === 0 ? (
    <p className="small">{t.notFoundVoiding}</p>
  ) : (
    <Steps tenant={tenant} summaries={voiding} />
  )
}

function summariesIn(answer: object, language: string): Summary[] {
  const statements = 'statements' in answer ? (answer.statements as Statement[]) : []
  return statements.map((one) => summaryOf(one, language))
}

type AttemptProps = { tenant: string; summary: Summary; registration: string }

function Attempt({ tenant, summary, registration }: AttemptProps): ReactNode {
  const t = useTexts(texts)
  const { number } = useFormats()
  const client = useClient()
  const language = useLanguage()
  const query = { registration, ascending: 'true', limit: '200' }
  const read = useQuery(readOf(client, 'listStatements', { parameters: { tenant }, query }))
  if (read.isPending) return <Loading rows={4} />
  if (read.error) return <FailureNote error={read.error} retry={() => void read.refetch()} />
  const steps = summariesIn(read.data, language).sort((one, other) => timeOf(one) - timeOf(other))
  const hasMore = 'more' in read.data && read.data.more !== ''
  return (
    <>
      <p className="small muted">
        {t.attemptLead(number(steps.length))} {hasMore && t.attemptMore}{' '}
        <Link to="/t/$tenant/explorer" params={{ tenant }} search={{ registration }}>
          {t.openInList}
        </Link>
      </p>
      <Steps tenant={tenant} summaries={steps} current={summary.id} />
    </>
  )
}

const timeOf = ({ timestamp, stored }: Summary) => new Date(timestamp ?? stored ?? 0).getTime()

type StepsProps = { tenant: string; summaries: readonly Summary[]; current?: string }

const Steps = ({ tenant, summaries, current }: StepsProps): ReactNode => (
  <ul className="explorer-chain">
    {summaries.map((one) => (
      <Step key={one.id} tenant={tenant} summary={one} isCurrent={one.id === current} />
    ))}
  </ul>
)

function Step({
  tenant,
  summary,
  isCurrent = false,
}: {
  tenant: string
  summary: Summary
  isCurrent?: boolean
}): ReactNode {
  const { moment } = useFormats()
  const wording = useWording()
  return (
    <li>
      <Link
        from="/t/$tenant/explorer"
        to="/t/$tenant/explorer"
        params={{ tenant }}
        search={(before) => ({ ...before, statement: summary.id })}
        aria-current={isCurrent}
      >
        <time className="explorer-time" dateTime={summary.timestamp}>
          {moment(summary.timestamp ?? summary.stored ?? '')}
        </time>
        <span className="anywhere">
          {wording.sentence(summary)} <span className="muted small">{wording.result(summary.result).join(' · ')}</span>
        </span>
      </Link>
    </li>
  )
}
