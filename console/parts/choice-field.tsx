/** One of some words, chosen from a list under its label. */
import type { ReactNode } from 'react'
import { Field } from './field.tsx'

export type Choice<Word extends string> = { value: Word; label: string }
type ChoiceFieldProps<Word extends string> = {
  label: string
  value: Word
  choices: readonly Choice<Word>[]
  onChoose: (value: Word) => void
}

export function ChoiceField<Word extends string>(props: ChoiceFieldProps<Word>): ReactNode {
  const { label, value, choices, onChoose } = props
  const choose = (text: string) => {
    const found = choices.find((one) => one.value === text)
    if (found) onChoose(found.value)
  }
  return (
    <Field label={label}>
      {(control) => (
        <select {...control} value={value} onChange={({ target }) => choose(target.value)}>
          {choices.map((one) => (
            <option key={one.value} value={one.value}>
              {one.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
