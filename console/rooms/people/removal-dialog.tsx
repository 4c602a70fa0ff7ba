/** Marks a tenant for deletion: after what there is of it was counted, its id is typed and a reason given. */
import { useMutation, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { Counted, Removal } from '../../api/admin-api.ts'
import { useClient } from '../../api/use-api.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { ChoiceField } from '../../parts/choice-field.tsx'
import { ConfirmDialog, Dialog } from '../../parts/dialog.tsx'
import { FailureNote, Loading } from '../../parts/states.tsx'
import { toast } from '../../parts/toasts.tsx'
import { texts } from './texts.ts'
import { useChanged } from './use-tenant.ts'

const WAITS = ['7', '30', '90', '365'] as const

type RemovalDialogProps = { tenant: string; etag: string; onClose: () => void }

export function RemovalDialog({ tenant, etag, onClose }: RemovalDialogProps): ReactNode {
  const t = useTexts(texts)
  const { number } = useFormats()
  const client = useClient()
  const changed = useChanged('getTenant', 'listTenants')
  const [waitDays, setWaitDays] = useState('30')
  const dryRun = useQuery({
    queryKey: ['removeTenant', { tenant }, { dryRun: true }],
    queryFn: ({ signal }) => client.call('removeTenant', { parameters: { tenant }, query: { dryRun: true }, signal }),
    gcTime: 0,
  })
  const remove = useMutation({
    mutationFn: (reason: string) =>
      client.call('removeTenant', {
        parameters: { tenant },
        query: { reason, waitDays: Number(waitDays) },
        ifMatch: etag,
      }),
    onSuccess: async () => {
      await changed()
      toast(t.deleted)
      onClose()
    },
    onError: changed,
  })
  if (dryRun.data === undefined)
    return (
      <Dialog title={t.deleteTitle} onClose={onClose}>
        <p>{t.counting}</p>
        {dryRun.error ? <FailureNote error={dryRun.error} retry={() => void dryRun.refetch()} /> : <Loading rows={4} />}
      </Dialog>
    )
  return (
    <ConfirmDialog
      title={t.deleteTitle}
      act={t.deleteAct}
      name={tenant}
      needsReason
      isPending={remove.isPending}
      failure={remove.error && <FailureNote error={remove.error} />}
      onConfirm={remove.mutate}
      onClose={onClose}
    >
      <p>{t.deleteLead}</p>
      <Takes removal={dryRun.data} />
      <ChoiceField
        label={t.waitDays}
        value={waitDays}
        choices={WAITS.map((value) => ({ value, label: t.daysOf(number(Number(value))) }))}
        onChoose={setWaitDays}
      />
    </ConfirmDialog>
  )
}

/** What the dry run counted. */
function Takes({ removal }: { removal: Removal }): ReactNode {
  const t = useTexts(texts)
  const { number } = useFormats()
  const { statements, credentials, members, documents, objects, lakeFiles } = removal
  const counted = (one: Counted | undefined) =>
    one && (one.isComplete ? number(one.count) : t.atLeast(number(one.count)))
  const all = statements && t.inRequests(number(statements.statements), number(statements.requests))
  const facts = [
    [t.statements, statements && (statements.isComplete ? all : t.atLeast(all ?? ''))],
    [t.documents, counted(documents)],
    [t.objects, counted(objects)],
    [t.lakeFiles, counted(lakeFiles)],
    [t.credentials, number(credentials)],
    [t.members, number(members)],
  ] as const
  return (
    <section className="note" data-tone="bad" aria-label={t.takes}>
      <h3>{t.takes}</h3>
      <dl className="facts">
        {facts.map(
          ([name, text]) =>
            text !== undefined && (
              <div key={name} className="people-fact">
                <dt>{name}</dt>
                <dd>{text}</dd>
              </div>
            ),
        )}
      </dl>
    </section>
  )
}
