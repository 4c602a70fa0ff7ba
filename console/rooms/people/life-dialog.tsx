/** Suspends a tenant, holds it, or lifts its hold: each with a reason, which is kept in the trail. */
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Suspension } from '../../api/admin-api.ts'
import { useAct } from '../../api/use-act.ts'
import { useClient } from '../../api/use-api.ts'
import { useTexts } from '../../language/language.ts'
import { ConfirmDialog } from '../../parts/dialog.tsx'
import { FailureNote } from '../../parts/states.tsx'
import { toast } from '../../parts/toasts.tsx'
import { texts } from './texts.ts'
import { useChanged } from './use-tenant.ts'

type LifeDialogProps = { act: 'suspend' | 'hold' | 'release'; tenant: string; etag: string; onClose: () => void }

export function LifeDialog({ act, tenant, etag, onClose }: LifeDialogProps): ReactNode {
  const t = useTexts(texts)
  const client = useClient()
  const changed = useChanged('getTenant', 'listTenants')
  const suspension = useAct<Suspension>()
  const done = { suspend: t.suspended, hold: t.held, release: t.released }[act]
  const parameters = { tenant }
  const change = useMutation({
    mutationFn: (reason: string) => {
      if (act === 'suspend') {
        const { body, idempotencyKey } = suspension(reason, () => ({ reason }))
        return client.call('suspendTenant', { parameters, body, idempotencyKey })
      }
      if (act === 'hold') return client.call('holdTenant', { parameters, body: { reason }, ifMatch: etag })
      return client.call('releaseTenant', { parameters, query: { reason }, ifMatch: etag })
    },
    onSuccess: async () => {
      await changed()
      toast(done)
      onClose()
    },
    onError: changed,
  })
  return (
    <ConfirmDialog
      title={t[`${act}Title`]}
      act={t[act]}
      needsReason
      isPending={change.isPending}
      failure={change.error && <FailureNote error={change.error} />}
      onConfirm={change.mutate}
      onClose={onClose}
    >
      <p>{t[`${act}Lead`]}</p>
    </ConfirmDialog>
  )
}
