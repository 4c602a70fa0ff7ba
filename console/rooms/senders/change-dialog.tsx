/** Changes a credential: only what is another is sent, against the state that was read. */
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useId, useState } from 'react'
import type { Credential } from '../../api/admin-api.ts'
import { useClient } from '../../api/use-api.ts'
import { useTexts } from '../../language/language.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { FailureNote } from '../../parts/states.tsx'
import { partsTexts } from '../../parts/texts.ts'
import { toast } from '../../parts/toasts.tsx'
import { CredentialForm } from './credential-form.tsx'
import { draftOf, rebased, toChange } from './draft.ts'
import { texts } from './texts.ts'
import { useChanged } from './use-senders.ts'

type ChangeDialogProps = { tenant: string; credential: Credential; etag: string; onClose: () => void }

export function ChangeDialog({ tenant, credential: now, etag: nowEtag, onClose }: ChangeDialogProps): ReactNode {
  const t = useTexts(texts)
  const parts = useTexts(partsTexts)
  const client = useClient()
  const changed = useChanged()
  const form = useId()
  // As it was when somebody began: what is read meanwhile must not be undone unseen.
  const [{ credential, etag }, setBefore] = useState({ credential: now, etag: nowEtag })
  const [draft, setDraft] = useState(() => draftOf(credential))
  const body = toChange(credential, draft, Date.now())
  const save = useMutation({
    mutationFn: () =>
      client.call('changeCredential', {
        parameters: { tenant, key: credential.key },
        ...(body && { body }),
        ifMatch: etag,
      }),
    onSuccess: async () => {
      await changed()
      toast(t.saved)
      onClose()
    },
    onError: changed,
  })
  const retry = () => {
    // What somebody else changed stays, unless it was changed here, too.
    setDraft(rebased(draft, credential, now))
    setBefore({ credential: now, etag: nowEtag })
    save.reset()
  }
  const foot = (
    <>
      <Button onClick={onClose}>{parts.cancel}</Button>
      <Button
        kind="primary"
        type={body === undefined ? 'button' : 'submit'}
        form={form}
        disabled={save.isPending}
        unavailable={body === undefined ? t.nothingChanged : undefined}
      >
        {t.save}
      </Button>
    </>
  )
  return (
    <Dialog title={t.changeTitle} onClose={onClose} foot={foot}>
      <CredentialForm
        id={form}
        draft={draft}
        expires={credential.expires}
        isFoldOpen={credential.filter !== undefined || credential.lenient.length > 0}
        onChange={setDraft}
        onSubmit={() => body && save.mutate()}
      />
      {save.error && <FailureNote error={save.error} retry={retry} />}
    </Dialog>
  )
}
