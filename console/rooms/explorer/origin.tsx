/** Where a statement comes from, and how somebody can prove that it is what was stored. */

import { Link } from '@tanstack/react-router'
import { type ReactNode, useEffect, useState } from 'react'
import { useRead } from '../../api/use-api.ts'
import { isolated } from '../../language/bidi.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import type { Summary } from '../../language/statement-summary.ts'
import { Copy } from '../../parts/copy.tsx'
import { Value } from '../../parts/value.tsx'
import { accessIn, useMe } from '../../shell/access.ts'
import { credentialOf } from './filters.ts'
import { texts } from './texts.ts'

type OriginProps = { tenant: string; summary: Summary; text: string }

export function Origin({ tenant, summary, text }: OriginProps): ReactNode {
  const t = useTexts(texts)
  const { instant } = useFormats()
  const hash = useSha256(text)
  const mayProve = accessIn(useMe(), tenant) !== 'analyst'
  const { authority } = summary
  const key = credentialOf(authority?.agent)
  const proof = `npx cairn proof ${summary.id} --tenant ${tenant} --out proof.json`
  return (
    <div className="stack">
      <section className="stack" data-gap="s">
        <h3>{t.proof}</h3>
        {mayProve && (
          <div className="row">
            <Link to="/t/$tenant/audit" params={{ tenant }} search={{ statement: summary.id }} className="button">
              {t.toProof}
            </Link>
          </div>
        )}
        <p className="small muted">{t.proofLead}</p>
        <div className="row">
          <code className="code anywhere" data-wrap="true">
            {proof}
          </code>
          <Copy text={proof} label={t.copyText} isShort />
        </div>
      </section>
      <dl className="facts">
        <dt>{t.id}</dt>
        <dd>
          <code>{summary.id}</code>
        </dd>
        {summary.stored !== undefined && (
          <>
            <dt>{t.storedAt}</dt>
            <dd>
              <time dateTime={summary.stored}>{instant(summary.stored)}</time>
            </dd>
          </>
        )}
        {authority && (
          <>
            <dt>{t.authority}</dt>
            <dd>
              <Link
                to="/t/$tenant/explorer"
                params={{ tenant }}
                search={{ ...(authority.agent !== undefined && { agent: authority.agent }), related: true }}
              >
                <Value>{authority.label}</Value>
              </Link>
            </dd>
          </>
        )}
        {key !== undefined && <Credential tenant={tenant} credential={key} />}
        <Fact name={t.platform} value={summary.platform} />
        <Fact name={t.language} value={summary.language} />
        <Fact name={t.version} value={summary.version} />
        <dt>{t.hash}</dt>
        <dd>
          <code>{hash}</code>
          <br />
          <span className="small muted">{t.hashLead}</span>
        </dd>
      </dl>
    </div>
  )
}

const Fact = ({ name, value }: { name: string; value: string | undefined }): ReactNode =>
  value !== undefined && (
    <>
      <dt>{name}</dt>
      <dd>
        <Value>{value}</Value>
      </dd>
    </>
  )

/** Where the authority is a credential's own, its label says more; an analyst may not read it, and sees the key. */
function Credential({ tenant, credential }: { tenant: string; credential: string }): ReactNode {
  const t = useTexts(texts)
  const read = useRead('getCredential', { parameters: { tenant, key: credential } })
  return (
    <>
      <dt>{t.sentWith}</dt>
      <dd>
        <Link to="/t/$tenant/explorer" params={{ tenant }} search={{ credential }}>
          <Value>{read.data ? `${isolated(read.data.label)} (${credential})` : credential}</Value>
        </Link>
      </dd>
    </>
  )
}

function useSha256(text: string): string {
  const [hash, setHash] = useState('…')
  useEffect(() => {
    let isCurrent = true
    void crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)).then((digest) => {
      const hex = Array.from(new Uint8Array(digest), (octet) => octet.toString(16).padStart(2, '0')).join('')
      if (isCurrent) setHash(hex)
    })
    return () => {
      isCurrent = false
    }
  }, [text])
  return hash
}
