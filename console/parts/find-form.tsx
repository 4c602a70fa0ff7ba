/** One field for a name or an identifier, and what is wrong with what was typed. */
import './find-form.css'
import { type FormEvent, type ReactNode, useState } from 'react'
import { Button } from './button.tsx'
import { Field } from './field.tsx'

/** Of fewer characters a part of a name is everywhere. */
export const LEAST = 2

type FindFormProps = {
  label: string
  hint: string
  /** The word of the button. */
  act: string
  /** It is the one act of the view. */
  isFirst?: boolean
  typed: string
  onType: (text: string) => void
  /** @returns what is wrong with it, if something is */
  onFind: (text: string) => string | undefined
}

export function FindForm({ label, hint, act, isFirst = false, typed, onType, onFind }: FindFormProps): ReactNode {
  const [error, setError] = useState<string>()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setError(onFind(typed.trim()))
  }
  return (
    <form className="find-form" onSubmit={submit}>
      <Field label={label} hint={hint} error={error}>
        {(control) => (
          <div className="find-form-typed">
            <input
              {...control}
              type="search"
              value={typed}
              spellCheck={false}
              autoComplete="off"
              onChange={({ target }) => {
                onType(target.value)
                setError(undefined)
              }}
            />
            <Button type="submit" kind={isFirst ? 'primary' : 'plain'}>
              {act}
            </Button>
          </div>
        )}
      </Field>
    </form>
  )
}
