/** Retention rules: how long which statements are kept, and by which law. */

import { type ReactNode, useState } from 'react'
import type { RetentionRule, RuleSelection } from '../../api/admin-api.ts'
import { useClient, useRead } from '../../api/use-api.ts'
import { isolated } from '../../language/bidi.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { Button } from '../../parts/button.tsx'
import { Empty, FailureNote, Loading } from '../../parts/states.tsx'
import { Table } from '../../parts/table.tsx'
import { Value } from '../../parts/value.tsx'
import { caseTexts } from './case-texts.ts'
import { Conditions } from './conditions.tsx'
import { MakeRule } from './make-rule.tsx'
import { TakeAway } from './take-away.tsx'
import { texts } from './texts.ts'
import { useMayChange, useView } from './use-view.ts'

export function Rules(): ReactNode {
  const t = useTexts(caseTexts)
  const room = useTexts(texts)
  const { search, tenant, change } = useView()
  const mayChange = useMayChange()
  const read = useRead('listRetentionRules', { parameters: { tenant }, query: { limit: 200 } })
  return (
    <>
      <div className="row spread">
        <p className="muted audit-lead">{t.rulesLead}</p>
        <Button
          kind="primary"
          unavailable={mayChange ? undefined : room.onlyAdmins}
          onClick={() => change({ make: 'rule' })}
        >
          {t.newRule}
        </Button>
      </div>
      {read.isPending && <Loading rows={4} />}
      {read.error && !read.data && <FailureNote error={read.error} retry={() => void read.refetch()} />}
      {read.data && <Rows items={read.data.items} />}
      {search.make === 'rule' && <MakeRule key={search.rule} id={search.rule} />}
    </>
  )
}

function Rows({ items }: { items: readonly RetentionRule[] }): ReactNode {
  const t = useTexts(caseTexts)
  const { instant } = useFormats()
  const [removed, setRemoved] = useState<string>()
  if (items.length === 0)
    return (
      <Empty title={t.noRules}>
        <p>{t.noRulesLead}</p>
      </Empty>
    )
  return (
    <>
      <Table
        caption={t.rules}
        rows={items}
        keyOf={({ id }) => id}
        columns={[
          {
            name: 'rule',
            title: t.rule,
            cell: ({ id, name }) => (
              <>
                <strong>
                  <Value>{name ?? id}</Value>
                </strong>
                <div className="small muted">
                  <code>{id}</code>
                </div>
              </>
            ),
          },
          { name: 'meets', title: t.meets, cell: ({ meets }) => <Selection meets={meets} /> },
          {
            name: 'period',
            title: t.period,
            cell: ({ period, from }) => (
              <>
                <code>{period}</code> <span className="small muted">{`${t.from} ${t[from]}`}</span>
              </>
            ),
          },
          { name: 'law', title: t.mandatory, cell: ({ mandatory }) => <Value>{mandatory?.regulation}</Value> },
          {
            name: 'by',
            title: t.changedBy,
            cell: ({ changed }) => <Value>{t.byAt(isolated(changed.by.id), instant(changed.at))}</Value>,
          },
          { name: 'acts', title: '', cell: ({ id }) => <Acts id={id} onRemove={() => setRemoved(id)} /> },
        ]}
      />
      {removed !== undefined && <Remove id={removed} onClose={() => setRemoved(undefined)} />}
    </>
  )
}

function Acts({ id, onRemove }: { id: string; onRemove: () => void }): ReactNode {
  const t = useTexts(caseTexts)
  const room = useTexts(texts)
  const { change } = useView()
  const why = useMayChange() ? undefined : room.onlyAdmins
  return (
    <div className="row audit-acts">
      <Button size="s" unavailable={why} onClick={() => change({ make: 'rule', rule: id })}>
        {t.change}
      </Button>
      <Button size="s" kind="danger" unavailable={why} onClick={onRemove}>
        {t.removeRule}
      </Button>
    </div>
  )
}

function Selection({ meets: { verb, activity, related, profile } }: { meets: RuleSelection }): ReactNode {
  const t = useTexts(caseTexts)
  const rows = [
    [t.verb, verb],
    [related ? t.activity : t.object, activity],
    [t.profile, profile],
  ] as const
  if (rows.every(([, value]) => value === undefined)) return t.all
  return <Conditions of={rows} />
}

function Remove({ id, onClose }: { id: string; onClose: () => void }): ReactNode {
  const t = useTexts(caseTexts)
  const client = useClient()
  const { tenant } = useView()
  const parameters = { tenant, rule: id }
  const read = async () => {
    const { headers } = await client.ask('getRetentionRule', { parameters })
    return { headers, would: await client.call('removeRetentionRule', { parameters, query: { dryRun: true } }) }
  }
  return (
    <TakeAway
      title={t.removeTitle}
      lead={t.removeLead}
      act={t.removeRule}
      done={t.removed}
      keys={{ one: ['getRetentionRule', parameters], list: 'listRetentionRules' }}
      read={read}
      remove={(asked) => client.call('removeRetentionRule', { parameters, ...asked })}
      onClose={onClose}
    >
      {({ name, meets }) => (
        <>
          <strong>{name ?? id}</strong>
          <Selection meets={meets} />
        </>
      )}
    </TakeAway>
  )
}
