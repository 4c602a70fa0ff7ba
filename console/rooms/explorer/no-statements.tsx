/** Where a filter leaves nothing: when the last one was that only the time leaves out. Where nothing was ever sent: how to send. */
import { Link, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useRead } from '../../api/use-api.ts'
import { useLanguage, useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { summaryOf } from '../../language/statement-summary.ts'
import { Button } from '../../parts/button.tsx'
import { periodTexts } from '../../parts/period-texts.ts'
import { Empty } from '../../parts/states.tsx'
import { useFilters } from './filter-bar.tsx'
import { hasFilter, queryOf } from './filters.ts'
import { texts } from './texts.ts'

const MINUTE_MS = 60_000

export function NoStatements(): ReactNode {
  const t = useTexts(texts)
  const { tenant } = useParams({ from: '/t/$tenant/explorer' })
  const { search } = useFilters()
  if (hasFilter(search))
    return (
      <Empty title={t.none}>
        <p>{t.noneLead}</p>
        {search.since !== undefined || search.until !== undefined ? <LastOne /> : null}
      </Empty>
    )
  return (
    <Empty title={t.noneYet}>
      <p>{t.noneYetLead}</p>
      <Link to="/t/$tenant/start" params={{ tenant }} className="button" data-kind="primary">
        {t.toStart}
      </Link>
    </Empty>
  )
}

function LastOne(): ReactNode {
  const t = useTexts(texts)
  const periods = useTexts(periodTexts)
  const language = useLanguage()
  const { instant } = useFormats()
  const { tenant } = useParams({ from: '/t/$tenant/explorer' })
  const { search, change } = useFilters()
  const { since: _since, until: _until, ascending: _ascending, ...anyTime } = search
  const { data } = useRead('listStatements', { parameters: { tenant }, query: { ...queryOf(anyTime), limit: '1' } })
  const [latest] = data && 'statements' in data ? (data.statements as unknown[]) : []
  const { stored } = summaryOf(latest, language)
  if (stored === undefined) return null
  const before = new Date(Date.parse(stored) - MINUTE_MS).toISOString()
  return (
    <>
      <p>{periods.latest(instant(stored))}</p>
      <Button onClick={() => change({ since: before, until: undefined })}>{t.showFrom(instant(before))}</Button>
    </>
  )
}
