/** One entry of the trail: who did what and when, why, and what it changed. */

import { Link } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef } from 'react'
import type { AuditEntry } from '../../api/admin-api.ts'
import { isolated, withVisibleControls } from '../../language/bidi.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { Button } from '../../parts/button.tsx'
import { Copy } from '../../parts/copy.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Table } from '../../parts/table.tsx'
import { Value } from '../../parts/value.tsx'
import { actText, actTexts } from './acts.ts'
import { texts } from './texts.ts'
import { changesOf, statementsOf } from './trail-query.ts'
import { useView } from './use-view.ts'

const TONES = { done: 'good', begun: 'warn', refused: 'bad' } as const

export function Outcome({ of }: { of: AuditEntry['outcome'] }): ReactNode {
  const t = useTexts(texts)
  return (
    <>
      {' '}
      <span className="badge" data-tone={TONES[of]}>
        {t[of]}
      </span>
    </>
  )
}

type EntryProps = { entry: AuditEntry | undefined; onClose: () => void }

export function Entry({ entry, onClose }: EntryProps): ReactNode {
  const t = useTexts(texts)
  const panel = useRef<HTMLElement>(null)
  useEffect(() => {
    // Where the list is hidden, whoever opened an entry is in it now.
    if (matchMedia('(max-width: 74.99rem)').matches) panel.current?.focus()
  }, [])
  return (
    <article className="card stack audit-entry" ref={panel} tabIndex={-1} aria-label={t.anEntry}>
      <div className="row spread">
        <Button size="s" className="button audit-back" onClick={onClose}>
          {t.back}
        </Button>
        <Copy text={location.href} label={t.copyLink} />
        <Button kind="quiet" size="s" aria-label={t.close} onClick={onClose}>
          <Icon name="close" />
        </Button>
      </div>
      {entry === undefined ? <p className="muted">{t.notLoaded}</p> : <Told entry={entry} />}
    </article>
  )
}

function Told({ entry }: { entry: AuditEntry }): ReactNode {
  const t = useTexts(texts)
  const acts = useTexts(actTexts)
  const { change } = useView()
  return (
    <>
      <h2 className="anywhere">
        <Value>{entry.who.id}</Value> {actText(entry.act, acts)}
      </h2>
      <Facts entry={entry} />
      {entry.outcome === 'begun' && <p className="note">{t.beganLead}</p>}
      <div className="row">
        <Button size="s" onClick={() => change({ who: entry.who.id })}>
          <Icon name="filter" />
          <Value className="cut audit-chip">{t.onlyThis(isolated(entry.who.id))}</Value>
        </Button>
        <Button size="s" onClick={() => change({ act: entry.act })}>
          <Icon name="filter" />
          <span className="cut audit-chip">{t.onlyAct}</span>
        </Button>
      </div>
      <Changes entry={entry} />
      {entry.what && Object.keys(entry.what).length > 0 && (
        <section className="stack" data-gap="s">
          <h3>{t.told}</h3>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keys (WCAG 2.1.1) */}
          <pre className="code audit-json" data-wrap="true" tabIndex={0} role="region" aria-label={t.told}>
            {withVisibleControls(JSON.stringify(entry.what, null, 2))}
          </pre>
        </section>
      )}
      <Statements entry={entry} />
    </>
  )
}

function Facts({ entry }: { entry: AuditEntry }): ReactNode {
  const t = useTexts(texts)
  const { instant } = useFormats()
  return (
    <dl className="facts">
      <dt>{t.happened}</dt>
      <dd>
        <time dateTime={entry.at}>{instant(entry.at)}</time>
      </dd>
      <dt>{t.stored}</dt>
      <dd>
        <time dateTime={entry.stored}>{instant(entry.stored)}</time>
      </dd>
      <dt>{t.actor}</dt>
      <dd>
        <span className="badge">{entry.who.kind}</span> <Value>{entry.who.id}</Value>
      </dd>
      <dt>{t.act}</dt>
      <dd>
        <code>{entry.act}</code>
      </dd>
      <dt>{t.outcome}</dt>
      <dd>
        <Outcome of={entry.outcome} />
      </dd>
      {entry.reason !== undefined && (
        <>
          <dt>{t.reason}</dt>
          <dd>
            <Value>{entry.reason}</Value>
          </dd>
        </>
      )}
      {entry.requestId !== undefined && (
        <>
          <dt>{t.request}</dt>
          <dd>
            <code>{entry.requestId}</code>
          </dd>
        </>
      )}
    </dl>
  )
}

function Changes({ entry }: { entry: AuditEntry }): ReactNode {
  const t = useTexts(texts)
  const changes = changesOf(entry)
  if (changes.length === 0) return null
  return (
    <section className="stack" data-gap="s">
      <h3>{t.changed}</h3>
      <Table
        caption={t.changed}
        rows={changes}
        keyOf={({ name }) => name}
        columns={[
          { name: 'member', title: t.member, cell: ({ name }) => <code>{name}</code> },
          { name: 'old', title: t.old, cell: ({ old }) => <Value className="anywhere">{old}</Value> },
          { name: 'now', title: t.now, cell: ({ now }) => <Value className="anywhere">{now}</Value> },
        ]}
      />
    </section>
  )
}

function Statements({ entry }: { entry: AuditEntry }): ReactNode {
  const t = useTexts(texts)
  const { tenant } = useView()
  const ids = statementsOf(entry)
  if (ids.length === 0) return null
  return (
    <section className="stack" data-gap="s">
      <h3>{t.statements}</h3>
      <ul className="audit-plain">
        {ids.map((id) => (
          <li key={id}>
            <Link to="/t/$tenant/explorer" params={{ tenant }} search={{ statement: id }}>
              <code>{id}</code>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
