/** Makes a credential, and tells its secret once. */
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useId, useState } from 'react'
import type { NewCredential } from '../../api/admin-api.ts'
import { useAct } from '../../api/use-act.ts'
import { useClient } from '../../api/use-api.ts'
import { useTexts } from '../../language/language.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { FailureNote } from '../../parts/states.tsx'
import { partsTexts } from '../../parts/texts.ts'
import { CredentialForm } from './credential-form.tsx'
import { newDraft, toNew } from './draft.ts'
import { texts } from './texts.ts'
import { ToldSecret } from './told-secret.tsx'
import { useChanged, useView } from './use-senders.ts'

export function CreateDialog({ tenant }: { tenant: string }): ReactNode {
  const t = useTexts(texts)
  const parts = useTexts(partsTexts)
  const client = useClient()
  const { change } = useView()
  const changed = useChanged()
  const form = useId()
  const [draft, setDraft] = useState(newDraft)
  const act = useAct<NewCredential>()
  const make = useMutation({
    mutationFn: () => {
      const { body, idempotencyKey } = act(JSON.stringify(draft), () => toNew(draft, Date.now()))
      return client.call('createCredential', { parameters: { tenant }, body, idempotencyKey })
    },
    onSuccess: changed,
  })
  const close = () => change({ new: undefined })
  const open = () => change({ new: undefined, view: undefined, credential: make.data?.key })
  if (make.data)
    return (
      <Dialog title={t.secretTitle} onClose={open} foot={<Button onClick={open}>{t.done}</Button>}>
        <ToldSecret made={make.data} />
      </Dialog>
    )
  const foot = (
    <>
      <Button onClick={close}>{parts.cancel}</Button>
      <Button kind="primary" type="submit" form={form} disabled={make.isPending}>
        {t.make}
      </Button>
    </>
  )
  return (
    <Dialog title={t.makeTitle} onClose={close} foot={foot}>
      <CredentialForm id={form} draft={draft} onChange={setDraft} onSubmit={make.mutate} />
      {make.error && <FailureNote error={make.error} />}
    </Dialog>
  )
}
