/** How each kind of sender is told where to send, with the credential filled in. */
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { CreatedCredential } from '../../api/admin-api.ts'
import { ApiFailure } from '../../api/failure.ts'
import { useTexts } from '../../language/language.ts'
import { Button } from '../../parts/button.tsx'
import { Copy } from '../../parts/copy.tsx'
import { FailureNote } from '../../parts/states.tsx'
import { Tabs } from '../../parts/tabs.tsx'
import { useConfig } from '../../sign-in/use-config.ts'
import { SENDERS, type SenderName } from './search.ts'
import { codeFor, firstStatement, type Place } from './snippets.ts'
import { texts } from './texts.ts'

type SendingProps = { made: CreatedCredential | undefined; sender: SenderName; onSender: (sender: SenderName) => void }

export function Sending({ made, sender, onSender }: SendingProps): ReactNode {
  const t = useTexts(texts)
  const { xapi } = useConfig()
  const place = { endpoint: xapi, key: made?.key ?? 'KEY', secret: made?.secret ?? 'SECRET' }
  const code = codeFor(sender, place)
  return (
    <Tabs
      label={t.senders}
      tabs={SENDERS.map((name) => ({ name, label: t[name] }))}
      chosen={sender}
      onChoose={onSender}
    >
      {!made && <p className="muted small">{t.fillIn}</p>}
      {code !== undefined && (
        <div className="stack" data-gap="s">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keys (WCAG 2.1.1) */}
          <pre className="code" tabIndex={0} role="region" aria-label={t[sender]}>
            {code}
          </pre>
          <div className="row">
            <Copy text={code} label={t.copyCode} kind="plain" />
            {made && sender === 'curl' && <SendNow place={place} />}
          </div>
        </div>
      )}
      {code === undefined && <Steps sender={sender} />}
    </Tabs>
  )
}

function Steps({ sender }: { sender: SenderName }): ReactNode {
  const t = useTexts(texts)
  const steps = sender === 'moodle' ? [t.moodle1, t.moodle2, t.moodle3] : [t.storyline1, t.storyline2, t.storyline3]
  return (
    <ol className="start-steps">
      {steps.map((step) => (
        <li key={step}>{step}</li>
      ))}
    </ol>
  )
}

/** What curl would do, by the browser: the LRS takes statements of pages of any origin. */
function SendNow({ place }: { place: Place }): ReactNode {
  const t = useTexts(texts)
  const send = useMutation({ mutationFn: () => sendFirst(place) })
  return (
    <>
      <Button onClick={() => send.mutate()}>{t.sendNow}</Button>
      {send.error && <FailureNote error={send.error} />}
    </>
  )
}

async function sendFirst({ endpoint, key, secret }: Place): Promise<void> {
  const request = { method: 'POST', url: `${endpoint}/statements`, body: firstStatement() }
  const headers = {
    Authorization: `Basic ${btoa(`${key}:${secret}`)}`,
    'Content-Type': 'application/json',
    'X-Experience-API-Version': '1.0.3',
  }
  const response = await fetch(request.url, { method: 'POST', headers, body: request.body })
  const text = await response.text()
  if (!response.ok) throw new ApiFailure(request, response.status, { detail: text.slice(0, 500) })
}
