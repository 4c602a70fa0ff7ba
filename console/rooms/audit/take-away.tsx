/** Takes a hold or a rule away: shows first what it is, as a dry run tells it, and wants a reason. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ConfirmDialog } from '../../parts/dialog.tsx'
import { FailureNote, Loading } from '../../parts/states.tsx'
import { toast } from '../../parts/toasts.tsx'

type TakeAwayProps<Shown> = {
  title: string
  lead: string
  act: string
  done: string
  /** Of what is read, and of the list that has one less afterwards. */
  keys: { one: readonly unknown[]; list: string }
  read: () => Promise<{ would: Shown; headers: Headers }>
  remove: (asked: { query: { reason: string }; ifMatch: string }) => Promise<unknown>
  onClose: () => void
  children: (would: Shown) => ReactNode
}

export function TakeAway<Shown>(props: TakeAwayProps<Shown>): ReactNode {
  const { title, lead, act, done, keys, read, remove, onClose, children } = props
  const queries = useQueryClient()
  const known = useQuery({ queryKey: keys.one, queryFn: read, gcTime: 0 })
  const removal = useMutation({
    mutationFn: (reason: string) => remove({ query: { reason }, ifMatch: known.data?.headers.get('etag') ?? '*' }),
    onSuccess: async () => {
      toast(done)
      onClose()
      await queries.invalidateQueries({ queryKey: [keys.list] })
    },
  })
  const error = removal.error ?? known.error
  return (
    <ConfirmDialog
      title={title}
      act={act}
      needsReason
      isPending={removal.isPending || !known.data}
      failure={error && <FailureNote error={error} />}
      onConfirm={removal.mutate}
      onClose={onClose}
    >
      <p>{lead}</p>
      {known.data ? (
        <div className="note" data-tone="warn">
          {children(known.data.would)}
        </div>
      ) : (
        <Loading rows={2} />
      )}
    </ConfirmDialog>
  )
}
