/** The tenants of the deployment, for its owners: where each is in its life, and what it costs. */
import './tenants.css'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useMemo } from 'react'
import type { Tenant } from '../../api/admin-api.ts'
import { useClient, useRead } from '../../api/use-api.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { Button } from '../../parts/button.tsx'
import { ChoiceField } from '../../parts/choice-field.tsx'
import { CopyCurl } from '../../parts/copy.tsx'
import { Field } from '../../parts/field.tsx'
import { Empty, FailureNote, Loading, Refreshing } from '../../parts/states.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { Value } from '../../parts/value.tsx'
import { useMe } from '../../shell/access.ts'
import { Page } from '../../shell/page.tsx'
import { NewTenantDialog } from './new-tenant-dialog.tsx'
import { SHOWN } from './search.ts'
import { texts } from './texts.ts'
import { isShown, type State, statesOf, useTenantPages, useView } from './use-tenants.ts'

export function TenantsPage(): ReactNode {
  const t = useTexts(texts)
  const me = useMe()
  const client = useClient()
  const { search, change } = useView()
  if (!me.isOwner)
    return (
      <Page title={t.title}>
        <Empty title={t.ownersOnly}>
          <p>{t.ownersOnlyLead}</p>
        </Empty>
      </Page>
    )
  const actions = (
    <>
      <CopyCurl request={client.requestOf('listTenants', {})} />
      <Button kind="primary" onClick={() => change({ new: true })}>
        {t.newTenant}
      </Button>
    </>
  )
  return (
    <Page title={t.title} lead={t.lead} actions={actions}>
      <div className="stack">
        <List />
      </div>
      {search.new && <NewTenantDialog onClose={() => change({ new: undefined })} />}
    </Page>
  )
}

function List(): ReactNode {
  const t = useTexts(texts)
  const { number } = useFormats()
  const { search, change } = useView()
  const read = useTenantPages()
  const columns = useColumns(search.cost === true)
  if (read.isPending) return <Loading rows={6} />
  if (read.data === undefined) return <FailureNote error={read.error} retry={() => void read.refetch()} />
  const all = read.data.pages.flatMap(({ items }) => items)
  if (all.length === 0)
    return (
      <Empty title={t.noneYet}>
        <p>{t.noneYetLead}</p>
      </Empty>
    )
  const shown = all.filter((tenant) => isShown(tenant, search))
  return (
    <>
      <Tools />
      <p className="small muted" role="status">
        {t.loaded(number(shown.length))}
      </p>
      {shown.length === 0 ? (
        <Empty title={t.none}>
          <p>{t.noneLead}</p>
          <Button onClick={() => change({ find: undefined, show: undefined })}>{t.showAllAgain}</Button>
        </Empty>
      ) : (
        <div className="tenants-list">
          <Refreshing isOn={read.isFetching} />
          <Table caption={t.title} columns={columns} rows={shown} keyOf={({ id }) => id} />
        </div>
      )}
      {read.hasNextPage && (
        <div>
          <Button onClick={() => void read.fetchNextPage()}>{t.loadMore}</Button>
        </div>
      )}
    </>
  )
}

function Tools(): ReactNode {
  const t = useTexts(texts)
  const { search, change } = useView()
  return (
    <div className="tenants-tools">
      <Field label={t.find}>
        {(control) => (
          <input
            {...control}
            type="search"
            value={search.find ?? ''}
            onChange={(event) => change({ find: event.target.value || undefined }, true)}
          />
        )}
      </Field>
      <ChoiceField
        label={t.show}
        value={search.show ?? ''}
        choices={[{ value: '', label: t.showAll }, ...SHOWN.map((value) => ({ value, label: t[value] }))]}
        onChoose={(show) => change({ show: show || undefined })}
      />
      <label className="check">
        <input
          type="checkbox"
          checked={search.cost === true}
          onChange={(event) => change({ cost: event.target.checked || undefined })}
        />
        {t.showCost}
      </label>
    </div>
  )
}

const TONES: { [state in State]: 'good' | 'warn' | 'bad' | 'accent' } = {
  going: 'bad',
  leaving: 'bad',
  suspended: 'warn',
  held: 'accent',
}

function useColumns(hasCost: boolean): Column<Tenant>[] {
  const t = useTexts(texts)
  const { day, number } = useFormats()
  const cost: Column<Tenant> = { name: 'cost', title: t.cost, isNumber: true, cell: ({ id }) => <Cost tenant={id} /> }
  return [
    { name: 'tenant', title: t.tenant, cell: (tenant) => <Name tenant={tenant} /> },
    { name: 'state', title: t.state, cell: (tenant) => <States tenant={tenant} /> },
    { name: 'version', title: t.version, cell: ({ defaultVersion }) => defaultVersion },
    {
      name: 'quotas',
      title: t.quotas,
      cell: ({ quotas }) => {
        const count = Object.keys(quotas).length
        return count === 0 ? <span className="muted">{t.noQuotas}</span> : t.quotasOf(number(count))
      },
    },
    ...(hasCost ? [cost] : []),
    {
      name: 'created',
      title: t.created,
      cell: ({ created }) =>
        created && (
          <time className="tenants-time" dateTime={created}>
            {day(created)}
          </time>
        ),
    },
    { name: 'acts', title: <span className="visually-hidden">{t.acts}</span>, cell: ({ id }) => <Acts tenant={id} /> },
  ]
}

function Name({ tenant: { id, name } }: { tenant: Tenant }): ReactNode {
  return (
    <span className="tenants-name">
      <Link to="/t/$tenant" params={{ tenant: id }}>
        {id}
      </Link>
      {name !== id && (
        <Value className="small muted cut" title={name}>
          {name.slice(0, 200)}
        </Value>
      )}
    </span>
  )
}

function States({ tenant }: { tenant: Tenant }): ReactNode {
  const t = useTexts(texts)
  const states = statesOf(tenant)
  if (states.length === 0)
    return (
      <span className="badge" data-tone="good">
        {t.works}
      </span>
    )
  return (
    <span className="row">
      {states.map((state) => (
        <span key={state} className="badge" data-tone={TONES[state]}>
          {t[state]}
        </span>
      ))}
    </span>
  )
}

function Acts({ tenant }: { tenant: string }): ReactNode {
  const t = useTexts(texts)
  return (
    <span className="row tenants-acts">
      <Link
        to="/t/$tenant/people"
        params={{ tenant }}
        search={{ view: 'usage' }}
        className="button"
        data-size="s"
        aria-label={t.usageOf(tenant)}
      >
        {t.usage}
      </Link>
      <Link
        to="/t/$tenant/people"
        params={{ tenant }}
        search={{ view: 'settings' }}
        className="button"
        data-size="s"
        aria-label={t.settingsOf(tenant)}
      >
        {t.settings}
      </Link>
    </span>
  )
}

const DAY_MS = 86_400_000
/** Less is not worth its digits. */
const LEAST = 0.0001

/** One read for each tenant that is shown: only where somebody wants to know. */
function Cost({ tenant }: { tenant: string }): ReactNode {
  const t = useTexts(texts)
  const { dollars } = useFormats()
  const from = useMemo(() => new Date(Date.now() - 29 * DAY_MS).toISOString().slice(0, 10), [])
  const read = useRead('getUsage', { parameters: { tenant }, query: { from } })
  if (read.data) {
    const sum = read.data.items.reduce((all, one) => all + one.dollars, 0)
    return sum > 0 && sum < LEAST ? `< ${dollars(LEAST)}` : dollars(sum)
  }
  return <span className="muted">{read.error ? t.costFailed : '…'}</span>
}
