/** Revokes a credential: after what it did is shown, and its name is typed. */
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Credential, Sender } from '../../api/admin-api.ts'
import { useClient } from '../../api/use-api.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { ConfirmDialog } from '../../parts/dialog.tsx'
import { FailureNote } from '../../parts/states.tsx'
import { toast } from '../../parts/toasts.tsx'
import { lastSeenOf } from './health.ts'
import { texts } from './texts.ts'
import { useChanged, useView } from './use-senders.ts'

type RevokeDialogProps = {
  tenant: string
  credential: Credential
  sender: Sender | undefined
  etag: string
  onClose: () => void
}

/** What somebody can type: the label, unless it has other than letters, digits, blanks and a little more. */
const nameOf = ({ label, key }: Credential) => (/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,59}$/u.test(label) ? label : key)

export function RevokeDialog({ tenant, credential, sender, etag, onClose }: RevokeDialogProps): ReactNode {
  const t = useTexts(texts)
  const { ago, number } = useFormats()
  const client = useClient()
  const { change } = useView()
  const changed = useChanged()
  const revoke = useMutation({
    mutationFn: () => client.call('revokeCredential', { parameters: { tenant, key: credential.key }, ifMatch: etag }),
    onSuccess: async () => {
      toast(t.revoked)
      change({ act: undefined, credential: undefined })
      await changed()
    },
  })
  const seen = lastSeenOf({ credential, ...(sender && { sender }) })
  return (
    <ConfirmDialog
      title={t.revokeTitle}
      act={t.revokeAct}
      name={nameOf(credential)}
      isPending={revoke.isPending}
      failure={revoke.error && <FailureNote error={revoke.error} />}
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
    >
      <p>{t.revokeLead}</p>
      <p>{seen === undefined ? t.revokeUnused : t.revokeSeen(ago(seen), number(sender?.accepted ?? 0))}</p>
    </ConfirmDialog>
  )
}
