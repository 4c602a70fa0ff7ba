/** One sender: how it is, what is refused and what to do, its credential, and what may be done to that. */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Sender } from '../../api/admin-api.ts'
import { ApiFailure } from '../../api/failure.ts'
import { useClient, useRead } from '../../api/use-api.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { Button } from '../../parts/button.tsx'
import { CopyCurl } from '../../parts/copy.tsx'
import { FailureNote, Loading } from '../../parts/states.tsx'
import { Page } from '../../shell/page.tsx'
import { BrokenRules } from './broken-rules.tsx'
import { ChangeDialog } from './change-dialog.tsx'
import { CredentialFacts } from './credential-facts.tsx'
import { type Health, healthOf, lastSeenOf } from './health.ts'
import { HealthBadge } from './health-words.tsx'
import { RevokeDialog } from './revoke-dialog.tsx'
import { RotateDialog } from './rotate-dialog.tsx'
import { type SendersTexts, texts } from './texts.ts'
import { useCredential, useMayNot, useView } from './use-senders.ts'

type OpenSenderProps = { tenant: string; credential: string }

export function OpenSender({ tenant, credential: key }: OpenSenderProps): ReactNode {
  const t = useTexts(texts)
  const { search, change } = useView()
  const read = useCredential(tenant, key)
  const senders = useRead('listSenders', { parameters: { tenant } }, { refetchInterval: 30_000 })
  const mayNot = useMayNot(tenant, t.mayNot)
  const sender = senders.data?.items.find((one) => one.credential === key)
  const { credential, etag } = read.data ?? {}
  const isMissing = read.error instanceof ApiFailure && read.error.status === 404
  const close = () => change({ act: undefined })
  const known = { tenant, credential: credential as NonNullable<typeof credential>, sender, onClose: close }
  const act = credential !== undefined && etag !== undefined && mayNot === undefined ? search.act : undefined
  return (
    <Page
      title={(credential?.label ?? key).slice(0, 200)}
      actions={<Actions tenant={tenant} credential={key} isThere={credential !== undefined} mayNot={mayNot} />}
    >
      <p className="senders-back">
        <Link
          from="/t/$tenant/senders"
          to="/t/$tenant/senders"
          params={{ tenant }}
          search={({ credential: _, act: __, ...before }) => before}
        >
          {t.back}
        </Link>
      </p>
      {(read.isPending || senders.isPending) && <Loading rows={6} />}
      {read.error && !isMissing && !read.data && <FailureNote error={read.error} retry={() => void read.refetch()} />}
      {senders.error && !senders.data && <FailureNote error={senders.error} retry={() => void senders.refetch()} />}
      {isMissing && sender === undefined && senders.data && (
        <div className="note">
          <h2>{t.notFound}</h2>
          <p>{t.notFoundLead}</p>
        </div>
      )}
      {senders.data && (read.data || (isMissing && sender)) && (
        <div className="senders-open">
          <div className="stack">
            <HealthCard sender={sender} credential={credential} />
            <BrokenRules tenant={tenant} sender={sender} credential={credential} />
          </div>
          {credential && <CredentialFacts tenant={tenant} credential={credential} />}
        </div>
      )}
      {act === 'change' && etag !== undefined && <ChangeDialog {...known} etag={etag} />}
      {act === 'rotate' && <RotateDialog {...known} />}
      {act === 'revoke' && etag !== undefined && <RevokeDialog {...known} etag={etag} />}
    </Page>
  )
}

type ActionsProps = OpenSenderProps & { isThere: boolean; mayNot: string | undefined }

function Actions({ tenant, credential: key, isThere, mayNot }: ActionsProps): ReactNode {
  const t = useTexts(texts)
  const client = useClient()
  const { change } = useView()
  return (
    <>
      <CopyCurl request={client.requestOf('getCredential', { parameters: { tenant, key } })} />
      {isThere && (
        <>
          <Button unavailable={mayNot} onClick={() => change({ act: 'change' })}>
            {t.change}
          </Button>
          <Button unavailable={mayNot} onClick={() => change({ act: 'rotate' })}>
            {t.rotate}
          </Button>
          <Button kind="danger" unavailable={mayNot} onClick={() => change({ act: 'revoke' })}>
            {t.revoke}
          </Button>
        </>
      )}
    </>
  )
}

const leadOf = (health: Health, t: SendersTexts): string => t[`${health}Lead`]

type HealthCardProps = {
  sender: Sender | undefined
  credential: Parameters<typeof healthOf>[0]['credential'] | undefined
}

function HealthCard({ sender, credential }: HealthCardProps): ReactNode {
  const t = useTexts(texts)
  const { number, percent, instant, ago } = useFormats()
  const row = { ...(sender && { sender }), ...(credential && { credential }) }
  const health = healthOf(row, Date.now())
  const seen = lastSeenOf(row)
  const [accepted, refused] = [sender?.accepted ?? 0, sender?.refused ?? 0]
  const total = accepted + refused
  return (
    <section className="card stack" data-gap="s" aria-label={t.health}>
      <div className="row">
        <HealthBadge health={health} />
        <span>{leadOf(health, t)}</span>
      </div>
      {total > 0 && (
        <>
          <div className="senders-share" aria-hidden="true">
            <span style={{ inlineSize: `${(100 * refused) / total}%` }} hidden={refused === 0} />
          </div>
          <p>
            {refused === 0
              ? t.allAccepted(number(total))
              : t.ofTotal(number(refused), number(total), percent(refused / total))}
          </p>
        </>
      )}
      <dl className="facts">
        <dt>{t.lastSeen}</dt>
        <dd>{seen === undefined ? t.never : <time dateTime={seen}>{`${instant(seen)} · ${ago(seen)}`}</time>}</dd>
        {sender?.lastRefused !== undefined && (
          <>
            <dt>{t.lastRefused}</dt>
            <dd>
              <time dateTime={sender.lastRefused}>{`${instant(sender.lastRefused)} · ${ago(sender.lastRefused)}`}</time>
            </dd>
          </>
        )}
      </dl>
    </section>
  )
}
