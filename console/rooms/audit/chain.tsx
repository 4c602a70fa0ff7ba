/** The state of the chain of heads: as a badge for the head of the page, and to be checked here. */
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useMemo, useState } from 'react'
import type { Client } from '../../api/client.ts'
import { useClient, useRead } from '../../api/use-api.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { Button } from '../../parts/button.tsx'
import { saveFile } from '../../parts/save-file.ts'
import { FailureNote, Loading } from '../../parts/states.tsx'
import { fetchKeys } from './evidence-keys.ts'
import { evidenceTexts } from './evidence-texts.ts'
import { utf8 } from './merkle.ts'
import { Wrong } from './spelling.ts'
import { useView } from './use-view.ts'
import { type Head, verifyHeads } from './verifier.ts'

const HOUR_MS = 3_600_000
/** As the alarm NoHead has it. */
const LATE_MS = 3 * HOUR_MS

/** An hour as the API names it, as an instant. */
export const instantOf = (hour: string) => `${hour}:00:00.000Z`

/** Of the newest digests: up to when everything is signed. */
export function ChainBadge(): ReactNode {
  const t = useTexts(evidenceTexts)
  const { tenant } = useView()
  const { moment, ago } = useFormats()
  const read = useRead('listDigests', { parameters: { tenant }, query: { limit: 1 } }, { refetchInterval: 60_000 })
  if (!read.data) return null
  const { through } = read.data
  if (through === undefined) return <span className="badge">{t.noHead}</span>
  const isLate = Date.now() - Date.parse(through) > LATE_MS + HOUR_MS
  return (
    <span className="badge" data-tone={isLate ? 'warn' : 'good'} title={isLate ? t.lateLead : t.through}>
      {isLate ? t.late(ago(through)) : t.signed(moment(through))}
    </span>
  )
}

type Checked = { older: Head; newer: Head } | { wrong: string }

/** The newest head follows the first one of this time, by the keys that this deployment tells. */
async function checkChain(client: Client, tenant: string, first: string): Promise<Checked> {
  const of = { parameters: { tenant } }
  const [older, newest] = await Promise.all([
    client.ask('getHead', { ...of, query: { hour: first } }),
    client.ask('getHead', { ...of }),
  ])
  const isSame = older.text === newest.text
  const newer = isSame ? older : await client.ask('getHead', { ...of, query: { since: first } })
  const pems = await fetchKeys(client, { tenant }, [older.text, newer.text])
  try {
    return await verifyHeads(utf8(older.text), utf8(newer.text), pems)
  } catch (error) {
    if (error instanceof Wrong) return { wrong: error.message }
    throw error
  }
}

export function Chain(): ReactNode {
  const t = useTexts(evidenceTexts)
  const client = useClient()
  const { tenant } = useView()
  const [now] = useState(Date.now)
  const from = useMemo(() => new Date(now - 30 * 24 * HOUR_MS).toISOString().slice(0, 13), [now])
  const heads = useRead('listHeads', { parameters: { tenant }, query: { from, limit: 200 } })
  const check = useMutation({ mutationFn: (first: string) => checkChain(client, tenant, first) })
  if (heads.isPending) return <Loading rows={3} />
  if (heads.error && !heads.data) return <FailureNote error={heads.error} retry={() => void heads.refetch()} />
  const [first] = heads.data.items
  return (
    <section className="card stack" aria-label={t.chain}>
      <h2>{t.chain}</h2>
      {first === undefined ? (
        <p className="muted">{t.noHeadLead}</p>
      ) : (
        <>
          <ChainFacts heads={heads.data.items} hasMore={heads.data.next !== undefined} />
          <div className="row">
            <Button
              kind="primary"
              unavailable={check.isPending ? t.checking : undefined}
              onClick={() => check.mutate(first.hour)}
            >
              {check.isPending ? t.checking : t.check}
            </Button>
            <Save tenant={tenant} />
          </div>
          {check.error && <FailureNote error={check.error} />}
          {check.data && <Answer checked={check.data} />}
        </>
      )}
    </section>
  )
}

type HeadRow = { hour: string; number: number; hash: string; made: string; key: string }

function ChainFacts({ heads, hasMore }: { heads: readonly HeadRow[]; hasMore: boolean }): ReactNode {
  const t = useTexts(evidenceTexts)
  const { number, instant } = useFormats()
  const newest = heads.at(-1)
  return (
    <dl className="facts">
      <dt>{t.heads}</dt>
      <dd>
        {number(heads.length)}
        {hasMore && '+'}
      </dd>
      {newest !== undefined && (
        <>
          <dt>{t.newest}</dt>
          <dd>
            {t.number(number(newest.number), instant(instantOf(newest.hour)))}
            <br />
            <code className="small muted">{newest.hash}</code>
          </dd>
          <dt>{t.key}</dt>
          <dd>
            <code className="small">{newest.key}</code>
          </dd>
        </>
      )}
    </dl>
  )
}

function Save({ tenant }: { tenant: string }): ReactNode {
  const t = useTexts(evidenceTexts)
  const client = useClient()
  const of = { parameters: { tenant } }
  const save = useMutation({
    mutationFn: async (what: 'head' | 'key') => {
      if (what === 'head') saveFile('head.json', 'application/json', (await client.ask('getHead', of)).text)
      else saveFile('key.pem', 'application/x-pem-file', (await client.call('getEvidenceKey', of)).pem)
    },
  })
  return (
    <>
      <Button onClick={() => save.mutate('head')}>{t.saveHead}</Button>
      <Button onClick={() => save.mutate('key')}>{t.saveKey}</Button>
      {save.error && <FailureNote error={save.error} />}
    </>
  )
}

function Answer({ checked }: { checked: Checked }): ReactNode {
  const t = useTexts(evidenceTexts)
  const { instant } = useFormats()
  if ('wrong' in checked)
    return (
      <div className="note" data-tone="bad" role="alert">
        <h3>{t.chainFalse}</h3>
        <p>{checked.wrong}</p>
      </div>
    )
  const [old, now] = [instant(instantOf(checked.older.hour)), instant(instantOf(checked.newer.hour))]
  return (
    <div className="note" data-tone="good" role="status">
      <p>{old === now ? t.headTrue(now) : t.chainTrue(old, now)}</p>
      <p className="small muted">{t.sameRoad}</p>
    </div>
  )
}
