/** A table made of the statements that were stored last: both who is in them and what they are about share one read. */
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { statementPage } from '../api/statement-pages.ts'
import { useClient } from '../api/use-api.ts'
import { useLanguage, useTexts } from '../language/language.ts'
import { useFormats } from '../language/numbers-and-times.ts'
import { type Summary, summaryOf } from '../language/statement-summary.ts'
import { Empty, FailureNote, Loading, Refreshing } from './states.tsx'
import { type Column, Table } from './table.tsx'
import { partsTexts } from './texts.ts'

type RecentProps<Row> = {
  tenant: string
  texts: {
    recent: string
    recentLead: (count: string) => string
    none: string
    noneLead: string
    noneOfThem: string
  }
  rowsOf: (summaries: Summary[]) => Row[]
  columns: readonly Column<Row>[]
  keyOf: (row: Row) => string
  className: string
  /** What is typed narrows the table at once, without another read. */
  narrowing: { typed: string; isWanted: (row: Row, typed: string) => boolean }
}

export function Recent<Row>(props: RecentProps<Row>): ReactNode {
  const { tenant, texts: t, rowsOf, columns, keyOf, className, narrowing } = props
  const language = useLanguage()
  const parts = useTexts(partsTexts)
  const { number } = useFormats()
  const client = useClient()
  const read = useQuery({
    queryKey: ['listStatements', tenant, 'recent'],
    queryFn: ({ signal }) => statementPage(client, tenant, {}, { signal }),
  })
  if (read.isPending) return <Loading rows={8} />
  if (read.error && !read.data) return <FailureNote error={read.error} retry={() => void read.refetch()} />
  const statements = read.data?.statements ?? []
  const rows = rowsOf(statements.map((one) => summaryOf(one, language)))
  if (rows.length === 0)
    return (
      <Empty title={t.none}>
        <p>{t.noneLead}</p>
      </Empty>
    )
  const typed = narrowing.typed.trim()
  const wanted = typed === '' ? rows : rows.filter((row) => narrowing.isWanted(row, typed))
  return (
    <section className={`stack ${className}`} data-gap="s" aria-label={t.recent}>
      <Refreshing isOn={read.isFetching} />
      <h2>{t.recent}</h2>
      <p className="small muted">{t.recentLead(number(statements.length))}</p>
      <p className={wanted.length === 0 ? 'muted' : 'visually-hidden'} role="status">
        {typed !== '' &&
          (wanted.length === 0 ? t.noneOfThem : parts.someOf(number(wanted.length), number(rows.length)))}
      </p>
      {wanted.length > 0 && <Table caption={t.recent} columns={columns} rows={wanted} keyOf={keyOf} />}
    </section>
  )
}
