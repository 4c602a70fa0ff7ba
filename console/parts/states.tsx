/** What a view shows where there is nothing to show: nothing yet, nothing at all, or why not. */
import { useQueryErrorResetBoundary } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { curlOf } from '../api/curl.ts'
import { ApiFailure } from '../api/failure.ts'
import { useTexts } from '../language/language.ts'
import { SignedOut } from '../sign-in/session.ts'
import { Button } from './button.tsx'
import { Copy } from './copy.tsx'
import { problemTexts, problemTitle } from './problem-texts.ts'
import { partsTexts } from './texts.ts'

export function Empty({ title, children }: { title: string; children?: ReactNode }): ReactNode {
  return (
    <div className="empty">
      <h2>{title}</h2>
      {children}
    </div>
  )
}

/** In the form of what comes: `rows` lines. */
export function Loading({ rows = 5 }: { rows?: number }): ReactNode {
  const t = useTexts(partsTexts)
  const widths = ['92%', '78%', '86%', '64%', '81%']
  return (
    <div className="stack" data-gap="s" role="status" aria-busy="true">
      <span className="visually-hidden">{t.loading}</span>
      {Array.from({ length: rows }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of nothing have no other name
        <span key={i} className="skeleton" style={{ inlineSize: widths[i % widths.length] }} />
      ))}
    </div>
  )
}

/** A line at the top of what is shown while something newer is on its way. */
export const Refreshing = ({ isOn }: { isOn: boolean }): ReactNode =>
  isOn && <div className="progress" aria-hidden="true" />

/** A chunk of a former release is gone. */
const isOfFormerRelease = (error: unknown) =>
  error instanceof TypeError && /dynamically imported module|module script failed|preload CSS/i.test(error.message)

/** Names what failed, with the request's id and the request itself; `retry` tries again. */
export function FailureNote({ error, retry }: { error: unknown; retry?: () => void }): ReactNode {
  const t = useTexts(partsTexts)
  const kinds = useTexts(problemTexts)
  const { reset } = useQueryErrorResetBoundary()
  const again = () => {
    reset()
    if (isOfFormerRelease(error) || error instanceof SignedOut) location.reload()
    else retry?.()
  }
  const canTry = retry !== undefined || isOfFormerRelease(error) || error instanceof SignedOut
  return (
    <div className="note" data-tone="bad" role="alert">
      <h2>{(error instanceof ApiFailure && problemTitle(error.problem, kinds)) || t.failed}</h2>
      <p className="anywhere" lang={error instanceof ApiFailure ? 'en' : undefined}>
        {sentenceOf(error, t)}
      </p>
      {error instanceof ApiFailure && <Where failure={error} />}
      <div className="row">
        {canTry && <Button onClick={again}>{isOfFormerRelease(error) ? t.reload : t.tryAgain}</Button>}
        {error instanceof ApiFailure && <Copy text={curlOf(error.request)} label={t.copyCurl} kind="plain" />}
      </div>
    </div>
  )
}

function sentenceOf(error: unknown, t: { signedOut: string; newVersion: string }): string {
  if (error instanceof SignedOut) return t.signedOut
  if (isOfFormerRelease(error)) return t.newVersion
  return error instanceof Error ? error.message : String(error)
}

function Where({ failure }: { failure: ApiFailure }): ReactNode {
  const t = useTexts(partsTexts)
  const { method, url } = failure.request
  return (
    <>
      {failure.violations.length > 0 && (
        <ul>
          {failure.violations.map(({ pointer, parameter, rule }) => (
            <li key={`${pointer ?? parameter} ${rule}`}>
              <code>{pointer ?? parameter}</code> {rule}
            </li>
          ))}
        </ul>
      )}
      <p className="small muted anywhere">
        {method} {new URL(url).pathname} · {failure.status}
        {failure.requestId !== undefined && (
          <>
            {' · '}
            {t.requestId} <code data-testid="request-id">{failure.requestId}</code>
          </>
        )}
      </p>
    </>
  )
}
