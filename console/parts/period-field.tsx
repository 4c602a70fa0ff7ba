/** When: one of some periods, or two days of somebody's own. */
import type { ReactNode } from 'react'
import { useTexts } from '../language/language.ts'
import { type Choice, ChoiceField } from './choice-field.tsx'
import { Field } from './field.tsx'
import { periodTexts } from './period-texts.ts'
import type { Days } from './periods.ts'

type PeriodFieldProps<Preset extends string> = {
  label: string
  presets: readonly Choice<Preset>[]
  value: Preset | 'between'
  /** What the period is, in days. */
  days: Days
  onPreset: (preset: Preset) => void
  onDays: (days: Days) => void
}

export function PeriodField<Preset extends string>(props: PeriodFieldProps<Preset>): ReactNode {
  const { label, presets, value, days, onPreset, onDays } = props
  const t = useTexts(periodTexts)
  const choose = (chosen: Preset | 'between') => (chosen === 'between' ? onDays(days) : onPreset(chosen))
  return (
    <>
      <ChoiceField<Preset | 'between'>
        label={label}
        value={value}
        choices={[...presets, { value: 'between', label: t.between }]}
        onChoose={choose}
      />
      {value === 'between' && (
        <>
          <DayField label={t.from} value={days.from} onDay={(from) => onDays({ ...days, from })} />
          <DayField label={t.to} value={days.to} onDay={(to) => onDays({ ...days, to })} />
        </>
      )}
    </>
  )
}

type DayFieldProps = { label: string; value: string; onDay: (day: string) => void }

/** A year is typed digit by digit: what is no whole day yet is taken when somebody goes on. */
function DayField({ label, value, onDay }: DayFieldProps): ReactNode {
  return (
    <Field label={label}>
      {(control) => (
        <input
          {...control}
          key={value}
          type="date"
          defaultValue={value}
          onBlur={({ target }) => target.value !== '' && target.value !== value && onDay(target.value)}
          onKeyDown={({ key, currentTarget }) => key === 'Enter' && currentTarget.blur()}
        />
      )}
    </Field>
  )
}
