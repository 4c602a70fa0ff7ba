/** One case: who prepared it and why, what it would do, and the decision, which another person takes. */

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { Case } from '../../api/admin-api.ts'
import { useClient, useRead } from '../../api/use-api.ts'
import { isolated } from '../../language/bidi.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { Button } from '../../parts/button.tsx'
import { CopyCurl } from '../../parts/copy.tsx'
import { ConfirmDialog } from '../../parts/dialog.tsx'
import { saveFile } from '../../parts/save-file.ts'
import { FailureNote, Loading } from '../../parts/states.tsx'
import { toast } from '../../parts/toasts.tsx'
import { Value } from '../../parts/value.tsx'
import { useMe } from '../../shell/access.ts'
import { agentName } from './agents.ts'
import { CasePreview } from './case-preview.tsx'
import { caseTexts } from './case-texts.ts'
import { texts } from './texts.ts'
import { useMayChange, useView } from './use-view.ts'

const TONES = {
  ...{ prepared: 'accent', approved: 'warn', running: 'warn', done: 'good', rejected: undefined, withdrawn: undefined },
} as const

export function StateBadge({ state }: { state: Case['state'] }): ReactNode {
  const t = useTexts(caseTexts)
  return (
    <span className="badge" data-tone={TONES[state]}>
      {t[state]}
    </span>
  )
}

const isUnderWay = (one: Case | undefined) => one?.state === 'approved' || one?.state === 'running'

export function OneCase({ id }: { id: string }): ReactNode {
  const t = useTexts(caseTexts)
  const client = useClient()
  const { tenant, change } = useView()
  const request = { parameters: { tenant, case: id } }
  const [isQuick, setQuick] = useState(false)
  const read = useRead('getCase', request, { refetchInterval: isQuick ? 3_000 : false })
  if (isQuick !== isUnderWay(read.data)) setQuick(isUnderWay(read.data))
  return (
    <section className="stack" aria-label={t.case}>
      <div className="row spread">
        <Button size="s" onClick={() => change({ case: undefined })}>
          {t.back}
        </Button>
        <CopyCurl request={client.requestOf('getCase', request)} />
      </div>
      {read.isPending && <Loading rows={6} />}
      {read.error && !read.data && <FailureNote error={read.error} retry={() => void read.refetch()} />}
      {read.data && (
        <div className="card stack">
          <div className="row">
            <h2>{t[read.data.kind]}</h2>
            <StateBadge state={read.data.state} />
          </div>
          <Facts one={read.data} />
          {read.data.state === 'prepared' && <Decisions one={read.data} />}
          {read.data.hasCertificate && <Certificate id={id} />}
          <CasePreview one={read.data} />
        </div>
      )}
    </section>
  )
}

function Facts({ one: { prepared, decided, erasure, run } }: { one: Case }): ReactNode {
  const t = useTexts(caseTexts)
  const { instant, ago } = useFormats()
  const people = erasure?.identifiers
  const rows: [string, string | undefined][] = [
    [t.reason, prepared.reason],
    [t.preparedBy, t.byAt(isolated(prepared.by.id), instant(prepared.at))],
    [t.way, erasure && t[erasure.way]],
    [t.person, people && [...people.agents.map(agentName), ...(people.texts ?? [])].map(isolated).join(', ')],
    [t.decidedBy, decided && t.byAt(isolated(decided.by.id), instant(decided.at))],
    [t.why, decided?.reason],
    [t.ran, run && t.ranFrom(instant(run.began), run.ended === undefined ? t.goesOn : instant(run.ended))],
  ]
  return (
    <>
      <dl className="facts">
        {rows.flatMap(([name, value]) =>
          value === undefined
            ? []
            : [
                <dt key={name}>{name}</dt>,
                <dd key={`${name} value`}>
                  <Value>{value}</Value>
                </dd>,
              ],
        )}
      </dl>
      {run?.failure && (
        <p className="note" data-tone="warn">
          {t.failed(ago(run.failure.at), run.failure.what)}
        </p>
      )}
    </>
  )
}

const ACTS = { approve: 'approveCase', reject: 'rejectCase', withdraw: 'withdrawCase' } as const
type Decision = keyof typeof ACTS

/** Why this person can't decide so; the API refuses what is not known here. */
function useRefusals({ kind, prepared, preview }: Case): { [decision in Decision]: string | undefined } {
  const t = useTexts(caseTexts)
  const room = useTexts(texts)
  const me = useMe()
  const mayChange = useMayChange()
  const isOwn = prepared.by.kind === 'person' && prepared.by.id === me.subject
  if (!mayChange) return { approve: room.onlyAdmins, reject: room.onlyAdmins, withdraw: room.onlyAdmins }
  const second = kind === 'erasure' && isOwn ? t.secondPerson : undefined
  return {
    approve: second ?? (preview.isComplete ? undefined : t.notCounted),
    reject: undefined,
    withdraw: isOwn || prepared.by.kind !== 'person' ? undefined : t.notYours,
  }
}

function Decisions({ one }: { one: Case }): ReactNode {
  const t = useTexts(caseTexts)
  const refusals = useRefusals(one)
  const [decision, setDecision] = useState<Decision>()
  return (
    <>
      <div className="row">
        {(['approve', 'reject', 'withdraw'] as const).map((each) => (
          <Button
            key={each}
            kind={each === 'approve' ? 'danger' : 'plain'}
            unavailable={refusals[each]}
            onClick={() => setDecision(each)}
          >
            {t[each]}
          </Button>
        ))}
      </div>
      {refusals.approve !== undefined && <p className="small muted">{refusals.approve}</p>}
      {decision && <Decide one={one} decision={decision} onClose={() => setDecision(undefined)} />}
    </>
  )
}

type DecideProps = { one: Case; decision: Decision; onClose: () => void }

function Decide({ one, decision, onClose }: DecideProps): ReactNode {
  const t = useTexts(caseTexts)
  const client = useClient()
  const queries = useQueryClient()
  const { tenant } = useView()
  const { number } = useFormats()
  const [idempotencyKey] = useState(() => crypto.randomUUID())
  const act = useMutation({
    mutationFn: (reason: string) =>
      client.call(ACTS[decision], { parameters: { tenant, case: one.id }, body: { reason }, idempotencyKey }),
    onSuccess: async () => {
      toast(t.decided)
      onClose()
      await Promise.all(['getCase', 'listCases'].map((name) => queries.invalidateQueries({ queryKey: [name] })))
    },
  })
  const leads = {
    approve: t.approveLead(number(one.preview.affected)),
    ...{ reject: t.rejectLead, withdraw: t.withdrawLead },
  }
  return (
    <ConfirmDialog
      title={t[`${decision}Title`]}
      act={t[decision]}
      needsReason
      isPending={act.isPending}
      failure={act.error && <FailureNote error={act.error} />}
      onConfirm={act.mutate}
      onClose={onClose}
    >
      <p>{leads[decision]}</p>
    </ConfirmDialog>
  )
}

function Certificate({ id }: { id: string }): ReactNode {
  const t = useTexts(caseTexts)
  const client = useClient()
  const { tenant } = useView()
  const save = useMutation({
    mutationFn: async () => {
      const { text } = await client.ask('getCaseCertificate', { parameters: { tenant, case: id } })
      saveFile(`certificate-${id}.json`, 'application/json', text)
    },
  })
  return (
    <section className="stack" data-gap="s" aria-label={t.certificate}>
      <h3>{t.certificate}</h3>
      <p className="small muted">{t.certificateLead}</p>
      <div className="row">
        <Button onClick={() => save.mutate()}>{t.saveCertificate}</Button>
      </div>
      {save.error && <FailureNote error={save.error} />}
    </section>
  )
}
