/** What a case would do, counted: how many, of which months, what stays all the same, and examples. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Case, Preview } from '../../api/admin-api.ts'
import { useClient } from '../../api/use-api.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { Button } from '../../parts/button.tsx'
import { FailureNote } from '../../parts/states.tsx'
import { Table } from '../../parts/table.tsx'
import { Value } from '../../parts/value.tsx'
import { caseTexts } from './case-texts.ts'
import { useMayChange, useView } from './use-view.ts'

export function CasePreview({ one }: { one: Case }): ReactNode {
  const t = useTexts(caseTexts)
  const { number } = useFormats()
  const { preview } = one
  return (
    <section className="stack audit-case" aria-label={t.would}>
      <h3>{t.would}</h3>
      <dl className="facts">
        <dt>{t.affected}</dt>
        <dd>
          <strong>{number(preview.affected)}</strong>
        </dd>
        <dt>{t.lookedAt}</dt>
        <dd>{number(preview.statements)}</dd>
        {preview.documents !== undefined && (
          <>
            <dt>{t.documents}</dt>
            <dd>{number(preview.documents)}</dd>
          </>
        )}
      </dl>
      {one.state === 'prepared' && <Recount one={one} />}
      {preview.isComplete && preview.affected === 0 && !preview.documents && <p className="muted">{t.nothing}</p>}
      <Months preview={preview} />
      <Kept preview={preview} />
      <Examples preview={preview} />
    </section>
  )
}

function Recount({ one }: { one: Case }): ReactNode {
  const t = useTexts(caseTexts)
  const client = useClient()
  const queries = useQueryClient()
  const { tenant } = useView()
  const mayChange = useMayChange()
  const act = useMutation({
    mutationFn: () => client.call('countCase', { parameters: { tenant, case: one.id }, body: {} }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['getCase'] }),
  })
  return (
    <>
      {!one.preview.isComplete && (
        <p className="note" data-tone="warn">
          {t.isPartial}
        </p>
      )}
      {mayChange && (
        <div className="row">
          <Button size="s" unavailable={act.isPending ? t.count : undefined} onClick={() => act.mutate()}>
            {t.count}
          </Button>
        </div>
      )}
      {act.error && <FailureNote error={act.error} />}
    </>
  )
}

function Months({ preview: { months } }: { preview: Preview }): ReactNode {
  const t = useTexts(caseTexts)
  const { number } = useFormats()
  if (months.length === 0) return null
  const hasRules = months.some(({ rule }) => rule !== undefined)
  return (
    <Table
      caption={t.months}
      isCaptionHidden={false}
      rows={months}
      keyOf={({ month, rule }) => `${month} ${rule}`}
      columns={[
        { name: 'month', title: t.month, cell: ({ month }) => (month === 'other' ? t.other : month) },
        ...(hasRules ? [{ name: 'rule', title: t.rule, cell: ({ rule }: { rule?: string }) => rule }] : []),
        { name: 'count', title: t.records, isNumber: true, cell: ({ count }) => number(count) },
      ]}
    />
  )
}

function Kept({ preview: { kept } }: { preview: Preview }): ReactNode {
  const t = useTexts(caseTexts)
  const { number, day } = useFormats()
  if (kept.length === 0) return null
  return (
    <Table
      caption={t.kept}
      isCaptionHidden={false}
      rows={kept}
      keyOf={({ by, id }) => `${by} ${id}`}
      columns={[
        { name: 'by', title: t.by, cell: ({ by, id }) => `${t[by]} ${by === 'rule' ? id : ''}` },
        { name: 'why', title: t.why, cell: ({ why }) => <Value>{why}</Value> },
        { name: 'count', title: t.records, isNumber: true, cell: ({ count }) => number(count) },
        { name: 'until', title: t.until, cell: ({ last }) => (last === undefined ? '' : day(last)) },
      ]}
    />
  )
}

function Examples({ preview: { examples } }: { preview: Preview }): ReactNode {
  const t = useTexts(caseTexts)
  const { instant } = useFormats()
  const { tenant } = useView()
  if (examples.length === 0) return null
  return (
    <details>
      <summary>{t.examples}</summary>
      <ul className="audit-plain">
        {examples.map(({ id, verb, stored }) => (
          <li key={id}>
            <Link to="/t/$tenant/explorer" params={{ tenant }} search={{ statement: id }}>
              <code>{id}</code>
            </Link>{' '}
            <span className="small muted">
              <Value>{verb}</Value> · {instant(stored)}
            </span>
          </li>
        ))}
      </ul>
    </details>
  )
}
