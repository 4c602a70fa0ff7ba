/** The quotas of a tenant, with what it used of each beside them. */
import { type ReactNode, useMemo } from 'react'
import type { DayUsage, Tenant } from '../../api/admin-api.ts'
import { useRead } from '../../api/use-api.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { type Column, Table } from '../../parts/table.tsx'
import { eachDay, isOfBytes, QUOTAS, type QuotaName, refusals, spanUntil, usedOf } from './days.ts'
import { QuotasDialog } from './quotas-dialog.tsx'
import { texts } from './texts.ts'
import { useMayNot, useView } from './use-tenant.ts'

type QuotasCardProps = { tenant: string; known: { tenant: Tenant; etag: string }; days: readonly DayUsage[] }
type Row = { name: QuotaName; limit: number | undefined; used: number; refused: number }

/** As many as one answer has: what is stored is the sum of them. */
const MOST_DAYS = 400

export function QuotasCard({ tenant, known, days }: QuotasCardProps): ReactNode {
  const t = useTexts(texts)
  const { search, change } = useView()
  const mayNot = useMayNot(tenant, 'owner', t.ownersOnly)
  const { quotas } = known.tenant
  const stored = useStoredDays(tenant, quotas.storedBytes !== undefined)
  const refused = new Map(refusals(days))
  const rows = QUOTAS.map((name) => ({
    name,
    limit: quotas[name],
    used: usedOf(name, name === 'storedBytes' && stored ? stored : days),
    refused: refused.get(name) ?? 0,
  }))
  const columns = useColumns(stored !== undefined)
  return (
    <section className="stack" data-gap="s" aria-label={t.quotas}>
      <h2>{t.quotas}</h2>
      <Table caption={t.quotasLead} columns={columns} rows={rows} keyOf={({ name }) => name} />
      {search.act === 'quotas' && mayNot === undefined && (
        <QuotasDialog tenant={known.tenant} etag={known.etag} onClose={() => change({ act: undefined })} />
      )}
    </section>
  )
}

function useStoredDays(tenant: string, isWanted: boolean): DayUsage[] | undefined {
  const span = useMemo(() => spanUntil(Date.now(), MOST_DAYS), [])
  const read = useRead('getUsage', { parameters: { tenant }, query: span }, { enabled: isWanted })
  return read.data && eachDay(read.data.items, span)
}

function useColumns(hasStored: boolean): Column<Row>[] {
  const t = useTexts(texts)
  const { number, bytes } = useFormats()
  const amount = (name: QuotaName, value: number) =>
    isOfBytes(name) ? bytes(value) : number(value, { maximumSignificantDigits: 3 })
  const used = ({ name, used: value }: Row) => {
    const text = amount(name, value)
    if (name === 'storedBytes') return hasStored ? t.sinceCounted(text) : text
    return name === 'queriesPerDay' || name === 'scannedBytesPerDay' ? t.today(text) : t.meanOfBusiest(text)
  }
  return [
    { name: 'quota', title: t.quota, cell: ({ name }) => t[name] },
    {
      name: 'limit',
      title: t.limit,
      isNumber: true,
      cell: ({ name, limit }) =>
        limit === undefined ? <span className="muted">{t.noLimit}</span> : amount(name, limit),
    },
    { name: 'used', title: t.used, cell: (row) => <Used row={row} text={used(row)} /> },
    { name: 'refused', title: t.refusedBy, isNumber: true, cell: ({ refused }) => number(refused) },
  ]
}

function Used({ row: { limit, used }, text }: { row: Row; text: string }): ReactNode {
  const t = useTexts(texts)
  const { percent } = useFormats()
  if (limit === undefined || limit === 0) return text
  const share = used / limit
  return (
    <span className="people-used">
      <span>
        {text} <span className="muted small">· {t.shareOf(percent(share))}</span>
      </span>
      <span className="people-share" aria-hidden="true">
        <span data-tone={share >= 0.9 ? 'bad' : undefined} style={{ inlineSize: `${Math.min(100, 100 * share)}%` }} />
      </span>
    </span>
  )
}
