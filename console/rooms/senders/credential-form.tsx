/** The fields of a credential: label, scopes, expiry; filter and leniency below a fold. */
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import type { LenientRule, Scope } from '../../api/admin-api.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { Field, focusMistake } from '../../parts/field.tsx'
import { type Draft, EXPIRIES, type Expiry, LENIENCIES, type Mistakes, mistakesIn, PRESETS, SCOPES } from './draft.ts'
import { texts } from './texts.ts'

type CredentialFormProps = {
  id: string
  draft: Draft
  /** When the credential that is changed expires now. */
  expires?: string | undefined
  isFoldOpen?: boolean
  onChange: (draft: Draft) => void
  /** Of a draft without mistakes. */
  onSubmit: () => void
}
type PartProps = { draft: Draft; mistakes: Mistakes; set: (by: Partial<Draft>) => void }

export function CredentialForm(props: CredentialFormProps): ReactNode {
  const { id, draft, expires, isFoldOpen = false, onChange, onSubmit } = props
  const t = useTexts(texts)
  const [isTried, setTried] = useState(false)
  const [isOpen, setOpen] = useState(isFoldOpen)
  const found = mistakesIn(draft, Date.now())
  const mistakes = isTried ? found : {}
  const set = (by: Partial<Draft>) => onChange({ ...draft, ...by })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setTried(true)
    if (Object.keys(found).length === 0) onSubmit()
    else focusMistake(event.currentTarget)
  }
  return (
    <form id={id} className="stack" onSubmit={submit} noValidate>
      <Field label={t.label} hint={t.labelHint} error={mistakes.label && t.needsLabel}>
        {(control) => (
          <input
            {...control}
            value={draft.label}
            maxLength={200}
            autoComplete="off"
            onChange={(event) => set({ label: event.target.value })}
          />
        )}
      </Field>
      <Scopes draft={draft} mistakes={mistakes} set={set} />
      <Expires draft={draft} mistakes={mistakes} set={set} expires={expires} />
      <details open={isOpen || mistakes.agents !== undefined} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{t.more}</summary>
        <Fold draft={draft} mistakes={mistakes} set={set} />
      </details>
    </form>
  )
}

const presetOf = (scopes: readonly Scope[]) =>
  Object.entries(PRESETS).find(
    ([, preset]) => preset.length === scopes.length && preset.every((one) => scopes.includes(one)),
  )?.[0] ?? 'presetOwn'

function Scopes({ draft, mistakes, set }: PartProps): ReactNode {
  const t = useTexts(texts)
  const toggle = (scope: Scope, isOn: boolean) =>
    set({ scopes: SCOPES.filter((one) => (one === scope ? isOn : draft.scopes.includes(one))) })
  const error = useId()
  return (
    <>
      <Field label={t.preset}>
        {(control) => (
          <select
            {...control}
            value={presetOf(draft.scopes)}
            onChange={({ target }) => {
              const preset = Object.entries(PRESETS).find(([name]) => name === target.value)
              if (preset) set({ scopes: preset[1] })
            }}
          >
            {(['presetLms', 'presetSender', 'presetReader', 'presetOwn'] as const).map((name) => (
              <option key={name} value={name}>
                {t[name]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <fieldset className="senders-choices" aria-describedby={mistakes.scopes && error}>
        <legend className="label">{t.scopesLegend}</legend>
        {SCOPES.map((scope) => (
          <label key={scope} className="check">
            <input
              type="checkbox"
              checked={draft.scopes.includes(scope)}
              aria-invalid={mistakes.scopes === true}
              onChange={(event) => toggle(scope, event.target.checked)}
            />
            <span>
              <code>{scope}</code> <span className="muted small">{t[`may ${scope}`]}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {mistakes.scopes && (
        <span className="field-error" id={error}>
          {t.needsScope}
        </span>
      )}
    </>
  )
}

function Expires({ draft, mistakes, set, expires }: PartProps & { expires: string | undefined }): ReactNode {
  const t = useTexts(texts)
  const { instant } = useFormats()
  const names = { never: t.never30, '30': t.in30, '90': t.in90, '365': t.in365, day: t.onDate }
  const choices: Expiry[] = expires === undefined ? [...EXPIRIES] : ['same', ...EXPIRIES]
  return (
    <div className="senders-two">
      <Field label={t.expires}>
        {(control) => (
          <select
            {...control}
            value={draft.expiry}
            onChange={({ target }) => set({ expiry: choices.find((one) => one === target.value) ?? 'never' })}
          >
            {choices.map((one) => (
              <option key={one} value={one}>
                {one === 'same' ? t.asNow(instant(expires ?? '')) : names[one]}
              </option>
            ))}
          </select>
        )}
      </Field>
      {draft.expiry === 'day' && (
        <Field label={t.day} error={mistakes.day && t.needsDay}>
          {(control) => (
            <input {...control} type="date" value={draft.day} onChange={({ target }) => set({ day: target.value })} />
          )}
        </Field>
      )}
    </div>
  )
}

function Fold({ draft, mistakes, set }: PartProps): ReactNode {
  const t = useTexts(texts)
  const lists = ['verbs', 'activities', 'agents'] as const
  const toggle = (rule: LenientRule, isOn: boolean) =>
    set({ lenient: LENIENCIES.filter((one) => (one === rule ? isOn : draft.lenient.includes(one))) })
  return (
    <div className="stack senders-fold">
      <p className="small muted">{t.filterLead}</p>
      {lists.map((name) => (
        <Field
          key={name}
          label={t[name]}
          error={name === 'agents' && mistakes.agents !== undefined ? t.badAgent(mistakes.agents) : undefined}
        >
          {(control) => (
            <textarea
              {...control}
              rows={2}
              spellCheck={false}
              value={draft[name]}
              onChange={({ target }) => set({ [name]: target.value })}
            />
          )}
        </Field>
      ))}
      <fieldset className="senders-choices">
        <legend className="label">{t.leniency}</legend>
        {LENIENCIES.map((rule) => (
          <label key={rule} className="check">
            <input
              type="checkbox"
              checked={draft.lenient.includes(rule)}
              onChange={(event) => toggle(rule, event.target.checked)}
            />
            <span>
              <code>{rule}</code> <span className="muted small">{t[rule]}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <p className="small muted">{t.leniencyLead}</p>
    </div>
  )
}
