/** Before anybody is signed in: the way to the issuer, or why it is closed. */
import type { ReactNode } from 'react'
import { useTexts } from '../language/language.ts'
import { Button } from '../parts/button.tsx'
import { FailureNote, Loading } from '../parts/states.tsx'
import icon from './icon.svg'
import { shellTexts } from './texts.ts'

type DoorProps = { onSignIn?: (() => void) | undefined; error?: unknown }

export function Door({ onSignIn, error }: DoorProps): ReactNode {
  const t = useTexts(shellTexts)
  return (
    <main className="door">
      <div className="card stack">
        <div className="row">
          <img src={icon} alt="" width="28" height="28" />
          <h1>Cairn</h1>
        </div>
        {error !== undefined && <FailureNote error={error} />}
        {onSignIn === undefined && error === undefined ? (
          <Loading rows={2} />
        ) : (
          <>
            <p className="muted">{t.signInLead}</p>
            <Button kind="primary" {...(onSignIn && { onClick: onSignIn })}>
              {t.signIn}
            </Button>
          </>
        )}
      </div>
    </main>
  )
}
