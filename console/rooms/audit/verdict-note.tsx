/** What was found of a file: true or false first, then what it is about. */

import type { ReactNode } from 'react'
import { isolated } from '../../language/bidi.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { Value } from '../../parts/value.tsx'
import { instantOf } from './chain.tsx'
import { evidenceTexts } from './evidence-texts.ts'
import type { Verdict } from './verdicts.ts'
import type { Proven, Rewritten } from './verifier.ts'

export function VerdictNote({ verdict }: { verdict: Verdict }): ReactNode {
  const t = useTexts(evidenceTexts)
  const isTrue = verdict.wrong === undefined
  return (
    <div className="note" data-tone={isTrue ? 'good' : 'bad'}>
      <h3 className="row">
        <span className="badge" data-tone={isTrue ? 'good' : 'bad'}>
          {isTrue ? t.isTrue : t.isFalse}
        </span>
        <Value className="anywhere">{verdict.files.map(isolated).join(' → ')}</Value>
      </h3>
      {isTrue ? <Found verdict={verdict} /> : <p>{verdict.wrong}</p>}
    </div>
  )
}

function Found({ verdict }: { verdict: Verdict }): ReactNode {
  const t = useTexts(evidenceTexts)
  const { instant } = useFormats()
  if (verdict.kind === 'proof' && verdict.proven) return <ProofFacts proven={verdict.proven} />
  if (verdict.kind === 'rewritten' && verdict.rewritten) return <RewrittenFacts rewritten={verdict.rewritten} />
  if (verdict.kind === 'heads' && verdict.older && verdict.newer) {
    const [old, now] = [instant(instantOf(verdict.older.hour)), instant(instantOf(verdict.newer.hour))]
    return <p>{old === now ? t.headTrue(now) : t.chainTrue(old, now)}</p>
  }
  if (verdict.kind !== 'certificate') return null
  return (
    <>
      <p>{t.certificateTrue}</p>
      <Text text={verdict.text ?? ''} />
    </>
  )
}

function ProofFacts({ proven }: { proven: Proven }): ReactNode {
  const t = useTexts(evidenceTexts)
  return (
    <>
      <p>{t.proofTrue}</p>
      <dl className="facts">
        <PathFacts id={idIn(proven.text)} path={proven} />
      </dl>
      <Text text={proven.text} />
    </>
  )
}

/** What is true of a record that a case changed: what it was, nobody can say. */
function RewrittenFacts({ rewritten }: { rewritten: Rewritten }): ReactNode {
  const t = useTexts(evidenceTexts)
  const { instant } = useFormats()
  const { id, leaf, case: name, ended, isCertified, text } = rewritten
  const became = text === undefined ? t.wasRemoved(name) : t.wasRewritten(name)
  return (
    <>
      <p>{t.leafTrue}</p>
      <p>{isCertified ? t.certified(became, instant(ended)) : t.notCertified(became, instant(ended))}</p>
      <dl className="facts">
        <PathFacts id={id} path={rewritten} />
        <dt>{t.leaf}</dt>
        <dd>
          <code className="small">{leaf}</code>
        </dd>
      </dl>
      {text !== undefined && <Text text={text} />}
    </>
  )
}

function PathFacts({ id, path }: { id: string; path: Omit<Proven, 'text'> }): ReactNode {
  const { sequence, tenant, hour, head, newest } = path
  const t = useTexts(evidenceTexts)
  const { instant } = useFormats()
  const stored = new Date(Number.parseInt(sequence.slice(0, 12), 16)).toISOString()
  return (
    <>
      <dt>{t.record}</dt>
      <dd>
        <code>{id}</code> · {tenant}
      </dd>
      <dt>{t.stored}</dt>
      <dd>
        <time dateTime={stored}>{instant(stored)}</time>
      </dd>
      <dt>{t.digest}</dt>
      <dd>{instant(instantOf(hour))}</dd>
      <dt>{t.head}</dt>
      <dd>{t.headSays(instant(instantOf(head.hour)), instant(head.made))}</dd>
      <dt>{t.newestHead}</dt>
      <dd>{t.headSays(instant(instantOf(newest.hour)), instant(newest.made))}</dd>
      <dt>{t.key}</dt>
      <dd>
        <code className="small">{head.key}</code>
      </dd>
    </>
  )
}

function Text({ text }: { text: string }): ReactNode {
  const t = useTexts(evidenceTexts)
  return (
    <details>
      <summary>{t.text}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keys (WCAG 2.1.1) */}
      <pre className="code audit-json" data-wrap="true" tabIndex={0} role="region" aria-label={t.text}>
        {text}
      </pre>
    </details>
  )
}

function idIn(text: string): string {
  try {
    const { id }: { id?: unknown } = JSON.parse(text)
    return typeof id === 'string' ? id : ''
  } catch {
    return ''
  }
}
