/** Makes a retention rule, or another one of it. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { NewRetentionRule, RetentionRule } from '../../api/admin-api.ts'
import { useClient } from '../../api/use-api.ts'
import { useTexts } from '../../language/language.ts'
import { Button } from '../../parts/button.tsx'
import { ChoiceField } from '../../parts/choice-field.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { FailureNote, Loading } from '../../parts/states.tsx'
import { toast } from '../../parts/toasts.tsx'
import { caseTexts } from './case-texts.ts'
import { TextField } from './fields.tsx'
import { ReasonField } from './make-case.tsx'
import { useView } from './use-view.ts'

const ID = /^[a-z0-9][a-z0-9-]{0,62}$/
const PERIOD = /^P(?=\d)(\d{1,3}Y)?(\d{1,3}M)?(\d{1,4}D)?$/

/** @param id of the rule that is changed; of none a new one is made */
export function MakeRule({ id }: { id: string | undefined }): ReactNode {
  const t = useTexts(caseTexts)
  const client = useClient()
  const { tenant, change } = useView()
  const known = useQuery({
    queryKey: ['getRetentionRule', 'to change', tenant, id],
    queryFn: async () => {
      const { value, headers } = await client.ask('getRetentionRule', { parameters: { tenant, rule: id ?? '' } })
      return { rule: value, etag: headers.get('etag') ?? '*' }
    },
    enabled: id !== undefined,
    gcTime: 0,
  })
  if (id === undefined) return <Form known={undefined} />
  if (known.data) return <Form known={known.data} />
  return (
    <Dialog title={t.change} onClose={() => change({ make: undefined, rule: undefined })}>
      {known.error ? <FailureNote error={known.error} /> : <Loading rows={5} />}
    </Dialog>
  )
}

type Known = { rule: RetentionRule; etag: string } | undefined
type Typed = { [name in 'id' | 'name' | 'verb' | 'activity' | 'profile' | 'period' | 'law' | 'reason']: string } & {
  related: boolean
  from: 'stored' | 'timestamp'
}

const typedOf = (rule: RetentionRule | undefined): Typed => ({
  ...{ id: rule?.id ?? '', name: rule?.name ?? '', reason: '' },
  ...{ verb: rule?.meets.verb ?? '', activity: rule?.meets.activity ?? '', profile: rule?.meets.profile ?? '' },
  ...{ related: rule?.meets.related ?? false, period: rule?.period ?? '', from: rule?.from ?? 'stored' },
  law: rule?.mandatory?.regulation ?? '',
})

function bodyOf({ name, verb, activity, profile, period, law, reason, related, from }: Typed): NewRetentionRule {
  return {
    ...(name.trim() !== '' && { name: name.trim() }),
    meets: {
      ...(verb.trim() !== '' && { verb: verb.trim() }),
      ...(activity.trim() !== '' && { activity: activity.trim(), ...(related && { related }) }),
      ...(profile.trim() !== '' && { profile: profile.trim() }),
    },
    ...{ period: period.trim(), from },
    ...(law.trim() !== '' && { mandatory: { regulation: law.trim() } }),
    reason: reason.trim(),
  }
}

function Form({ known }: { known: Known }): ReactNode {
  const t = useTexts(caseTexts)
  const client = useClient()
  const queries = useQueryClient()
  const { tenant, change } = useView()
  const [typed, setTyped] = useState(() => typedOf(known?.rule))
  const [isTried, setTried] = useState(false)
  const close = () => change({ make: undefined, rule: undefined })
  const act = useMutation({
    mutationFn: () =>
      client.call('putRetentionRule', {
        parameters: { tenant, rule: typed.id },
        body: bodyOf(typed),
        ...(known ? { ifMatch: known.etag } : { ifNoneMatch: '*' as const }),
      }),
    onSuccess: async () => {
      toast(t.saved)
      close()
      await queries.invalidateQueries({ queryKey: ['listRetentionRules'] })
    },
  })
  const submit = () => {
    setTried(true)
    const isReady = ID.test(typed.id) && PERIOD.test(typed.period.trim()) && typed.reason.trim() !== ''
    if (isReady && !act.isPending) act.mutate()
  }
  const foot = (
    <Button kind="primary" onClick={submit}>
      {t.save}
    </Button>
  )
  return (
    <Dialog title={known ? t.change : t.newRule} onClose={close} foot={foot}>
      <Fields typed={typed} onType={setTyped} isTried={isTried} isNew={known === undefined} />
      {act.error && <FailureNote error={act.error} />}
    </Dialog>
  )
}

type FieldsProps = { typed: Typed; onType: (typed: Typed) => void; isTried: boolean; isNew: boolean }

function Fields({ typed, onType, isTried, isNew }: FieldsProps): ReactNode {
  const t = useTexts(caseTexts)
  const set = (name: keyof Typed) => (text: string) => onType({ ...typed, [name]: text })
  const field = (name: 'name' | 'verb' | 'activity' | 'profile', label: string) => (
    <TextField label={label} value={typed[name]} onText={set(name)} />
  )
  const wrong = { id: isTried && !ID.test(typed.id), period: isTried && !PERIOD.test(typed.period.trim()) }
  return (
    <>
      {isNew && (
        <TextField
          label={t.id}
          hint={t.idHint}
          error={wrong.id ? t.idHint : undefined}
          value={typed.id}
          onText={set('id')}
        />
      )}
      {field('name', t.name)}
      <TextField
        label={t.period}
        hint={t.periodHint}
        error={wrong.period ? t.periodHint : undefined}
        value={typed.period}
        onText={set('period')}
      />
      <ChoiceField
        label={t.from}
        value={typed.from}
        choices={(['stored', 'timestamp'] as const).map((one) => ({ value: one, label: t[one] }))}
        onChoose={(from) => onType({ ...typed, from })}
      />
      {field('verb', t.verb)}
      {field('activity', t.object)}
      <label className="check">
        <input
          type="checkbox"
          checked={typed.related}
          onChange={({ target }) => onType({ ...typed, related: target.checked })}
        />
        {t.related}
      </label>
      {field('profile', t.profile)}
      <TextField label={t.mandatory} hint={t.mandatoryHint} value={typed.law} onText={set('law')} />
      <ReasonField value={typed.reason} onText={set('reason')} isTried={isTried} />
    </>
  )
}
