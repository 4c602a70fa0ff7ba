/** A combobox with a list, as APG has it: typing narrows, arrows choose, Enter takes, Escape closes. Any text may be taken. */
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react'
import { useTexts } from '../language/language.ts'
import { partsTexts } from './texts.ts'

export type Choice = { value: string; label: string; hint?: string }

type ComboboxProps = {
  label: string
  value: string
  choices: readonly Choice[]
  onInput: (text: string) => void
  /** Somebody chose, or pressed Enter on a text of their own. */
  onTake: (value: string) => void
  placeholder?: string
  error?: string | undefined
}

const fits = (text: string) => {
  const wanted = text.trim().toLowerCase()
  return ({ value, label }: Choice) => value.toLowerCase().includes(wanted) || label.toLowerCase().includes(wanted)
}

export function Combobox(props: ComboboxProps): ReactNode {
  const { label, value, choices, onInput, onTake, placeholder, error } = props
  const t = useTexts(partsTexts)
  const id = useId()
  const [isOpen, setOpen] = useState(false)
  const [at, setAt] = useState(-1)
  const shown = choices.filter(fits(value)).slice(0, 50)
  const take = (taken: string) => {
    setOpen(false)
    setAt(-1)
    onTake(taken)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      setOpen(true)
      const step = event.key === 'ArrowDown' ? 1 : -1
      setAt((before) => (shown.length === 0 ? -1 : (before + step + shown.length) % shown.length))
    } else if (event.key === 'Enter') {
      event.preventDefault()
      take(shown[at]?.value ?? value)
    } else if (event.key === 'Escape' && isOpen) {
      // The dialog around it stays open.
      event.stopPropagation()
      event.preventDefault()
      setOpen(false)
    }
  }
  return (
    <div className="field combobox">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input"
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={at >= 0 && isOpen ? `${id}-${at}` : undefined}
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? undefined : `${id}-error`}
        autoComplete="off"
        spellCheck={false}
        value={value}
        placeholder={placeholder}
        onChange={(event) => {
          setOpen(true)
          setAt(-1)
          onInput(event.target.value)
        }}
        onFocus={() => setOpen(choices.length > 0)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      {error !== undefined && (
        <span className="field-error" id={`${id}-error`}>
          {error}
        </span>
      )}
      <div
        className="combobox-list"
        role="listbox"
        id={`${id}-list`}
        aria-label={label}
        hidden={!isOpen || choices.length === 0}
      >
        {shown.map((choice, i) => (
          <div
            key={choice.value}
            id={`${id}-${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === at}
            className="menu-item"
            // Before the blur of the input, which would close the list.
            onMouseDown={(event) => {
              event.preventDefault()
              take(choice.value)
            }}
          >
            <span className="cut">{choice.label}</span>
            {choice.hint !== undefined && <span className="muted small cut">{choice.hint}</span>}
          </div>
        ))}
        {shown.length === 0 && <div className="menu-item muted">{t.noMatches}</div>}
      </div>
    </div>
  )
}
