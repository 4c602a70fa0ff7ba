/** Makes a tenant, and leads on to its first credential. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import type { NewTenant, Version } from '../../api/admin-api.ts'
import { useAct } from '../../api/use-act.ts'
import { useClient } from '../../api/use-api.ts'
import { useTexts } from '../../language/language.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Field, focusMistake } from '../../parts/field.tsx'
import { FailureNote } from '../../parts/states.tsx'
import { partsTexts } from '../../parts/texts.ts'
import { toast } from '../../parts/toasts.tsx'
import { texts } from './texts.ts'

/** As the API has it; a tenant's id is looked at before it is sent, so that the rule stands beside the field. */
const ID = /^[a-z0-9][a-z0-9-]{0,62}$/
const VERSIONS = ['1.0.3', '2.0.0'] as const

export function NewTenantDialog({ onClose }: { onClose: () => void }): ReactNode {
  const t = useTexts(texts)
  const parts = useTexts(partsTexts)
  const client = useClient()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const form = useId()
  const [id, setId] = useState('')
  const [name, setName] = useState('')
  const [defaultVersion, setVersion] = useState<Version>('1.0.3')
  const [isTried, setTried] = useState(false)
  const act = useAct<NewTenant>()
  const isBad = !ID.test(id.trim())
  const make = useMutation({
    mutationFn: () => {
      const tenant = { id: id.trim(), defaultVersion, ...(name.trim() !== '' && { name: name.trim() }) }
      const { body, idempotencyKey } = act(JSON.stringify(tenant), () => tenant)
      return client.call('createTenant', { body, idempotencyKey })
    },
    onSuccess: async (tenant) => {
      await queries.invalidateQueries({ queryKey: ['listTenants'] })
      toast(t.made)
      await navigate({ to: '/t/$tenant/senders', params: { tenant: tenant.id } })
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setTried(true)
    if (isBad) focusMistake(event.currentTarget)
    else make.mutate()
  }
  const foot = (
    <>
      <Button onClick={onClose}>{parts.cancel}</Button>
      <Button kind="primary" type="submit" form={form} disabled={make.isPending}>
        {t.make}
      </Button>
    </>
  )
  return (
    <Dialog title={t.makeTitle} onClose={onClose} foot={foot}>
      <form id={form} className="stack" onSubmit={submit} noValidate>
        <Field label={t.id} hint={t.idHint} error={isTried && isBad ? t.badId : undefined}>
          {(control) => (
            <input
              {...control}
              value={id}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              onChange={(event) => setId(event.target.value)}
            />
          )}
        </Field>
        <Field label={t.name} hint={t.nameHint}>
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
      </form>
      {make.error && <FailureNote error={make.error} />}
    </Dialog>
  )
}
