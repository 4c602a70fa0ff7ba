/** What was found of a file: true or false first, then what it is about. */

import { type ReactNode, useMemo } from 'react'
import { idOfAgent } from '../../language/agent-id.ts'
import { isolated } from '../../language/bidi.ts'
import { useLanguage, useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { summaryOf } from '../../language/statement-summary.ts'
import { SentenceWords } from '../../parts/sentence.tsx'
import { Value } from '../../parts/value.tsx'
import { instantOf } from './chain.tsx'
import { evidenceTexts } from './evidence-texts.ts'
import { storedAt } from './proof-files.ts'
import { verdictTexts } from './verdict-texts.ts'
import type { Verdict } from './verdicts.ts'
import type { Proven, Rewritten } from './verifier.ts'

type VerdictProps = {
  verdict: Verdict
  /** It is headed by the record, and not by the names of files, which nobody has chosen. */
  isOfRecord?: boolean
}

export function VerdictNote({ verdict, isOfRecord = false }: VerdictProps): ReactNode {
  const { word, tone } = useBadge(verdict)
  const t = useTexts(verdictTexts)
  const record = <RecordTitle verdict={verdict} />
  const why = verdict.kind === 'unknown' ? t.unknownLead : verdict.wrong
  return (
    <div className="note audit-verdict" data-tone={tone}>
      <h3 className={isOfRecord ? 'sentence' : 'row'}>
        <span className="badge" data-tone={tone}>
          {word}
        </span>{' '}
        {isOfRecord ? record : <Value className="anywhere">{verdict.files.map(isolated).join(' → ')}</Value>}
      </h3>
      {!isOfRecord && verdict.wrong === undefined && <p>{record}</p>}
      {verdict.wrong === undefined ? <Found verdict={verdict} /> : <p className="anywhere">{why}</p>}
    </div>
  )
}

/** No more than was checked: where a case has changed a record, nobody can say what it was. */
function useBadge(verdict: Verdict): { word: string; tone: 'good' | 'warn' | 'bad' } {
  const t = useTexts(verdictTexts)
  const isOfRecord = verdict.kind === 'proof' || verdict.kind === 'rewritten'
  if (verdict.kind === 'unknown') return { word: t.unknown, tone: 'warn' }
  if (verdict.wrong !== undefined) return { word: isOfRecord ? t.notProven : t.isFalse, tone: 'bad' }
  if (verdict.kind === 'proof') return { word: t.unchanged, tone: 'good' }
  if (verdict.kind !== 'rewritten') return { word: t.isTrue, tone: 'good' }
  const { isCertified, text } = verdict.rewritten ?? {}
  return { word: isCertified ? (text === undefined ? t.removed : t.rewritten) : t.inPart, tone: 'warn' }
}

/** Who did what: taken from the text that was proven, and not asked anew. */
function RecordTitle({ verdict }: { verdict: Verdict }): ReactNode {
  const t = useTexts(verdictTexts)
  if (verdict.wrong !== undefined) return t.falseTitle
  if (verdict.kind === 'proof' && verdict.proven) return <Said text={verdict.proven.text} />
  if (verdict.kind !== 'rewritten' || !verdict.rewritten) return null
  const { text, isCertified } = verdict.rewritten
  if (text === undefined) return isCertified ? t.removedTitle : t.saidRemoved
  return (
    <>
      {isCertified ? t.rewrittenTitle : t.saidRewritten} <Said text={text} />
    </>
  )
}

/** @param text of a statement */
function useSummary(text: string) {
  const language = useLanguage()
  return useMemo(() => summaryOf(jsonIn(text), language), [text, language])
}

export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const Said = ({ text }: { text: string }): ReactNode => <SentenceWords summary={useSummary(text)} />

function Found({ verdict }: { verdict: Verdict }): ReactNode {
  const t = useTexts(verdictTexts)
  const evidence = useTexts(evidenceTexts)
  const { hour } = useFormats()
  if (verdict.kind === 'proof' && verdict.proven) return <ProofFacts proven={verdict.proven} />
  if (verdict.kind === 'rewritten' && verdict.rewritten) return <RewrittenFacts rewritten={verdict.rewritten} />
  if (verdict.kind === 'heads' && verdict.older && verdict.newer) {
    const [old, now] = [hour(instantOf(verdict.older.hour)), hour(instantOf(verdict.newer.hour))]
    return <p>{old === now ? evidence.headTrue(now) : evidence.chainTrue(old, now)}</p>
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
  const t = useTexts(verdictTexts)
  const { instant, hour: hourOf } = useFormats()
  const { id, actor, timestamp, authority } = useSummary(proven.text)
  const who = actor?.agent && idOfAgent(actor.agent)
  const { hour, head, newest } = proven
  return (
    <>
      <dl className="facts">
        {who !== undefined && (
          <>
            <dt>{t.who}</dt>
            <dd>
              <Value className="anywhere">{who}</Value>
            </dd>
          </>
        )}
        {timestamp !== undefined && (
          <>
            <dt>{t.happened}</dt>
            <dd>
              <time dateTime={timestamp}>{instant(timestamp)}</time>
            </dd>
          </>
        )}
        {authority && (
          <>
            <dt>{t.sentWith}</dt>
            <dd>
              <Value className="anywhere">{authority.label}</Value>
            </dd>
          </>
        )}
      </dl>
      <p>
        <strong>{t.proofTrue}</strong> {t.sinceThen}
      </p>
      <h4>{t.checked}</h4>
      <ul className="audit-checked">
        <li>{t.leadsTo(hourOf(instantOf(hour)))}</li>
        <li>{t.isSigned(instant(head.made))}</li>
        {newest.hour !== head.hour && <li>{t.follows(hourOf(instantOf(newest.hour)))}</li>}
      </ul>
      <dl className="facts">
        <PathFacts id={id} path={proven} />
      </dl>
      <Text text={proven.text} />
      <p className="small muted">{t.notShown}</p>
    </>
  )
}

/** What is true of a record that a case changed: what it was, nobody can say. */
function RewrittenFacts({ rewritten }: { rewritten: Rewritten }): ReactNode {
  const t = useTexts(verdictTexts)
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
  const t = useTexts(verdictTexts)
  const { instant, hour: hourOf } = useFormats()
  const stored = storedAt(sequence)
  return (
    <>
      <dt>{t.stored}</dt>
      <dd>
        <time dateTime={stored}>{instant(stored)}</time>
      </dd>
      <dt>{t.record}</dt>
      <dd>
        <code>{id}</code> · {tenant}
      </dd>
      <dt>{t.digest}</dt>
      <dd>{hourOf(instantOf(hour))}</dd>
      <dt>{t.head}</dt>
      <dd>{t.headSays(hourOf(instantOf(head.hour)), instant(head.made))}</dd>
      <dt>{t.newestHead}</dt>
      <dd>{t.headSays(hourOf(instantOf(newest.hour)), instant(newest.made))}</dd>
      <dt>{t.key}</dt>
      <dd>
        <code className="small">{head.key}</code>
      </dd>
    </>
  )
}

function Text({ text }: { text: string }): ReactNode {
  const t = useTexts(verdictTexts)
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
