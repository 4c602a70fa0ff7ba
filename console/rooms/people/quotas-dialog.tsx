/** Changes the quotas of a tenant: all of them at once, as the API has it. */
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import type { Tenant } from '../../api/admin-api.ts'
import { useClient } from '../../api/use-api.ts'
import { useTexts } from '../../language/language.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Field, focusMistake } from '../../parts/field.tsx'
import { FailureNote } from '../../parts/states.tsx'
import { partsTexts } from '../../parts/texts.ts'
import { toast } from '../../parts/toasts.tsx'
import { isOfBytes, limitIn, QUOTAS, quotasIn, quotaTexts } from './days.ts'
import { texts } from './texts.ts'
import { useChanged } from './use-tenant.ts'

type QuotasDialogProps = { tenant: Tenant; etag: string; onClose: () => void }

export function QuotasDialog({ tenant, etag, onClose }: QuotasDialogProps): ReactNode {
  const t = useTexts(texts)
  const parts = useTexts(partsTexts)
  const client = useClient()
  const changed = useChanged('getTenant', 'listTenants')
  const form = useId()
  // As it was when somebody began: what is changed meanwhile is not undone unseen.
  const [before] = useState(etag)
  const [typed, setTyped] = useState(() => quotaTexts(tenant.quotas))
  const [isTried, setTried] = useState(false)
  const mistakes = QUOTAS.filter((name) => limitIn(name, typed[name]) === undefined)
  const isSame = mistakes.length === 0 && JSON.stringify(quotaTexts(tenant.quotas)) === JSON.stringify(typed)
  const save = useMutation({
    mutationFn: () =>
      client.call('changeTenant', {
        parameters: { tenant: tenant.id },
        body: { quotas: quotasIn(typed) },
        ifMatch: before,
      }),
    onSuccess: async () => {
      await changed()
      toast(t.saved)
      onClose()
    },
    onError: changed,
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setTried(true)
    if (mistakes.length > 0) focusMistake(event.currentTarget)
    else if (!isSame) save.mutate()
  }
  const foot = (
    <>
      <Button onClick={onClose}>{parts.cancel}</Button>
      <Button
        kind="primary"
        type={isSame ? 'button' : 'submit'}
        form={form}
        disabled={save.isPending}
        unavailable={isSame ? t.nothingChanged : undefined}
      >
        {t.save}
      </Button>
    </>
  )
  return (
    <Dialog title={t.quotasTitle} onClose={onClose} foot={foot}>
      <p className="small muted">{t.quotasHint}</p>
      <form id={form} className="people-two" onSubmit={submit} noValidate>
        {QUOTAS.map((name) => (
          <Field
            key={name}
            label={isOfBytes(name) ? `${t[name]}, ${t.megabytes}` : t[name]}
            error={isTried && mistakes.includes(name) ? t.needsNumber : undefined}
          >
            {(control) => (
              <input
                {...control}
                inputMode="numeric"
                value={typed[name]}
                autoComplete="off"
                onChange={({ target }) => setTyped({ ...typed, [name]: target.value })}
              />
            )}
          </Field>
        ))}
      </form>
      {save.error && <FailureNote error={save.error} />}
    </Dialog>
  )
}
