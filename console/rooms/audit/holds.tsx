/** Holds: what may not be removed, set and lifted by people. */

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { NewRecordsHold, RecordsHold } from '../../api/admin-api.ts'
import { useClient } from '../../api/use-api.ts'
import { usePages } from '../../api/use-pages.ts'
import { isolated } from '../../language/bidi.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { ShowMore } from '../../parts/show-more.tsx'
import { Empty, FailureNote, Loading } from '../../parts/states.tsx'
import { Table } from '../../parts/table.tsx'
import { toast } from '../../parts/toasts.tsx'
import { Value } from '../../parts/value.tsx'
import { agentName } from './agents.ts'
import { caseTexts } from './case-texts.ts'
import { Conditions } from './conditions.tsx'
import { readPerson, TextField } from './fields.tsx'
import { ReasonField } from './make-case.tsx'
import { TakeAway } from './take-away.tsx'
import { texts } from './texts.ts'
import { useMayChange, useView } from './use-view.ts'

export function Holds(): ReactNode {
  const t = useTexts(caseTexts)
  const room = useTexts(texts)
  const { search, tenant, change } = useView()
  const mayChange = useMayChange()
  const client = useClient()
  const parameters = { tenant }
  const { list, items } = usePages<RecordsHold>(['listHolds', parameters], (asked) =>
    client.call('listHolds', { parameters, ...asked }),
  )
  return (
    <>
      <div className="row spread">
        <p className="muted audit-lead">{t.holdsLead}</p>
        <Button
          kind="primary"
          unavailable={mayChange ? undefined : room.onlyAdmins}
          onClick={() => change({ make: 'hold' })}
        >
          {t.newHold}
        </Button>
      </div>
      {list.isPending && <Loading rows={4} />}
      {list.error && !list.data && <FailureNote error={list.error} retry={() => void list.refetch()} />}
      {list.data && <Rows items={items} isWhole={!list.hasNextPage} />}
      <ShowMore list={list} count={items.length} />
      {search.make === 'hold' && <MakeHold />}
    </>
  )
}

function Rows({ items, isWhole }: { items: readonly RecordsHold[]; isWhole: boolean }): ReactNode {
  const t = useTexts(caseTexts)
  const room = useTexts(texts)
  const { instant } = useFormats()
  const mayChange = useMayChange()
  const [lifted, setLifted] = useState<string>()
  if (items.length === 0 && !isWhole) return null
  if (items.length === 0)
    return (
      <Empty title={t.noHolds}>
        <p>{t.noHoldsLead}</p>
      </Empty>
    )
  return (
    <>
      <Table
        caption={t.holds}
        rows={items}
        keyOf={({ id }) => id}
        columns={[
          { name: 'why', title: t.reason, cell: ({ set }) => <Value className="audit-reason">{set.reason}</Value> },
          { name: 'meets', title: t.meets, cell: (hold) => <Meets hold={hold} /> },
          {
            name: 'by',
            title: t.set,
            cell: ({ set }) => <Value>{t.byAt(isolated(set.by.id), instant(set.at))}</Value>,
          },
          {
            name: 'lift',
            title: '',
            cell: ({ id }) => (
              <Button
                size="s"
                kind="danger"
                unavailable={mayChange ? undefined : room.onlyAdmins}
                onClick={() => setLifted(id)}
              >
                {t.lift}
              </Button>
            ),
          },
        ]}
      />
      {lifted !== undefined && <Lift id={lifted} onClose={() => setLifted(undefined)} />}
    </>
  )
}

function Meets({ hold: { person, activity, registration } }: { hold: RecordsHold }): ReactNode {
  const t = useTexts(caseTexts)
  const people = person && [...person.agents.map(agentName), ...(person.texts ?? [])].map(isolated).join(', ')
  const rows = [
    [t.person, people],
    [t.object, activity],
    [t.registration, registration],
  ] as const
  return <Conditions of={rows} />
}

function Lift({ id, onClose }: { id: string; onClose: () => void }): ReactNode {
  const t = useTexts(caseTexts)
  const client = useClient()
  const { tenant } = useView()
  const parameters = { tenant, hold: id }
  const read = async () => {
    const { headers } = await client.ask('getHold', { parameters })
    return { headers, would: await client.call('releaseRecords', { parameters, query: { dryRun: true } }) }
  }
  return (
    <TakeAway
      title={t.liftTitle}
      lead={t.liftLead}
      act={t.lift}
      done={t.lifted}
      keys={{ one: ['getHold', parameters], list: 'listHolds' }}
      read={read}
      remove={(asked) => client.call('releaseRecords', { parameters, ...asked })}
      onClose={onClose}
    >
      {(hold) => <Meets hold={hold} />}
    </TakeAway>
  )
}

function MakeHold(): ReactNode {
  const t = useTexts(caseTexts)
  const client = useClient()
  const queries = useQueryClient()
  const { tenant, change } = useView()
  const [idempotencyKey] = useState(() => crypto.randomUUID())
  const [typed, setTyped] = useState({ people: '', texts: '', activity: '', registration: '', reason: '' })
  const [isTried, setTried] = useState(false)
  const { person, error } = readPerson(typed, t)
  const body = bodyOf(typed, person)
  const hasAny = body.person !== undefined || body.activity !== undefined || body.registration !== undefined
  const close = () => change({ make: undefined })
  const act = useMutation({
    mutationFn: () => client.call('holdRecords', { parameters: { tenant }, body, idempotencyKey }),
    onSuccess: async () => {
      toast(t.held)
      close()
      await queries.invalidateQueries({ queryKey: ['listHolds'] })
    },
  })
  const submit = () => {
    setTried(true)
    if (hasAny && error === undefined && body.reason !== '' && !act.isPending) act.mutate()
  }
  const set = (name: keyof typeof typed) => (text: string) => setTyped((before) => ({ ...before, [name]: text }))
  const foot = (
    <Button kind="primary" onClick={submit}>
      {t.newHold}
    </Button>
  )
  const wrong = isTried ? (error ?? (hasAny ? undefined : t.needMeets)) : undefined
  return (
    <Dialog title={t.newHold} onClose={close} foot={foot}>
      <TextField
        label={t.people}
        hint={t.peopleHint}
        error={wrong}
        rows={2}
        value={typed.people}
        onText={set('people')}
      />
      <TextField label={t.activity} value={typed.activity} onText={set('activity')} />
      <TextField label={t.registration} value={typed.registration} onText={set('registration')} />
      <ReasonField value={typed.reason} onText={set('reason')} isTried={isTried} />
      {act.error && <FailureNote error={act.error} />}
    </Dialog>
  )
}

type Typed = { activity: string; registration: string; reason: string }

function bodyOf(typed: Typed, person: NewRecordsHold['person']): NewRecordsHold {
  const [activity, registration] = [typed.activity.trim(), typed.registration.trim()]
  return {
    reason: typed.reason.trim(),
    ...(person && { person }),
    ...(activity !== '' && { activity }),
    ...(registration !== '' && { registration }),
  }
}
