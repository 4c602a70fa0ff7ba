/** The cases of a tenant: what was prepared, approved and done. */

import type { ReactNode } from 'react'
import type { Case } from '../../api/admin-api.ts'
import { useClient } from '../../api/use-api.ts'
import { usePages } from '../../api/use-pages.ts'
import { isolated } from '../../language/bidi.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { Button } from '../../parts/button.tsx'
import { ShowMore } from '../../parts/show-more.tsx'
import { Empty, FailureNote, Loading, Refreshing } from '../../parts/states.tsx'
import { Table } from '../../parts/table.tsx'
import { Value } from '../../parts/value.tsx'
import { OneCase, StateBadge } from './case.tsx'
import { caseTexts } from './case-texts.ts'
import { MakeCase } from './make-case.tsx'
import { texts } from './texts.ts'
import { useMayChange, useView } from './use-view.ts'

export function Cases(): ReactNode {
  const t = useTexts(caseTexts)
  const room = useTexts(texts)
  const { search, change } = useView()
  const mayChange = useMayChange()
  if (search.case !== undefined) return <OneCase key={search.case} id={search.case} />
  const why = mayChange ? undefined : room.onlyAdmins
  return (
    <>
      <div className="row spread">
        <p className="muted audit-lead">{t.casesLead}</p>
        <div className="row">
          <Button unavailable={why} onClick={() => change({ make: 'retention' })}>
            {t.newRetention}
          </Button>
          <Button kind="primary" unavailable={why} onClick={() => change({ make: 'erasure' })}>
            {t.newErasure}
          </Button>
        </div>
      </div>
      <List />
      {(search.make === 'erasure' || search.make === 'retention') && <MakeCase kind={search.make} />}
    </>
  )
}

function List(): ReactNode {
  const t = useTexts(caseTexts)
  const { tenant } = useView()
  const client = useClient()
  const parameters = { tenant }
  const { list, items } = usePages<Case>(
    ['listCases', parameters],
    (asked) => client.call('listCases', { parameters, ...asked }),
    { refetchInterval: 10_000 },
  )
  if (list.isPending) return <Loading rows={5} />
  if (!list.data) return <FailureNote error={list.error} retry={() => void list.refetch()} />
  if (items.length === 0 && !list.hasNextPage)
    return (
      <Empty title={t.noCases}>
        <p>{t.noCasesLead}</p>
      </Empty>
    )
  return (
    <div className="audit-frame">
      <Refreshing isOn={list.isFetching} />
      <Rows items={items} />
      <ShowMore list={list} count={items.length} />
    </div>
  )
}

function Rows({ items }: { items: readonly Case[] }): ReactNode {
  const t = useTexts(caseTexts)
  const { number, instant } = useFormats()
  const { change } = useView()
  return (
    <Table
      caption={t.cases}
      rows={items}
      keyOf={({ id }) => id}
      columns={[
        {
          name: 'case',
          title: t.case,
          cell: ({ id, kind, prepared }) => (
            <>
              <Button size="s" onClick={() => change({ case: id })}>
                {t[kind]}
              </Button>
              <div className="small muted audit-reason">
                <Value>{prepared.reason}</Value>
              </div>
            </>
          ),
        },
        { name: 'state', title: t.state, cell: ({ state }) => <StateBadge state={state} /> },
        {
          name: 'affected',
          title: t.records,
          isNumber: true,
          cell: ({ preview }) => `${number(preview.affected)}${preview.isComplete ? '' : '+'}`,
        },
        {
          name: 'by',
          title: t.preparedBy,
          cell: ({ prepared }) => <Value>{t.byAt(isolated(prepared.by.id), instant(prepared.at))}</Value>,
        },
      ]}
    />
  )
}
