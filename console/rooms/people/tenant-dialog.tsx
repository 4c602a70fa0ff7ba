/** Changes a tenant's name, its default version, and whether retention needs a second person. */
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import type { Tenant, TenantChange } from '../../api/admin-api.ts'
import { useClient } from '../../api/use-api.ts'
import { useTexts } from '../../language/language.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Field, focusMistake } from '../../parts/field.tsx'
import { FailureNote } from '../../parts/states.tsx'
import { partsTexts } from '../../parts/texts.ts'
import { toast } from '../../parts/toasts.tsx'
import { texts } from './texts.ts'
import { useChanged } from './use-tenant.ts'

const VERSIONS = ['1.0.3', '2.0.0'] as const

type TenantDialogProps = { tenant: Tenant; etag: string; onClose: () => void }

export function TenantDialog({ tenant, etag, onClose }: TenantDialogProps): ReactNode {
  const t = useTexts(texts)
  const parts = useTexts(partsTexts)
  const client = useClient()
  const changed = useChanged('getTenant', 'listTenants')
  const form = useId()
  const [before] = useState(etag)
  const [name, setName] = useState(tenant.name)
  const [defaultVersion, setVersion] = useState(tenant.defaultVersion)
  const [secondPerson, setSecond] = useState(tenant.secondPerson ?? false)
  const body: TenantChange = {
    ...(name.trim() !== tenant.name && { name: name.trim() }),
    ...(defaultVersion !== tenant.defaultVersion && { defaultVersion }),
    ...(secondPerson !== (tenant.secondPerson ?? false) && { secondPerson }),
  }
  const isSame = Object.keys(body).length === 0
  const save = useMutation({
    mutationFn: () => client.call('changeTenant', { parameters: { tenant: tenant.id }, body, ifMatch: before }),
    onSuccess: async () => {
      await changed()
      toast(t.saved)
      onClose()
    },
    onError: changed,
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (name.trim() === '') focusMistake(event.currentTarget)
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
    <Dialog title={t.tenantTitle} onClose={onClose} foot={foot}>
      <form id={form} className="stack" onSubmit={submit} noValidate>
        <Field label={t.tenantName} error={name.trim() === '' ? t.needsName : undefined}>
          {(control) => (
            <input {...control} value={name} maxLength={200} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        <Field label={t.defaultVersion}>
          {(control) => (
            <select
              {...control}
              value={defaultVersion}
              onChange={({ target }) => setVersion(VERSIONS.find((one) => one === target.value) ?? '1.0.3')}
            >
              {VERSIONS.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          )}
        </Field>
        <label className="check">
          <input type="checkbox" checked={secondPerson} onChange={(event) => setSecond(event.target.checked)} />
          {t.secondPersonLabel}
        </label>
      </form>
      {save.error && <FailureNote error={save.error} />}
    </Dialog>
  )
}
