/** One statement: what it says, its content, its text, what it is connected with, and where it comes from. */

import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { useClient } from '../../api/use-api.ts'
import { withVisibleControls } from '../../language/bidi.ts'
import { useLanguage, useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { type Summary, summaryOf } from '../../language/statement-summary.ts'
import { Button } from '../../parts/button.tsx'
import { Copy, CopyCurl } from '../../parts/copy.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Sentence } from '../../parts/sentence.tsx'
import { FailureNote, Loading } from '../../parts/states.tsx'
import { Tabs } from '../../parts/tabs.tsx'
import { accessIn, useMe } from '../../shell/access.ts'
import { ProofLink } from '../../shell/proof-link.tsx'
import { Chain, VoidedBy } from './chain.tsx'
import { indented, parseExactly } from './json-text.ts'
import { JsonTree } from './json-tree.tsx'
import { Origin } from './origin.tsx'
import type { Search } from './search.ts'
import { texts } from './texts.ts'
import { VOIDED, VoidDialog } from './void-dialog.tsx'

type View = NonNullable<Search['view']>
type DetailProps = { tenant: string; id: string; view: View; onView: (view: View) => void; onClose: () => void }

/** With its text as it was answered; and whether it is voided, which its text does not say. */
export function useStatement(tenant: string, id: string) {
  const client = useClient()
  const language = useLanguage()
  const read = useQuery({
    queryKey: ['getStatement', tenant, id],
    queryFn: async ({ signal }) => {
      const { text, value } = await client.ask('getStatement', { parameters: { tenant, id }, signal })
      const found = await client
        .ask('listStatements', { parameters: { tenant }, query: { statementId: id }, signal })
        .catch(() => undefined)
      return { text, value, isVoided: found === undefined }
    },
  })
  const summary = useMemo(() => read.data && summaryOf(read.data.value, language), [read.data, language])
  return { read, summary }
}

export function Detail({ tenant, id, view, onView, onClose }: DetailProps): ReactNode {
  const t = useTexts(texts)
  const client = useClient()
  const panel = useRef<HTMLElement>(null)
  const { read, summary } = useStatement(tenant, id)
  const tabs = (['tree', 'raw', 'chain', 'origin'] as const).map((name) => ({ name, label: t[name] }))
  useEffect(() => {
    // Where the list is hidden, whoever opened a statement is in it now.
    if (matchMedia('(max-width: 74.99rem)').matches) panel.current?.focus()
  }, [])
  return (
    <article className="card explorer-detail" ref={panel} tabIndex={-1} aria-label={t.aStatement}>
      <div className="row spread">
        <Button size="s" className="button explorer-back" onClick={onClose}>
          {t.back}
        </Button>
        <div className="row">
          <ProofLink tenant={tenant} id={id} />
          <Copy text={id} label={t.copyId} />
          <Copy text={location.href} label={t.copyLink} />
          <CopyCurl request={client.requestOf('getStatement', { parameters: { tenant, id } })} />
        </div>
        <Button kind="quiet" size="s" aria-label={t.close} onClick={onClose}>
          <Icon name="close" />
        </Button>
      </div>
      {read.isPending && <Loading rows={6} />}
      {read.error && <FailureNote error={read.error} retry={() => void read.refetch()} />}
      {read.data && summary && (
        <>
          <Head tenant={tenant} summary={summary} isVoided={read.data.isVoided} />
          <Tabs label={t.views} tabs={tabs} chosen={view} onChoose={onView}>
            {view === 'tree' && <Content text={read.data.text} />}
            {view === 'raw' && <Raw text={read.data.text} />}
            {view === 'chain' && <Chain tenant={tenant} summary={summary} isVoided={read.data.isVoided} />}
            {view === 'origin' && <Origin tenant={tenant} summary={summary} text={read.data.text} />}
          </Tabs>
        </>
      )}
    </article>
  )
}

type HeadProps = { tenant: string; summary: Summary; isVoided: boolean }

function Head({ tenant, summary, isVoided }: HeadProps): ReactNode {
  const t = useTexts(texts)
  const { instant } = useFormats()
  const me = useMe()
  const [isVoiding, setVoiding] = useState(false)
  const access = accessIn(me, tenant)
  const isVoidingStatement = summary.verb?.id === VOIDED
  const mayVoid = access === undefined || access === 'owner' || access === 'admin'
  return (
    <div className="stack" data-gap="s">
      <Sentence summary={summary} />
      <p className="small muted">
        {summary.timestamp !== undefined && <time dateTime={summary.timestamp}>{instant(summary.timestamp)}</time>}{' '}
        {isVoidingStatement && <span className="badge">{t.isVoiding}</span>}
      </p>
      {isVoided && (
        <div className="note" data-tone="warn">
          <h3>{t.isVoided}</h3>
          <p>{t.voidedLead}</p>
          <h4>{t.voidedBy}</h4>
          <VoidedBy tenant={tenant} summary={summary} />
        </div>
      )}
      {!isVoided && !isVoidingStatement && mayVoid && (
        <div className="row">
          <Button kind="danger" size="s" onClick={() => setVoiding(true)}>
            {t.voidIt}
          </Button>
        </div>
      )}
      {!isVoided && !isVoidingStatement && !mayVoid && <p className="small muted">{t.onlyAdmins}.</p>}
      {isVoiding && <VoidDialog tenant={tenant} summary={summary} onClose={() => setVoiding(false)} />}
    </div>
  )
}

function Content({ text }: { text: string }): ReactNode {
  const t = useTexts(texts)
  const { bytes } = useFormats()
  const value = useMemo(() => parseExactly(text), [text])
  return (
    <>
      {text.length > 100_000 && <p className="small muted">{t.large(bytes(text.length))}</p>}
      <JsonTree value={value} />
    </>
  )
}

/** More than this is shown in part: the whole of it can be copied. */
const MOST_RAW = 200_000

function Raw({ text }: { text: string }): ReactNode {
  const t = useTexts(texts)
  const shown = useMemo(() => withVisibleControls(indented(text.slice(0, MOST_RAW))), [text])
  return (
    <div className="stack" data-gap="s">
      <div className="row">
        <Copy text={text} label={t.copyText} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keys (WCAG 2.1.1) */}
      <pre className="code explorer-raw" data-wrap="true" tabIndex={0} role="region" aria-label={t.raw}>
        {shown}
        {text.length > MOST_RAW && '…'}
      </pre>
    </div>
  )
}
