/** What an owner may do to a tenant: those that fit where it is in its life. */
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { Tenant } from '../../api/admin-api.ts'
import { useClient } from '../../api/use-api.ts'
import { useTexts } from '../../language/language.ts'
import { Button } from '../../parts/button.tsx'
import { FailureNote } from '../../parts/states.tsx'
import { toast } from '../../parts/toasts.tsx'
import { texts } from './texts.ts'
import { useChanged, useView } from './use-tenant.ts'

type LifeActsProps = { tenant: Tenant; mayNot: string | undefined }

export function LifeActs({ tenant: { id, suspended, hold, removal }, mayNot }: LifeActsProps): ReactNode {
  const t = useTexts(texts)
  const { change } = useView()
  const cannotDelete = mayNot ?? (hold ? t.deleteHeld : removal ? t.deleteMarked : undefined)
  return (
    <>
      <div className="row">
        {removal && removal.began === undefined && <TakeBack tenant={id} act="restoreTenant" mayNot={mayNot} />}
        {suspended === undefined ? (
          <Button unavailable={mayNot} onClick={() => change({ act: 'suspend' })}>
            {t.suspend}
          </Button>
        ) : (
          removal === undefined && <TakeBack tenant={id} act="resumeTenant" mayNot={mayNot} />
        )}
        <Button unavailable={mayNot} onClick={() => change({ act: hold ? 'release' : 'hold' })}>
          {hold ? t.release : t.hold}
        </Button>
        <Button kind="danger" unavailable={cannotDelete} onClick={() => change({ act: 'delete' })}>
          {t.delete}
        </Button>
      </div>
      {mayNot !== undefined && <p className="small muted">{mayNot}</p>}
    </>
  )
}

type TakeBackProps = { tenant: string; act: 'resumeTenant' | 'restoreTenant'; mayNot: string | undefined }

/** Gives back what was taken: nothing to confirm. */
function TakeBack({ tenant, act, mayNot }: TakeBackProps): ReactNode {
  const t = useTexts(texts)
  const client = useClient()
  const changed = useChanged('getTenant', 'listTenants')
  const [idempotencyKey, setKey] = useState(() => crypto.randomUUID())
  const isResume = act === 'resumeTenant'
  const take = useMutation({
    mutationFn: () => client.call(act, { parameters: { tenant }, idempotencyKey }),
    onSuccess: async () => {
      // Done is done: the next time is another act.
      setKey(crypto.randomUUID())
      toast(isResume ? t.resumed : t.restored)
      await changed()
    },
  })
  return (
    <>
      <Button unavailable={mayNot} disabled={take.isPending} onClick={() => take.mutate()}>
        {isResume ? t.resume : t.restore}
      </Button>
      {take.error && <FailureNote error={take.error} retry={() => take.mutate()} />}
    </>
  )
}
