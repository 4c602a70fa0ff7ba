/** Prepares a case: whose records, how and why. It counts, and removes nothing. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { NewCase } from '../../api/admin-api.ts'
import { useClient } from '../../api/use-api.ts'
import { useTexts } from '../../language/language.ts'
import { Button } from '../../parts/button.tsx'
import { ChoiceField } from '../../parts/choice-field.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { FailureNote } from '../../parts/states.tsx'
import { caseTexts } from './case-texts.ts'
import { readPerson, TextField } from './fields.tsx'
import { useView } from './use-view.ts'

export function MakeCase({ kind }: { kind: 'erasure' | 'retention' }): ReactNode {
  const t = useTexts(caseTexts)
  const client = useClient()
  const queries = useQueryClient()
  const { tenant, change } = useView()
  const [idempotencyKey] = useState(() => crypto.randomUUID())
  const [way, setWay] = useState<'remove' | 'pseudonym'>('remove')
  const [typed, setTyped] = useState({ people: '', texts: '', reason: '' })
  const [isTried, setTried] = useState(false)
  const { person, error } = readPerson(typed, t)
  const reason = typed.reason.trim()
  const isReady = reason !== '' && (kind === 'retention' || person !== undefined)
  const act = useMutation({
    mutationFn: (body: NewCase) => client.call('prepareCase', { parameters: { tenant }, body, idempotencyKey }),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ['listCases'] })
      change({ make: undefined, case: made.id })
    },
  })
  const submit = () => {
    setTried(true)
    if (!isReady || act.isPending) return
    act.mutate(
      kind === 'erasure' && person ? { reason, erasure: { way, identifiers: person } } : { reason, retention: {} },
    )
  }
  const set = (name: keyof typeof typed) => (text: string) => setTyped((before) => ({ ...before, [name]: text }))
  const close = () => change({ make: undefined })
  const foot = (
    <Button kind="primary" unavailable={act.isPending ? t.prepare : undefined} onClick={submit}>
      {t.prepare}
    </Button>
  )
  return (
    <Dialog title={kind === 'erasure' ? t.newErasure : t.newRetention} onClose={close} foot={foot}>
      <p>{kind === 'erasure' ? t.prepareLead : t.retentionLead}</p>
      {kind === 'erasure' && (
        <>
          <Way value={way} onChoose={setWay} />
          <TextField
            label={t.people}
            hint={t.peopleHint}
            error={isTried ? (error ?? (person ? undefined : t.needPerson)) : undefined}
            rows={3}
            value={typed.people}
            onText={set('people')}
          />
          <TextField label={t.texts} hint={t.textsHint} rows={2} value={typed.texts} onText={set('texts')} />
        </>
      )}
      <ReasonField value={typed.reason} onText={set('reason')} isTried={isTried} />
      {act.error && <FailureNote error={act.error} />}
    </Dialog>
  )
}

type WayProps = { value: 'remove' | 'pseudonym'; onChoose: (way: 'remove' | 'pseudonym') => void }

function Way({ value, onChoose }: WayProps): ReactNode {
  const t = useTexts(caseTexts)
  const choices = (['remove', 'pseudonym'] as const).map((one) => ({ value: one, label: t[one] }))
  return <ChoiceField label={t.wayField} value={value} choices={choices} onChoose={onChoose} />
}

type ReasonProps = { value: string; onText: (text: string) => void; isTried: boolean }

export function ReasonField({ value, onText, isTried }: ReasonProps): ReactNode {
  const t = useTexts(caseTexts)
  const error = isTried && value.trim() === '' ? t.needReason : undefined
  return <TextField label={t.reason} hint={t.reasonHint} error={error} rows={2} value={value} onText={onText} />
}
