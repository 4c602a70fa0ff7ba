/** A native dialog: the browser keeps the focus in it, closes it on Escape, and gives the focus back. */
import { type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react'
import { useTexts } from '../language/language.ts'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'
import { partsTexts } from './texts.ts'

type DialogProps = { title: string; onClose: () => void; children: ReactNode; foot?: ReactNode }

/** Open for as long as it is rendered. */
export function Dialog({ title, onClose, children, foot }: DialogProps): ReactNode {
  const t = useTexts(partsTexts)
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useId()
  // Before the element goes: a dialog that is taken out of the page while it is open gives no focus back.
  useLayoutEffect(() => {
    const element = dialog.current
    if (element && !element.open) element.showModal()
    return () => element?.close()
  }, [])
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={heading} onClose={onClose}>
      <div className="dialog-head">
        <h2 id={heading}>{title}</h2>
        <Button kind="quiet" size="s" aria-label={t.close} onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </Button>
      </div>
      <div className="dialog-body">{children}</div>
      {foot && <div className="dialog-foot">{foot}</div>}
    </dialog>
  )
}

type ConfirmProps = {
  title: string
  /** What happens, and what it takes. */
  children: ReactNode
  /** The word of the button. */
  act: string
  /** To be typed, for what cannot be taken back. */
  name?: string
  needsReason?: boolean
  failure?: ReactNode
  isPending?: boolean
  onConfirm: (reason: string) => void
  onClose: () => void
}

/** Before what destroys: what it takes, the name to type, and a reason for the trail. */
export function ConfirmDialog(props: ConfirmProps): ReactNode {
  const { title, children, act, name, needsReason = false, failure, isPending = false, onConfirm, onClose } = props
  const t = useTexts(partsTexts)
  const [typed, setTyped] = useState('')
  const [reason, setReason] = useState('')
  const ids = { name: useId(), reason: useId() }
  const isReady = (name === undefined || typed === name) && (!needsReason || reason.trim() !== '') && !isPending
  const missing = name !== undefined && typed !== name ? t.typeToConfirm(name) : t.reason
  const confirm = (
    <>
      <Button onClick={onClose}>{t.cancel}</Button>
      <Button kind="danger" unavailable={isReady ? undefined : missing} onClick={() => onConfirm(reason.trim())}>
        {act}
      </Button>
    </>
  )
  return (
    <Dialog title={title} onClose={onClose} foot={confirm}>
      {children}
      {name !== undefined && (
        <div className="field">
          <label htmlFor={ids.name}>{t.typeToConfirm(name)}</label>
          <input
            id={ids.name}
            className="input"
            value={typed}
            autoComplete="off"
            onChange={(event) => setTyped(event.target.value)}
          />
        </div>
      )}
      {needsReason && (
        <div className="field">
          <label htmlFor={ids.reason}>{t.reason}</label>
          <textarea
            id={ids.reason}
            className="input"
            rows={2}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
          <span className="field-hint">{t.reasonHint}</span>
        </div>
      )}
      {failure}
    </Dialog>
  )
}
