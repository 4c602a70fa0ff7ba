/** What a credential is: what it may do and read, until when, and how many secrets work. */

import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Credential } from '../../api/admin-api.ts'
import { isolated } from '../../language/bidi.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { Copy } from '../../parts/copy.tsx'
import { Value } from '../../parts/value.tsx'
import { texts } from './texts.ts'
import { useSenders } from './use-senders.ts'

type CredentialFactsProps = { tenant: string; credential: Credential }

export function CredentialFacts({ tenant, credential }: CredentialFactsProps): ReactNode {
  const t = useTexts(texts)
  const { instant } = useFormats()
  const { key, scopes, created, expires, lastUsed, authority } = credential
  return (
    <section className="card stack" data-gap="s" aria-label={t.credential}>
      <div className="row spread">
        <h2>{t.credential}</h2>
        <Link
          to="/t/$tenant/explorer"
          params={{ tenant }}
          search={{ agent: JSON.stringify(authority), related: true }}
          className="button"
          data-size="s"
        >
          {t.statementsOf}
        </Link>
      </div>
      <dl className="facts">
        <dt>{t.key}</dt>
        <dd>
          <code>{key}</code> <Copy text={key} label={t.copyKey} isShort />
        </dd>
        <dt>{t.scopes}</dt>
        <dd>
          <ul role="list" className="senders-scopes">
            {scopes.map((scope) => (
              <li key={scope}>
                <code>{scope}</code> <span className="muted small">{t[`may ${scope}`]}</span>
              </li>
            ))}
          </ul>
        </dd>
        <dt>{t.filter}</dt>
        <dd>
          <Filter credential={credential} />
        </dd>
        <dt>{t.expires}</dt>
        <dd>{expires === undefined ? t.never : <time dateTime={expires}>{instant(expires)}</time>}</dd>
        <dt>{t.secrets}</dt>
        <dd>
          <Secrets credential={credential} />
        </dd>
        <dt>{t.leniency}</dt>
        <dd>
          <Leniency tenant={tenant} credential={credential} />
        </dd>
        <dt>{t.authority}</dt>
        <dd>
          <Value>{authorityText(authority)}</Value>
        </dd>
        {created !== undefined && (
          <>
            <dt>{t.created}</dt>
            <dd>
              <time dateTime={created}>{instant(created)}</time>
            </dd>
          </>
        )}
        {lastUsed !== undefined && (
          <>
            <dt>{t.lastUsed}</dt>
            <dd>
              <time dateTime={lastUsed}>{instant(lastUsed)}</time>
            </dd>
          </>
        )}
      </dl>
    </section>
  )
}

function Filter({ credential: { filter } }: { credential: Credential }): ReactNode {
  const t = useTexts(texts)
  if (filter === undefined) return <span className="muted">{t.noFilter}</span>
  const { verbs = [], activities = [], agents = [] } = filter
  const values = [...verbs, ...activities, ...agents.map((agent) => JSON.stringify(agent))]
  return (
    <ul role="list">
      {values.map((value) => (
        <li key={value}>
          <code className="anywhere small">
            <Value>{value}</Value>
          </code>
        </li>
      ))}
    </ul>
  )
}

/** An account is what most have: its name, and whose it is. */
function authorityText(authority: Credential['authority']): string {
  const { name, mbox, account } = authority
  if (typeof account === 'object' && account !== null && 'name' in account && 'homePage' in account)
    return `${isolated(String(account.name))} · ${account.homePage}`
  return (
    [name, mbox]
      .filter((one) => typeof one === 'string')
      .map(isolated)
      .join(' · ') || JSON.stringify(authority)
  )
}

/** Those that still work: a rotation leaves two for a while. */
export const olderSecretOf = ({ secrets }: Credential, now: number): string | undefined =>
  secrets.map(({ until }) => until).find((until) => until !== undefined && Date.parse(until) > now)

function Secrets({ credential }: { credential: Credential }): ReactNode {
  const t = useTexts(texts)
  const { instant } = useFormats()
  const older = olderSecretOf(credential, Date.now())
  if (older === undefined) return t.secretAlone
  return t.secretBoth(instant(older))
}

/** How often each was needed stands in the list alone. */
function Leniency({ tenant, credential: { key, lenient } }: CredentialFactsProps): ReactNode {
  const t = useTexts(texts)
  const { number } = useFormats()
  const { rows } = useSenders(tenant)
  if (lenient.length === 0) return <span className="muted">{t.noLeniency}</span>
  const needed = rows.find((row) => row.key === key)?.credential?.needed ?? {}
  return (
    <ul role="list">
      {lenient.map((rule) => (
        <li key={rule}>{t.neededBy(rule, number(needed[rule] ?? 0))}</li>
      ))}
    </ul>
  )
}
