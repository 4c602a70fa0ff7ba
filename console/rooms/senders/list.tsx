/** The senders as a table: those that somebody should look at first. */
import { Link } from '@tanstack/react-router'
import { type ReactNode, useId } from 'react'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { Button } from '../../parts/button.tsx'
import { ChoiceField } from '../../parts/choice-field.tsx'
import { Empty, FailureNote, Loading, Refreshing } from '../../parts/states.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { Value } from '../../parts/value.tsx'
import { healthOf, isShown, lastSeenOf, type SenderRow } from './health.ts'
import { HealthBadge, RuleSentence } from './health-words.tsx'
import { SHOWN } from './search.ts'
import { type SendersTexts, texts } from './texts.ts'
import { useSenders, useView } from './use-senders.ts'

export function SendersList({ tenant }: { tenant: string }): ReactNode {
  const t = useTexts(texts)
  const { number } = useFormats()
  const { search, change } = useView()
  const { credentials, senders, rows } = useSenders(tenant)
  const columns = useColumns(t, tenant)
  if (credentials.isPending || senders.isPending) return <Loading rows={6} />
  const failed = credentials.error ?? senders.error
  if (failed && rows.length === 0)
    return (
      <FailureNote
        error={failed}
        retry={() => {
          void credentials.refetch()
          void senders.refetch()
        }}
      />
    )
  if (rows.length === 0) return <NoSenders />
  const now = Date.now()
  const shown = rows.filter((row) => isShown(row, search, now))
  return (
    <>
      <Tools />
      {failed && <FailureNote error={failed} retry={() => void senders.refetch()} />}
      <p className="small muted" role="status">
        {t.loaded(number(shown.length))}
      </p>
      {shown.length === 0 ? (
        <Empty title={t.none}>
          <p>{t.noneLead}</p>
          <Button onClick={() => change({ find: undefined, show: undefined })}>{t.showAllAgain}</Button>
        </Empty>
      ) : (
        <div style={{ position: 'relative' }}>
          <Refreshing isOn={senders.isFetching || credentials.isFetching} />
          <Table caption={t.title} columns={columns} rows={shown} keyOf={({ key }) => key} />
        </div>
      )}
      {credentials.hasNextPage && (
        <div>
          <Button onClick={() => void credentials.fetchNextPage()}>{t.loadMore}</Button>
        </div>
      )}
      <p className="small muted">{t.countsNote}</p>
    </>
  )
}

function Tools(): ReactNode {
  const t = useTexts(texts)
  const id = useId()
  const { search, change } = useView()
  const names = { refused: t.showRefused, unused: t.showUnused, ending: t.showEnding }
  return (
    <div className="senders-tools">
      <div className="field senders-find">
        <label htmlFor={id}>{t.find}</label>
        <input
          id={id}
          className="input"
          type="search"
          value={search.find ?? ''}
          onChange={(event) => change({ find: event.target.value || undefined }, true)}
        />
      </div>
      <ChoiceField
        label={t.show}
        value={search.show ?? ''}
        choices={[{ value: '', label: t.showAll }, ...SHOWN.map((value) => ({ value, label: names[value] }))]}
        onChoose={(show) => change({ show: show || undefined })}
      />
    </div>
  )
}

function NoSenders(): ReactNode {
  const t = useTexts(texts)
  return (
    <Empty title={t.noneYet}>
      <p>{t.noneYetLead}</p>
    </Empty>
  )
}

function useColumns(t: SendersTexts, tenant: string): Column<SenderRow>[] {
  const { number, ago, instant } = useFormats()
  return [
    { name: 'sender', title: t.sender, cell: (row) => <SenderName row={row} tenant={tenant} /> },
    { name: 'state', title: t.state, cell: (row) => <HealthBadge health={healthOf(row, Date.now())} /> },
    {
      name: 'seen',
      title: t.lastSeen,
      cell: (row) => {
        const seen = lastSeenOf(row)
        return seen === undefined ? (
          <span className="muted">{t.never}</span>
        ) : (
          <time className="senders-time" dateTime={seen} title={instant(seen)}>
            {ago(seen)}
          </time>
        )
      },
    },
    { name: 'accepted', title: t.accepted, isNumber: true, cell: ({ sender }) => number(sender?.accepted ?? 0) },
    { name: 'refused', title: t.refused, isNumber: true, cell: ({ sender }) => number(sender?.refused ?? 0) },
    {
      name: 'rule',
      title: t.brokenMost,
      cell: ({ sender }) => {
        const [most] = sender?.rules ?? []
        if (most === undefined)
          return (sender?.refused ?? 0) > 0 && <span className="small muted">{t.noRuleShort}</span>
        return <RuleSentence broken={most} className="senders-rule small" />
      },
    },
  ]
}

function SenderName({ row: { key, label }, tenant }: { row: SenderRow; tenant: string }): ReactNode {
  return (
    <span className="senders-name">
      <Link
        from="/t/$tenant/senders"
        to="/t/$tenant/senders"
        params={{ tenant }}
        search={(before) => ({ ...before, credential: key })}
        className="cut"
        title={label}
      >
        <Value>{label.slice(0, 200)}</Value>
      </Link>
      {label !== key && <code className="senders-key cut">{key}</code>}
    </span>
  )
}
