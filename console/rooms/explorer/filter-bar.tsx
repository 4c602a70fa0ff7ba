/** The filters as chips, each of which can be changed and removed, and a way to add one. */
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useId, useMemo, useState } from 'react'
import { useTexts } from '../../language/language.ts'
import { type Formats, useFormats } from '../../language/numbers-and-times.ts'
import { endOf } from '../../language/statement-summary.ts'
import { Button } from '../../parts/button.tsx'
import { type Choice, Combobox } from '../../parts/combobox.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Menu } from '../../parts/menu.tsx'
import { partsTexts } from '../../parts/texts.ts'
import { Value } from '../../parts/value.tsx'
import { agentLabel, FILTERS, type FilterName, hasFilter, readFilter } from './filters.ts'
import type { Search } from './search.ts'
import type { Row } from './statements.ts'
import { type ExplorerTexts, texts } from './texts.ts'

export function useFilters() {
  const search = useSearch({ from: '/t/$tenant/explorer' })
  const navigate = useNavigate({ from: '/t/$tenant/explorer' })
  /** Another list: the statement that was open may not be in it, and stays open all the same. */
  const change = (by: { [name in keyof Search]?: Search[name] | undefined }) =>
    void navigate({
      search: (before) =>
        Object.fromEntries(Object.entries({ ...before, ...by }).filter(([, one]) => one !== undefined)),
    })
  return { search, change }
}

export function FilterBar({ rows }: { rows: readonly Row[] }): ReactNode {
  const t = useTexts(texts)
  const { search, change } = useFilters()
  const canRelate = search.agent !== undefined || search.activity !== undefined
  const cleared = Object.fromEntries([...FILTERS, 'related'].map((name) => [name, undefined]))
  return (
    <div className="row explorer-filters">
      {FILTERS.filter((name) => search[name] !== undefined).map((name) => (
        <Chip key={name} name={name} value={search[name] ?? ''} onRemove={() => change({ [name]: undefined })} />
      ))}
      {canRelate && (
        <label className="check small">
          <input
            type="checkbox"
            checked={search.related === true}
            onChange={(event) => change({ related: event.target.checked || undefined })}
          />
          {t.related}
        </label>
      )}
      <AddFilter rows={rows} />
      {hasFilter(search) && (
        <Button kind="quiet" size="s" onClick={() => change(cleared)}>
          {t.clear}
        </Button>
      )}
    </div>
  )
}

type ChipProps = { name: FilterName; value: string; onRemove: () => void }

/** Verbs go by the end of their IRI, as people call them; the whole of it is the title. */
function Chip({ name, value, onRemove }: ChipProps): ReactNode {
  const t = useTexts(texts)
  const parts = useTexts(partsTexts)
  const formats = useFormats()
  const shown = shownOf(name, value, formats)
  return (
    <span className="chip">
      <span className="chip-text" title={value}>
        <span className="muted">{t[name]}</span> <Value className="cut explorer-chip">{shown}</Value>
      </span>
      <button
        type="button"
        className="chip-remove"
        aria-label={parts.remove(`${t[name]} ${shown.slice(0, 80)}`)}
        onClick={onRemove}
      >
        <Icon name="close" />
      </button>
    </span>
  )
}

function shownOf(name: FilterName, value: string, { instant }: Formats): string {
  if (name === 'agent') return agentLabel(value)
  if (name === 'since' || name === 'until') return instant(value)
  return name === 'verb' ? endOf(value) : value
}

function AddFilter({ rows }: { rows: readonly Row[] }): ReactNode {
  const t = useTexts(texts)
  const label = (
    <>
      <Icon name="filter" />
      {t.addFilter}
    </>
  )
  return (
    <Menu label={label} name={t.addFilter}>
      {(close) => <FilterForm rows={rows} close={close} />}
    </Menu>
  )
}

function FilterForm({ rows, close }: { rows: readonly Row[]; close: () => void }): ReactNode {
  const t = useTexts(texts)
  const ids = { name: useId(), value: useId(), error: useId() }
  const { search, change } = useFilters()
  const [name, setName] = useState<FilterName>(FILTERS.find((one) => search[one] === undefined) ?? 'verb')
  const [typed, setTyped] = useState('')
  const [error, setError] = useState<string>()
  const choices = useMemo(() => choicesOf(name, rows), [name, rows])
  const add = (text: string) => {
    const value = readFilter(name, text)
    if (value === undefined) return setError(complaintOf(name, t))
    close()
    change({ [name]: value })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add(typed)
  }
  const isTime = name === 'since' || name === 'until'
  return (
    <form className="stack explorer-form" data-gap="s" onSubmit={submit} noValidate>
      <div className="field">
        <label htmlFor={ids.name}>{t.filterBy}</label>
        <select
          id={ids.name}
          className="input"
          value={name}
          onChange={(event) => {
            setName(FILTERS.find((one) => one === event.target.value) ?? 'verb')
            setTyped('')
            setError(undefined)
          }}
        >
          {FILTERS.map((one) => (
            <option key={one} value={one}>
              {t[one]}
            </option>
          ))}
        </select>
      </div>
      {isTime ? (
        <div className="field">
          <label htmlFor={ids.value}>{t[name]}</label>
          <input
            id={ids.value}
            className="input"
            type="datetime-local"
            step="1"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </div>
      ) : (
        <>
          <Combobox label={t[name]} value={typed} choices={choices} onInput={setTyped} onTake={add} error={error} />
          <span className="field-hint">{hintOf(name, t)}</span>
        </>
      )}
      <Button kind="primary" type="submit">
        {t.add}
      </Button>
    </form>
  )
}

const hintOf = (name: FilterName, t: ExplorerTexts) =>
  name === 'agent' ? t.agentHint : name === 'registration' ? t.uuidHint : t.iriHint
const complaintOf = (name: FilterName, t: ExplorerTexts) =>
  name === 'agent' ? t.notAgent : name === 'registration' ? t.notUuid : t.notIri

/** What the loaded statements have: a start, and no list of all there is. */
function choicesOf(name: FilterName, rows: readonly Row[]): Choice[] {
  const found = new Map<string, Choice>()
  for (const { summary } of rows.slice(0, 2_000)) {
    const choice = choiceIn(name, summary)
    if (choice && !found.has(choice.value)) found.set(choice.value, choice)
  }
  return [...found.values()].sort((one, other) => one.label.localeCompare(other.label)).slice(0, 500)
}

function choiceIn(name: FilterName, { actor, verb, thing, registration }: Row['summary']): Choice | undefined {
  if (name === 'agent' && actor?.agent !== undefined)
    return { value: actor.agent, label: actor.label, ...(actor.id !== undefined && { hint: actor.id }) }
  if (name === 'verb' && verb) return { value: verb.id, label: verb.label, hint: verb.id }
  if (name === 'activity' && thing.kind === 'activity') return { value: thing.id, label: thing.label, hint: thing.id }
  return name === 'registration' && registration !== undefined
    ? { value: registration, label: registration }
    : undefined
}
