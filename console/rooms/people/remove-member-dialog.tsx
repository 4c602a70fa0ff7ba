/** Takes a role away, in the state that was looked at. */
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useClient } from '../../api/use-api.ts'
import { useTexts } from '../../language/language.ts'
import { ConfirmDialog, Dialog } from '../../parts/dialog.tsx'
import { FailureNote, Loading } from '../../parts/states.tsx'
import { toast } from '../../parts/toasts.tsx'
import { nameOf, useMember } from './member-dialog.tsx'
import { texts } from './texts.ts'
import { useChanged } from './use-tenant.ts'

type RemoveMemberDialogProps = { tenant: string; subject: string; onClose: () => void }

export function RemoveMemberDialog({ tenant, subject, onClose }: RemoveMemberDialogProps): ReactNode {
  const t = useTexts(texts)
  const client = useClient()
  const changed = useChanged('listMembers', 'getMember')
  const read = useMember(tenant, subject)
  const remove = useMutation({
    mutationFn: () => client.call('removeMember', { parameters: { tenant, subject }, ifMatch: read.data?.etag ?? '*' }),
    onSuccess: async () => {
      toast(t.removed)
      onClose()
      await changed()
    },
  })
  if (read.data === undefined)
    return (
      <Dialog title={t.removeTitle(subject)} onClose={onClose}>
        {read.error ? <FailureNote error={read.error} retry={() => void read.refetch()} /> : <Loading rows={2} />}
      </Dialog>
    )
  const { member } = read.data
  return (
    <ConfirmDialog
      title={t.removeTitle(nameOf(member))}
      act={t.remove}
      isPending={remove.isPending}
      failure={remove.error && <FailureNote error={remove.error} retry={changed} />}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p>
        <strong>{t[member.role]}</strong> · <code className="anywhere">{member.subject}</code>
      </p>
      <p>{t.removeLead}</p>
    </ConfirmDialog>
  )
}
