/** The filters of the trail: when, which act, who, and about whom. What is set stands in the address. */
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { readAgent } from '../../language/agent-id.ts'
import { useTexts } from '../../language/language.ts'
import { Button } from '../../parts/button.tsx'
import { ChoiceField } from '../../parts/choice-field.tsx'
import { Field } from '../../parts/field.tsx'
import { Icon } from '../../parts/icon.tsx'
import { partsTexts } from '../../parts/texts.ts'
import { Value } from '../../parts/value.tsx'
import { useMe } from '../../shell/access.ts'
import { actChoices, actText, actTexts } from './acts.ts'
import { agentNameIn } from './agents.ts'
import type { Search } from './search.ts'
import { texts } from './texts.ts'
import { hasFilter, PERIODS, periodOf } from './trail-query.ts'
import { useView } from './use-view.ts'

const CHIPS = ['act', 'who', 'about'] as const
const TYPED = ['who', 'about'] as const
type ChipName = (typeof CHIPS)[number]

export function TrailFilters(): ReactNode {
  const t = useTexts(texts)
  const { search, change } = useView()
  const { isOwner } = useMe()
  const shown = CHIPS.filter((name) => search[name] !== undefined)
  return (
    <div className="stack" data-gap="s">
      <div className="row audit-filters" role="group" aria-label={t.filters}>
        {isOwner && <Whose />}
        <PeriodField />
        <ActField />
        <AddFilter key={shown.join()} />
      </div>
      {hasFilter(search) && (
        <div className="row">
          {shown.map((name) => (
            <Chip key={name} name={name} value={search[name] ?? ''} />
          ))}
          <Button
            kind="quiet"
            size="s"
            onClick={() => change({ act: undefined, who: undefined, about: undefined, from: undefined, to: undefined })}
          >
            {t.clear}
          </Button>
        </div>
      )}
    </div>
  )
}

function Whose(): ReactNode {
  const t = useTexts(texts)
  const { search, change } = useView()
  return (
    <ChoiceField
      label={t.whose}
      value={search.of ?? 'tenant'}
      choices={[
        { value: 'tenant', label: t.ofTenant },
        { value: 'deployment', label: t.ofDeployment },
      ]}
      onChoose={(of) => change({ of: of === 'deployment' ? of : undefined, entry: undefined })}
    />
  )
}

function PeriodField(): ReactNode {
  const t = useTexts(texts)
  const { search, change } = useView()
  const period = periodOf(search)
  const choose = (value: string) => {
    const word = (['hour', 'week', 'month'] as const).find((one) => one === value)
    const start = new Date(Date.now() - 24 * 3_600_000).toISOString()
    change({ period: word, from: value === 'between' ? start : undefined, to: undefined })
  }
  return (
    <>
      <ChoiceField
        label={t.period}
        value={period}
        choices={[...PERIODS, 'between' as const].map((value) => ({ value, label: t[value] }))}
        onChoose={choose}
      />
      {period === 'between' && (
        <>
          <Moment name="from" label={t.from} />
          <Moment name="to" label={t.to} />
        </>
      )}
    </>
  )
}

function ActField(): ReactNode {
  const t = useTexts(texts)
  const acts = useTexts(actTexts)
  const { search, change } = useView()
  return (
    <Field label={t.act}>
      {(control) => (
        <select
          {...control}
          value={search.act !== undefined && search.act in acts ? search.act : ''}
          onChange={({ target }) => change({ act: target.value || undefined, entry: undefined })}
        >
          <option value="">{t.anyAct}</option>
          {actChoices(acts).map(({ topic, acts: own }) => (
            <optgroup key={topic} label={t[topic]}>
              {own.map(([act, words]) => (
                <option key={act} value={act}>{`${words} (${act})`}</option>
              ))}
            </optgroup>
          ))}
        </select>
      )}
    </Field>
  )
}

/** Of the viewer's zone, as the browser's own field has it. */
const localText = (instant: string | undefined): string => {
  const date = new Date(instant ?? '')
  if (Number.isNaN(date.getTime())) return ''
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

function Moment({ name, label }: { name: 'from' | 'to'; label: string }): ReactNode {
  const id = useId()
  const { search, change } = useView()
  const set = (text: string) => {
    const date = new Date(text)
    change({ [name]: Number.isNaN(date.getTime()) ? undefined : date.toISOString() })
  }
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input"
        type="datetime-local"
        defaultValue={localText(search[name])}
        onBlur={({ target }) => target.value !== localText(search[name]) && set(target.value)}
      />
    </div>
  )
}

/** One field for whatever somebody wants to narrow it by. */
function AddFilter(): ReactNode {
  const t = useTexts(texts)
  const hintId = useId()
  const { search, change } = useView()
  const [name, setName] = useState<(typeof TYPED)[number]>(TYPED.find((one) => search[one] === undefined) ?? 'who')
  const [typed, setTyped] = useState('')
  const [isWrong, setWrong] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const value = filterOf(name, typed)
    setWrong(value === undefined && typed.trim() !== '')
    if (value !== undefined) change({ [name]: value, entry: undefined })
  }
  const hint = { who: t.whoHint, about: t.aboutHint }[name]
  return (
    <form className="audit-add" onSubmit={submit} noValidate>
      <select
        className="input"
        aria-label={t.filters}
        value={name}
        onChange={({ target }) => setName(TYPED.find((one) => one === target.value) ?? 'who')}
      >
        {TYPED.filter((one) => one !== 'about' || search.of === undefined).map((one) => (
          <option key={one} value={one}>
            {t[one]}
          </option>
        ))}
      </select>
      <input
        className="input"
        aria-label={t[name]}
        aria-invalid={isWrong}
        aria-describedby={hintId}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
      />
      <Button type="submit">{t.show}</Button>
      <span id={hintId} className={isWrong ? 'field-error' : 'field-hint'} role={isWrong ? 'alert' : undefined}>
        {isWrong ? t.notAgent : hint}
      </span>
    </form>
  )
}

function filterOf(name: ChipName, typed: string): string | undefined {
  const text = typed.trim()
  if (text === '') return undefined
  if (name !== 'about') return text
  const agent = readAgent(text)
  return agent && JSON.stringify(agent)
}

function Chip({ name, value }: { name: ChipName; value: string }): ReactNode {
  const t = useTexts(texts)
  const parts = useTexts(partsTexts)
  const { change } = useView()
  const acts = useTexts(actTexts)
  const shown = {
    who: () => value,
    about: () => agentNameIn(value),
    act: () => (value in acts ? actText(value, acts) : value),
  }[name]()
  const without: { [one in ChipName]?: Search[one] | undefined } = { [name]: undefined }
  return (
    <span className="chip">
      <span className="chip-text" title={value}>
        <span className="muted">{t[name]}</span> <Value className="cut audit-chip">{shown}</Value>
      </span>
      <button
        type="button"
        className="chip-remove"
        aria-label={parts.remove(`${t[name]} ${shown.slice(0, 80)}`)}
        onClick={() => change(without)}
      >
        <Icon name="close" />
      </button>
    </span>
  )
}
