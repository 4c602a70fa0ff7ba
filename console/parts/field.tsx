/** A labelled control with its hint and what is wrong with it, all of which are read aloud with it. */
import { type ReactNode, useId } from 'react'

/** What the control is given, to be spread into it. */
export type FieldControl = {
  id: string
  className: string
  'aria-invalid': boolean
  'aria-describedby'?: string
}
type FieldProps = {
  label: string
  hint?: string
  error?: string | undefined
  children: (control: FieldControl) => ReactNode
}

export function Field({ label, hint, error, children }: FieldProps): ReactNode {
  const id = useId()
  const said = [error !== undefined && `${id}-error`, hint !== undefined && `${id}-hint`].filter(Boolean).join(' ')
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        className: 'input',
        'aria-invalid': error !== undefined,
        ...(said !== '' && { 'aria-describedby': said }),
      })}
      {error !== undefined && (
        <span className="field-error" id={`${id}-error`}>
          {error}
        </span>
      )}
      {hint !== undefined && (
        <span className="field-hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </div>
  )
}

/** After a form was sent that has mistakes: to the first of them. */
export function focusMistake(form: HTMLFormElement): void {
  requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
}
