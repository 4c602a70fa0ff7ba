/** Gives a credential a new secret; the one before works beside it for as long as somebody says. */
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { Credential, Rotation } from '../../api/admin-api.ts'
import { useAct } from '../../api/use-act.ts'
import { useClient } from '../../api/use-api.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { Button } from '../../parts/button.tsx'
import { ChoiceField } from '../../parts/choice-field.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { FailureNote } from '../../parts/states.tsx'
import { partsTexts } from '../../parts/texts.ts'
import { olderSecretOf } from './credential-facts.tsx'
import { texts } from './texts.ts'
import { ToldSecret } from './told-secret.tsx'
import { useChanged } from './use-senders.ts'

const DAYS = ['0', '1', '2', '7', '30'] as const
const DAY_MS = 86_400_000

type RotateDialogProps = { tenant: string; credential: Credential; onClose: () => void }

export function RotateDialog({ tenant, credential, onClose }: RotateDialogProps): ReactNode {
  const t = useTexts(texts)
  const parts = useTexts(partsTexts)
  const { instant } = useFormats()
  const client = useClient()
  const changed = useChanged()
  const [days, setDays] = useState<string>('1')
  const act = useAct<Rotation>()
  const rotate = useMutation({
    mutationFn: () => {
      const until = () => ({ until: new Date(Date.now() + Number(days) * DAY_MS).toISOString() })
      const { body, idempotencyKey } = act(days, until)
      return client.call('rotateCredential', { parameters: { tenant, key: credential.key }, body, idempotencyKey })
    },
    onSuccess: changed,
  })
  if (rotate.data)
    return (
      <Dialog title={t.secretTitle} onClose={onClose} foot={<Button onClick={onClose}>{t.done}</Button>}>
        <ToldSecret made={rotate.data} />
      </Dialog>
    )
  const older = olderSecretOf(credential, Date.now())
  const names = { '0': t.untilNow, '1': t.until1, '2': t.until2, '7': t.until7, '30': t.until30 }
  const foot = (
    <>
      <Button onClick={onClose}>{parts.cancel}</Button>
      <Button kind="primary" disabled={rotate.isPending} onClick={() => rotate.mutate()}>
        {t.rotateAct}
      </Button>
    </>
  )
  return (
    <Dialog title={t.rotateTitle} onClose={onClose} foot={foot}>
      <p>{t.rotateLead}</p>
      {older !== undefined && (
        <div className="note" data-tone="warn">
          <p>{t.rotateTwo(instant(older))}</p>
        </div>
      )}
      <ChoiceField
        label={t.rotateUntil}
        value={days}
        choices={DAYS.map((value) => ({ value, label: names[value] }))}
        onChoose={setDays}
      />
      {rotate.error && <FailureNote error={rotate.error} />}
    </Dialog>
  )
}
