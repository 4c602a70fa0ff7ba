/** A launch of cmi5 content, prepared by hand: to try content, and to see what an LMS is given. */
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import type { NewLaunch } from '../../api/admin-api.ts'
import { useAct } from '../../api/use-act.ts'
import { useClient } from '../../api/use-api.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { Button } from '../../parts/button.tsx'
import { Field, focusMistake } from '../../parts/field.tsx'
import { FailureNote } from '../../parts/states.tsx'
import { type LaunchDraft, missingIn, newLaunchDraft, toLaunch } from './launch-draft.ts'
import { LaunchMade } from './launch-made.tsx'
import { texts } from './texts.ts'

type LaunchesProps = { tenant: string; mayNot: string | undefined }

export function Launches({ tenant, mayNot }: LaunchesProps): ReactNode {
  const t = useTexts(texts)
  const client = useClient()
  const [draft, setDraft] = useState<LaunchDraft>(() => newLaunchDraft(crypto.randomUUID()))
  const [isTried, setTried] = useState(false)
  const act = useAct<NewLaunch>()
  const prepare = useMutation({
    mutationFn: () => {
      const { body, idempotencyKey } = act(JSON.stringify(draft), () => toLaunch(draft, Date.now()))
      return client.call('createLaunch', { parameters: { tenant }, body, idempotencyKey })
    },
  })
  const missing = missingIn(draft)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setTried(true)
    if (missing.length === 0) prepare.mutate()
    else focusMistake(event.currentTarget)
  }
  if (prepare.data)
    return (
      <LaunchMade
        tenant={tenant}
        launch={prepare.data}
        contentUrl={draft.contentUrl}
        onAnother={() => {
          setDraft({ ...draft, registration: crypto.randomUUID() })
          prepare.reset()
        }}
      />
    )
  return (
    <form className="card stack senders-launch" onSubmit={submit} noValidate aria-label={t.launchTitle}>
      <p className="muted">{t.launchLead}</p>
      <LaunchFields draft={draft} missing={isTried ? missing : []} onChange={setDraft} />
      {prepare.error && <FailureNote error={prepare.error} />}
      <div>
        <Button
          kind="plain"
          type={mayNot === undefined ? 'submit' : 'button'}
          disabled={prepare.isPending}
          unavailable={mayNot}
        >
          {t.prepare}
        </Button>
      </div>
    </form>
  )
}

type LaunchFieldsProps = {
  draft: LaunchDraft
  missing: readonly (keyof LaunchDraft)[]
  onChange: (draft: LaunchDraft) => void
}

const TEXTS = [
  'homePage',
  'accountName',
  'registration',
  'activity',
  'publisherId',
  'contentUrl',
  'masteryScore',
] as const
const MODES = ['Normal', 'Browse', 'Review'] as const
const MOVES = ['NotApplicable', 'Passed', 'Completed', 'CompletedAndPassed', 'CompletedOrPassed'] as const

function LaunchFields({ draft, missing, onChange }: LaunchFieldsProps): ReactNode {
  const t = useTexts(texts)
  const { number } = useFormats()
  const id = useId()
  const set = (by: Partial<LaunchDraft>) => onChange({ ...draft, ...by })
  return (
    <div className="senders-two">
      {TEXTS.map((name) => (
        <Field
          key={name}
          label={t[name]}
          error={missing.includes(name) ? t.fillIn : undefined}
          {...(name === 'contentUrl' && { hint: t.contentUrlHint })}
        >
          {(control) => (
            <input
              {...control}
              value={draft[name]}
              autoComplete="off"
              spellCheck={false}
              onChange={({ target }) => set({ [name]: target.value })}
            />
          )}
        </Field>
      ))}
      <Field label={t.launchMode}>
        {(control) => (
          <select
            {...control}
            value={draft.launchMode}
            onChange={({ target }) => set({ launchMode: MODES.find((one) => one === target.value) ?? 'Normal' })}
          >
            {MODES.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t.moveOn}>
        {(control) => (
          <select
            {...control}
            value={draft.moveOn ?? ''}
            onChange={({ target }) => set({ moveOn: MOVES.find((one) => one === target.value) })}
          >
            <option value="">{t.notGiven}</option>
            {MOVES.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t.hours}>
        {(control) => (
          <select {...control} value={draft.hours} onChange={({ target }) => set({ hours: Number(target.value) })}>
            {[1, 4, 8, 24].map((one) => (
              <option key={`${id}-${one}`} value={one}>
                {t.hoursOf(number(one))}
              </option>
            ))}
          </select>
        )}
      </Field>
    </div>
  )
}
