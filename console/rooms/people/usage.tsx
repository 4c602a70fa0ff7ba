/** What a tenant used: its quotas with the usage beside them, and what each day cost. */
import { type ReactNode, useMemo } from 'react'
import type { DayUsage } from '../../api/admin-api.ts'
import { useClient, useRead } from '../../api/use-api.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { Button } from '../../parts/button.tsx'
import { ChoiceField } from '../../parts/choice-field.tsx'
import { CopyCurl } from '../../parts/copy.tsx'
import { Empty, FailureNote, Loading, Refreshing } from '../../parts/states.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { Value } from '../../parts/value.tsx'
import { CostChart } from './cost-chart.tsx'
import { eachDay, refusals, refusedOn, spanUntil, sumOf } from './days.ts'
import { QuotasCard } from './quotas.tsx'
import { SPANS } from './search.ts'
import { type PeopleTexts, texts } from './texts.ts'
import { useMayNot, useTenant, useView } from './use-tenant.ts'

function useSpan() {
  const { search } = useView()
  const days = search.days ?? '30'
  // The same days all the while that the view is open, so that it is one read.
  const span = useMemo(() => spanUntil(Date.now(), Number(days)), [days])
  return { days, span }
}

export function UsageActions({ tenant }: { tenant: string }): ReactNode {
  const t = useTexts(texts)
  const client = useClient()
  const { change } = useView()
  const { span } = useSpan()
  const mayNot = useMayNot(tenant, 'owner', t.ownersOnly)
  return (
    <>
      <CopyCurl request={client.requestOf('getUsage', { parameters: { tenant }, query: span })} />
      <Button unavailable={mayNot} onClick={() => change({ act: 'quotas' })}>
        {t.changeQuotas}
      </Button>
    </>
  )
}

export function UsageView({ tenant }: { tenant: string }): ReactNode {
  const t = useTexts(texts)
  const { change } = useView()
  const { days, span } = useSpan()
  const known = useTenant(tenant)
  const usage = useRead('getUsage', { parameters: { tenant }, query: span })
  if (known.isPending || usage.isPending) return <Loading rows={8} />
  const failed = known.error ?? usage.error
  if (known.data === undefined || usage.data === undefined)
    return (
      <FailureNote
        error={failed}
        retry={() => {
          void known.refetch()
          void usage.refetch()
        }}
      />
    )
  const shown = eachDay(usage.data.items, span)
  return (
    <>
      <QuotasCard tenant={tenant} known={known.data} days={shown} />
      <section className="card stack people-cost" aria-label={t.costTitle}>
        <Refreshing isOn={usage.isFetching} />
        <div className="row spread">
          <h2>{t.costTitle}</h2>
          <ChoiceField
            label={t.span}
            value={days}
            choices={SPANS.map((value) => ({ value, label: t.spanOf(value) }))}
            onChoose={(span) => change({ days: span === '30' ? undefined : span })}
          />
        </div>
        {usage.data.items.length === 0 ? (
          <Empty title={t.noUsage}>
            <p>{t.noUsageLead}</p>
          </Empty>
        ) : (
          <Counted days={shown} region={usage.data.region} />
        )}
      </section>
    </>
  )
}

function Counted({ days, region }: { days: DayUsage[]; region: string }): ReactNode {
  const t = useTexts(texts)
  const { dollars, number } = useFormats()
  const columns = useColumns(t)
  const reasons = refusals(days)
  const counted = days.filter(({ requests, dollars: cost }) => requests > 0 || cost > 0).reverse()
  return (
    <>
      <p className="people-sum">{t.costSum(dollars(sumOf(days, 'dollars')), number(days.length))}</p>
      <CostChart days={days} />
      <details>
        <summary>{t.asTable}</summary>
        <Table caption={t.costTitle} columns={columns} rows={counted} keyOf={({ day }) => day} />
      </details>
      {reasons.length > 0 && (
        <div className="stack" data-gap="s">
          <h3>{t.refusals}</h3>
          <ul role="list" className="row">
            {reasons.map(([reason, count]) => (
              <li key={reason} className="badge">
                <Value>{reason}</Value> {number(count)}
              </li>
            ))}
          </ul>
        </div>
      )}
      <p className="small muted">{t.costNote(region)}</p>
    </>
  )
}

function useColumns(t: PeopleTexts): Column<DayUsage>[] {
  const { day, number, bytes, dollars } = useFormats()
  const count = (name: string, title: string, cell: (one: DayUsage) => string): Column<DayUsage> => ({
    name,
    title,
    isNumber: true,
    cell,
  })
  return [
    { name: 'day', title: t.day, cell: (one) => <time dateTime={one.day}>{day(one.day)}</time> },
    count('requests', t.requests, (one) => number(one.requests)),
    count('refused', t.refused, (one) => number(refusedOn(one))),
    count('statements', t.statements, (one) => number(one.statements)),
    count('in', t.bytesIn, (one) => bytes(one.bytesIn ?? 0)),
    count('stored', t.bytesStored, (one) => bytes(one.bytesStored ?? 0)),
    count('queries', t.queries, (one) => number(one.queries ?? 0)),
    count('scanned', t.scanned, (one) => bytes(one.scannedBytes ?? 0)),
    count('dollars', t.dollars, (one) => dollars(one.dollars)),
  ]
}
