/** The rules that a sender breaks: where, how often, and what to do about each. */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { BrokenRule, Credential, Sender } from '../../api/admin-api.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { adviceFor, leniencyFor } from './advice.ts'
import { fixTexts } from './fix-texts.ts'
import { RuleSentence, reasonText } from './health-words.tsx'
import { texts } from './texts.ts'

type BrokenRulesProps = { tenant: string; sender: Sender | undefined; credential: Credential | undefined }

export function BrokenRules({ tenant, sender, credential }: BrokenRulesProps): ReactNode {
  const t = useTexts(texts)
  if (sender === undefined || sender.refused === 0)
    return (
      sender && (
        <section className="card">
          <p>{t.nothingRefused}</p>
        </section>
      )
    )
  return (
    <section className="card stack" data-gap="s" aria-label={t.whatIsRefused}>
      <h2>{t.whatIsRefused}</h2>
      {sender.rules.length === 0 && <p>{t.noRule}</p>}
      {sender.rules.map((broken) => (
        <Broken key={`${broken.reason} ${broken.rule}`} tenant={tenant} broken={broken} credential={credential} />
      ))}
    </section>
  )
}

type BrokenProps = { tenant: string; broken: BrokenRule; credential: Credential | undefined }

function Broken({ tenant, broken, credential }: BrokenProps): ReactNode {
  const t = useTexts(texts)
  const fixes = useTexts(fixTexts)
  const { number } = useFormats()
  const { reason, rule, place, count } = broken
  return (
    <article className="senders-broken" aria-label={rule === '' ? reasonText(reason, t) : rule}>
      <div className="senders-broken-head">
        <h3 className="anywhere">
          <RuleSentence broken={broken} />
        </h3>
        <span className="badge">{count === 1 ? t.once : t.times(number(count))}</span>
      </div>
      <p>{fixes[adviceFor(broken)]}</p>
      <p className="small muted">
        {rule !== '' && `${reasonText(reason, t)}. `}
        {place === '' ? t.wholeRequest : count > 1 && t.lastPlace}
      </p>
      <Leniency tenant={tenant} broken={broken} credential={credential} />
    </article>
  )
}

function Leniency({ tenant, broken, credential }: BrokenProps): ReactNode {
  const t = useTexts(texts)
  const lenient = leniencyFor(broken)
  if (lenient === undefined || credential === undefined) return null
  if (credential.lenient.includes(lenient)) return <p className="small muted">{t.leniencyDoes(lenient)}</p>
  return (
    <p className="small muted">
      {t.leniencyCan(lenient)}{' '}
      <Link
        from="/t/$tenant/senders"
        to="/t/$tenant/senders"
        params={{ tenant }}
        search={(before) => ({ ...before, act: 'change' })}
      >
        {t.giveLeniency}
      </Link>
    </p>
  )
}
