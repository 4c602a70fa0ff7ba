/** The tenant itself: what it is, where it is in its life, and what an owner may do to it. */

import type { ReactNode } from 'react'
import type { Tenant } from '../../api/admin-api.ts'
import { useClient } from '../../api/use-api.ts'
import { isolated } from '../../language/bidi.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { Button } from '../../parts/button.tsx'
import { CopyCurl } from '../../parts/copy.tsx'
import { FailureNote, Loading } from '../../parts/states.tsx'
import { Value } from '../../parts/value.tsx'
import { ExportCard } from './export-card.tsx'
import { LifeActs } from './life-acts.tsx'
import { LifeDialog } from './life-dialog.tsx'
import { RemovalDialog } from './removal-dialog.tsx'
import { TenantDialog } from './tenant-dialog.tsx'
import { texts } from './texts.ts'
import { useMayNot, useTenant, useView } from './use-tenant.ts'

export function SettingsActions({ tenant }: { tenant: string }): ReactNode {
  const t = useTexts(texts)
  const client = useClient()
  const { change } = useView()
  const mayNot = useMayNot(tenant, 'owner', t.ownersOnly)
  return (
    <>
      <CopyCurl request={client.requestOf('getTenant', { parameters: { tenant } })} />
      <Button unavailable={mayNot} onClick={() => change({ act: 'change' })}>
        {t.changeTenant}
      </Button>
    </>
  )
}

export function Settings({ tenant: id }: { tenant: string }): ReactNode {
  const t = useTexts(texts)
  const { search, change } = useView()
  const read = useTenant(id)
  const mayNot = useMayNot(id, 'owner', t.ownersOnly)
  if (read.isPending) return <Loading rows={6} />
  if (read.data === undefined) return <FailureNote error={read.error} retry={() => void read.refetch()} />
  const { tenant, etag } = read.data
  const close = () => change({ act: undefined })
  const act = mayNot === undefined ? search.act : undefined
  return (
    <>
      <div className="people-settings">
        <Facts tenant={tenant} />
        <div className="stack">
          <section className="card stack" aria-label={t.life}>
            <h2>{t.life}</h2>
            <Life tenant={tenant} />
            <LifeActs tenant={tenant} mayNot={mayNot} />
          </section>
          <ExportCard tenant={id} />
        </div>
      </div>
      {act === 'change' && <TenantDialog tenant={tenant} etag={etag} onClose={close} />}
      {(act === 'suspend' || act === 'hold' || act === 'release') && (
        <LifeDialog key={act} act={act} tenant={id} etag={etag} onClose={close} />
      )}
      {act === 'delete' && <RemovalDialog tenant={id} etag={etag} onClose={close} />}
    </>
  )
}

function Facts({ tenant }: { tenant: Tenant }): ReactNode {
  const t = useTexts(texts)
  const { instant } = useFormats()
  const { id, name, defaultVersion, secondPerson, created } = tenant
  return (
    <section className="card" aria-label={t.settings}>
      <dl className="facts">
        <dt>{t.tenantId}</dt>
        <dd>
          <code>{id}</code>
        </dd>
        <dt>{t.tenantName}</dt>
        <dd>
          <Value>{name}</Value>
        </dd>
        <dt>{t.defaultVersion}</dt>
        <dd>{defaultVersion}</dd>
        <dt>{t.secondPerson}</dt>
        <dd>{secondPerson ? t.secondPersonOn : t.secondPersonOff}</dd>
        {created !== undefined && (
          <>
            <dt>{t.created}</dt>
            <dd>
              <time dateTime={created}>{instant(created)}</time>
            </dd>
          </>
        )}
      </dl>
    </section>
  )
}

/** Where it is in its life, in sentences: it can be suspended, held and marked at once. */
function Life({ tenant: { suspended, hold, removal } }: { tenant: Tenant }): ReactNode {
  const t = useTexts(texts)
  const { instant } = useFormats()
  if (suspended === undefined && hold === undefined && removal === undefined) return <p>{t.works}</p>
  const isGoing = removal?.began !== undefined
  return (
    <>
      {removal && (
        <div className="note" data-tone="bad">
          <h3>
            {removal.began === undefined
              ? t.leavingSince(instant(removal.after))
              : t.goingSince(instant(removal.began))}
          </h3>
          <p>{isGoing ? t.goingLead : t.leavingLead}</p>
          <Why reason={removal.reason} by={removal.by} />
        </div>
      )}
      {suspended && (
        <div className="note" data-tone="warn">
          <h3>{t.suspendedSince(instant(suspended.at))}</h3>
          <p>{t.suspendedLead}</p>
          <Why reason={suspended.reason} />
        </div>
      )}
      {hold && (
        <div className="note" data-tone="good">
          <h3>{t.heldSince(instant(hold.at))}</h3>
          <p>{t.heldLead}</p>
          <Why reason={hold.reason} />
        </div>
      )}
    </>
  )
}

function Why({ reason, by }: { reason: string | undefined; by?: string | undefined }): ReactNode {
  const t = useTexts(texts)
  return (
    <p className="small muted anywhere">
      {reason !== undefined && <Value>{t.reasonIs(isolated(reason))}</Value>}
      {by !== undefined && (
        <>
          {' · '}
          <Value>{t.askedBy(isolated(by))}</Value>
        </>
      )}
    </p>
  )
}
