/** The start: a credential, what to do with it, and the first statement as it arrives. */
import './start.css'
import { useMutation } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type ReactNode, useId, useState } from 'react'
import type { CreatedCredential } from '../../api/admin-api.ts'
import { useClient, useRead } from '../../api/use-api.ts'
import { useTexts } from '../../language/language.ts'
import { Button } from '../../parts/button.tsx'
import { Copy } from '../../parts/copy.tsx'
import { FailureNote } from '../../parts/states.tsx'
import { accessIn, mayEnter, useMe } from '../../shell/access.ts'
import { Page } from '../../shell/page.tsx'
import { useConfig } from '../../sign-in/use-config.ts'
import { Arrival } from './arrival.tsx'
import { Sending } from './sending.tsx'
import { texts } from './texts.ts'

export function StartPage(): ReactNode {
  const t = useTexts(texts)
  const { tenant } = useParams({ from: '/t/$tenant/start' })
  const search = useSearch({ from: '/t/$tenant/start' })
  const navigate = useNavigate({ from: '/t/$tenant/start' })
  const [made, setMade] = useState<CreatedCredential>()
  const any = useRead('listStatements', { parameters: { tenant }, query: { limit: '1' } })
  const hasSome = any.data !== undefined && 'statements' in any.data && any.data.statements.length > 0
  const explore = hasSome && (
    <>
      <span className="muted small">{t.thereAlready}</span>
      <Link to="/t/$tenant/explorer" params={{ tenant }} className="button">
        {t.explore}
      </Link>
    </>
  )
  return (
    <Page title={t.title} lead={t.lead} actions={explore}>
      <div className="stack start">
        <section className="card stack" aria-labelledby="start-credential">
          <h2 id="start-credential">{t.stepCredential}</h2>
          {made ? (
            <Made made={made} onAnother={() => setMade(undefined)} />
          ) : (
            <Making tenant={tenant} onMade={setMade} />
          )}
        </section>
        <section className="card stack" aria-labelledby="start-send">
          <h2 id="start-send">{t.stepSend}</h2>
          <Sending
            made={made}
            sender={search.with ?? 'curl'}
            onSender={(sender) => void navigate({ search: sender === 'curl' ? {} : { with: sender }, replace: true })}
          />
        </section>
        <section className="card stack" aria-labelledby="start-arrive">
          <h2 id="start-arrive">{t.stepArrive}</h2>
          {made ? <Arrival key={made.key} tenant={tenant} made={made} /> : <p className="muted">{t.waitingFirst}</p>}
        </section>
      </div>
    </Page>
  )
}

function Making({ tenant, onMade }: { tenant: string; onMade: (made: CreatedCredential) => void }): ReactNode {
  const t = useTexts(texts)
  const client = useClient()
  const me = useMe()
  const id = useId()
  const [label, setLabel] = useState(t.labelDefault as string)
  const [act] = useState(() => crypto.randomUUID())
  const make = useMutation({
    mutationFn: () =>
      client.call('createCredential', {
        parameters: { tenant },
        body: {
          label: label.trim() || t.labelDefault,
          scopes: ['statements/write', 'statements/read/mine', 'state', 'profile'],
        },
        idempotencyKey: act,
      }),
    onSuccess: onMade,
  })
  const mayMake = mayEnter(accessIn(me, tenant), ['owner', 'admin'])
  return (
    <>
      <p className="muted">{t.credentialLead}</p>
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault()
          if (mayMake && !make.isPending) make.mutate()
        }}
      >
        <div className="field start-label">
          <label htmlFor={id}>{t.label}</label>
          <input
            id={id}
            className="input"
            value={label}
            maxLength={100}
            onChange={(event) => setLabel(event.target.value)}
          />
        </div>
        <Button kind="primary" type="submit" className="button start-make" unavailable={mayMake ? undefined : t.mayNot}>
          {t.make}
        </Button>
      </form>
      {make.error && <FailureNote error={make.error} retry={() => make.mutate()} />}
    </>
  )
}

function Made({ made, onAnother }: { made: CreatedCredential; onAnother: () => void }): ReactNode {
  const t = useTexts(texts)
  const { xapi } = useConfig()
  return (
    <>
      <dl className="facts start-facts">
        <dt>{t.endpoint}</dt>
        <dd className="row">
          <code className="anywhere">{xapi}</code> <Copy text={xapi} label={t.copyEndpoint} isShort />
        </dd>
        <dt>{t.key}</dt>
        <dd className="row">
          <code className="anywhere">{made.key}</code> <Copy text={made.key} label={t.copyKey} isShort />
        </dd>
        <dt>{t.secret}</dt>
        <dd className="row">
          <code className="anywhere">{made.secret}</code> <Copy text={made.secret} label={t.copySecret} isShort />
        </dd>
      </dl>
      <p className="note" data-tone="warn">
        {t.once}
      </p>
      <div>
        <Button kind="quiet" size="s" onClick={onAnother}>
          {t.another}
        </Button>
      </div>
    </>
  )
}
