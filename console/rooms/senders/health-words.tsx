/** How a sender is, and what it breaks, in words. */
import type { ReactNode } from 'react'
import type { BrokenRule } from '../../api/admin-api.ts'
import { useTexts } from '../../language/language.ts'
import { Value } from '../../parts/value.tsx'
import type { Health } from './health.ts'
import { type SendersTexts, texts } from './texts.ts'

const TONES: { [health in Health]?: 'good' | 'warn' | 'bad' } = {
  failing: 'bad',
  expired: 'bad',
  refused: 'warn',
  ending: 'warn',
  works: 'good',
}

export function HealthBadge({ health }: { health: Health }): ReactNode {
  const t = useTexts(texts)
  const word = health === 'refused' ? t.refusedLately : t[health]
  return (
    <span className="badge" data-tone={TONES[health]}>
      {word}
    </span>
  )
}

/** The place and the rule, as one sentence; the reason alone where no rule is known. */
export function RuleSentence({ broken, className }: { broken: BrokenRule; className?: string }): ReactNode {
  const t = useTexts(texts)
  const { reason, rule, place } = broken
  if (rule === '') return <span className={className}>{reasonText(reason, t)}</span>
  return (
    <span className={className}>
      {place !== '' && (
        <>
          <code>
            <Value>{place}</Value>
          </code>{' '}
        </>
      )}
      <Value>{rule}</Value>
    </span>
  )
}

export function reasonText(reason: string, t: SendersTexts): string {
  const texts: { [reason: string]: string } = {
    invalid: t.reasonInvalid,
    unauthorized: t.reasonUnauthorized,
    forbidden: t.reasonForbidden,
    notFound: t.reasonNotFound,
    conflict: t.reasonConflict,
    preconditionFailed: t.reasonPreconditionFailed,
    tooLarge: t.reasonTooLarge,
    unavailable: t.reasonUnavailable,
    internal: t.reasonInternal,
  }
  if (Object.hasOwn(texts, reason)) return texts[reason] ?? reason
  return /Per(Second|Day)$|^storedBytes$/.test(reason) ? t.reasonQuota(reason) : t.reasonOther(reason)
}
