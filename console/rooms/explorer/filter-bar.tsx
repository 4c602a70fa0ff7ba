/** The filters as chips, each of which can be changed and removed, and a way to add one. */
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useId, useMemo, useState } from 'react'
import { useRead } from '../../api/use-api.ts'
import { useTexts } from '../../language/language.ts'
import { type Formats, useFormats } from '../../language/numbers-and-times.ts'
import { endOf } from '../../language/statement-summary.ts'
import { Button } from '../../parts/button.tsx'
import { type Choice, Combobox } from '../../parts/combobox.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Menu } from '../../parts/menu.tsx'
import { partsTexts } from '../../parts/texts.ts'
import { Value } from '../../parts/value.tsx'
import { accessIn, useMe } from '../../shell/access.ts'
import { agentLabel, credentialOf, FILTERS, type FilterName, hasFilter, readFilter } from './filters.ts'
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
        <Chip key={name} name={name} value={String(search[name])} onRemove={() => change({ [name]: undefined })} />
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
  const { search } = useFilters()
  const label = labelOf(name, search, t)
  const credential = useCredential(name === 'credential' ? value : undefined)
  const shown = credential ?? (name === 'voided' ? t.voidedOnly : shownOf(name, value, formats))
  return (
    <span className="chip">
      <span className="chip-text" title={value}>
        <span className="muted">{label}</span> <Value className="cut explorer-chip">{shown}</Value>
      </span>
      <button
        type="button"
        className="chip-remove"
        aria-label={parts.remove(`${label} ${shown.slice(0, 80)}`)}
        onClick={onRemove}
      >
        <Icon name="close" />
      </button>
    </span>
  )
}

/** With voided ones, times are those of the voiding. */
function labelOf(name: FilterName, { voided }: Search, t: ExplorerTexts): string {
  if (voided && name === 'since') return t.voidedSince
  return voided && name === 'until' ? t.voidedUntil : t[name]
}

/** Analysts may not read credentials: they see keys. */
function useMayReadCredentials(): boolean {
  const { tenant } = useParams({ from: '/t/$tenant/explorer' })
  return accessIn(useMe(), tenant) !== 'analyst'
}

/** Its label says more than its key; one that was revoked has none any more. */
function useCredential(key: string | undefined): string | undefined {
  const { tenant } = useParams({ from: '/t/$tenant/explorer' })
  const enabled = useMayReadCredentials() && key !== undefined
  const read = useRead('getCredential', { parameters: { tenant, key: key ?? '' } }, { enabled })
  return enabled ? (read.data?.label ?? key) : key
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
  const credentials = useCredentials(name === 'credential')
  const loaded = useMemo(() => choicesOf(name, rows), [name, rows])
  const choices = name === 'credential' && credentials !== undefined ? credentials : loaded
  const add = (text: string) => {
    const filter = readFilter(name, text)
    if (filter === undefined) return setError(complaintOf(name, t))
    close()
    // What is voided is hidden from who follows.
    change(name === 'voided' ? { ...filter, live: undefined } : filter)
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
              {labelOf(one, search, t)}
            </option>
          ))}
        </select>
      </div>
      {name === 'voided' && <span className="field-hint">{t.voidedHint}</span>}
      {isTime && (
        <div className="field">
          <label htmlFor={ids.value}>{labelOf(name, search, t)}</label>
          <input
            id={ids.value}
            className="input"
            type="datetime-local"
            step="1"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </div>
      )}
      {!isTime && name !== 'voided' && (
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

const WORDS = {
  agent: { hint: 'agentHint', complaint: 'notAgent' },
  registration: { hint: 'uuidHint', complaint: 'notUuid' },
  credential: { hint: 'credentialHint', complaint: 'notKey' },
} as const
const IRI_WORDS = { hint: 'iriHint', complaint: 'notIri' } as const
const wordsOf = (name: FilterName) => (Object.hasOwn(WORDS, name) ? WORDS[name as keyof typeof WORDS] : IRI_WORDS)
const hintOf = (name: FilterName, t: ExplorerTexts) => t[wordsOf(name).hint]
const complaintOf = (name: FilterName, t: ExplorerTexts) => t[wordsOf(name).complaint]

/** Those of the tenant, for who may know them. */
function useCredentials(isWanted: boolean): Choice[] | undefined {
  const { tenant } = useParams({ from: '/t/$tenant/explorer' })
  const enabled = useMayReadCredentials() && isWanted
  const read = useRead('listCredentials', { parameters: { tenant }, query: { limit: 200 } }, { enabled })
  return read.data?.items.map(({ key, label }) => ({ value: key, label, hint: key }))
}

/** What the loaded statements have: a start, and no list of all there is. */
function choicesOf(name: FilterName, rows: readonly Row[]): Choice[] {
  const found = new Map<string, Choice>()
  for (const { summary } of rows.slice(0, 2_000)) {
    const choice = choiceIn(name, summary)
    if (choice && !found.has(choice.value)) found.set(choice.value, choice)
  }
  return [...found.values()].sort((one, other) => one.label.localeCompare(other.label)).slice(0, 500)
}

function choiceIn(name: FilterName, summary: Row['summary']): Choice | undefined {
  const { actor, verb, thing, registration, authority } = summary
  const key = name === 'credential' ? credentialOf(authority?.agent) : undefined
  if (key !== undefined) return { value: key, label: key }
  if (name === 'agent' && actor?.agent !== undefined)
    return { value: actor.agent, label: actor.label, ...(actor.id !== undefined && { hint: actor.id }) }
  if (name === 'verb' && verb) return { value: verb.id, label: verb.label, hint: verb.id }
  if (name === 'activity' && thing.kind === 'activity') return { value: thing.id, label: thing.label, hint: thing.id }
  return name === 'registration' && registration !== undefined
    ? { value: registration, label: registration }
    : undefined
}
