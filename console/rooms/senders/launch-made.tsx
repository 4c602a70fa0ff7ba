/** A launch that was prepared: what the content is opened with, until when, and how to end the session early. */
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Launch } from '../../api/admin-api.ts'
import { useClient } from '../../api/use-api.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { Button } from '../../parts/button.tsx'
import { Copy } from '../../parts/copy.tsx'
import { FailureNote } from '../../parts/states.tsx'
import { toast } from '../../parts/toasts.tsx'
import { linkOf } from './launch-draft.ts'
import { texts } from './texts.ts'

type LaunchMadeProps = { tenant: string; launch: Launch; contentUrl: string; onAnother: () => void }

export function LaunchMade({ tenant, launch, contentUrl, onAnother }: LaunchMadeProps): ReactNode {
  const t = useTexts(texts)
  const { instant } = useFormats()
  const client = useClient()
  const end = useMutation({
    mutationFn: () => client.call('revokeCredential', { parameters: { tenant, key: launch.key }, ifMatch: '*' }),
    onSuccess: () => toast(t.sessionEnded),
  })
  const link = linkOf(contentUrl, launch.query)
  const text = link ?? launch.query
  return (
    <section className="card stack senders-launch" aria-label={t.launchMade}>
      <h2>{t.launchMade}</h2>
      <p className="muted">{t.launchNote}</p>
      <div className="stack" data-gap="s">
        <span className="label">{link === undefined ? t.launchQuery : t.launchLink}</span>
        <div className="senders-told">
          <code>{text}</code>
          <Copy text={text} label={t.copyLink} isShort kind="plain" />
        </div>
      </div>
      <dl className="facts">
        <dt>{t.fetchUntil}</dt>
        <dd>{instant(launch.fetchUntil)}</dd>
        <dt>{t.sessionEnds}</dt>
        <dd>{end.isSuccess ? t.sessionEnded : instant(launch.expires)}</dd>
        <dt>{t.session}</dt>
        <dd>
          <code>{launch.session}</code>
        </dd>
        <dt>{t.key}</dt>
        <dd>
          <code>{launch.key}</code>
        </dd>
      </dl>
      {end.error && <FailureNote error={end.error} />}
      <div className="row">
        <Button onClick={onAnother}>{t.anotherLaunch}</Button>
        <Button kind="danger" disabled={end.isPending || end.isSuccess} onClick={() => end.mutate()}>
          {t.endSession}
        </Button>
      </div>
    </section>
  )
}
