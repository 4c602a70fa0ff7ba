/** The proof of one statement: fetched, checked here, and given as files that show the same without this page. */
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef } from 'react'
import type { Client } from '../../api/client.ts'
import { ApiFailure } from '../../api/failure.ts'
import { useClient } from '../../api/use-api.ts'
import { idOfAgent } from '../../language/agent-id.ts'
import { useLanguage, useTexts } from '../../language/language.ts'
import { summaryOf } from '../../language/statement-summary.ts'
import { Button } from '../../parts/button.tsx'
import { CopyCurl } from '../../parts/copy.tsx'
import { saveFile } from '../../parts/save-file.ts'
import { useWording } from '../../parts/sentence.tsx'
import { FailureNote, Loading } from '../../parts/states.tsx'
import { fetchKeys } from './evidence-keys.ts'
import { evidenceTexts } from './evidence-texts.ts'
import { utf8 } from './merkle.ts'
import { type Evidence, filesOf, foundIn } from './proof-files.ts'
import { proofTexts } from './proof-texts.ts'
import { useView } from './use-view.ts'
import { jsonIn, VerdictNote } from './verdict-note.tsx'
import { verdictTexts } from './verdict-texts.ts'
import { caseOfProof, judgeFiles, type Verdict } from './verdicts.ts'

type Judged = Evidence & { verdict: Verdict | undefined; isVoided: boolean }

function useProof(id: string) {
  const client = useClient()
  const { tenant } = useView()
  return useQuery({
    queryKey: ['getProof', tenant, id],
    queryFn: async ({ signal }): Promise<Judged> => {
      const { text: proof } = await client.ask('getProof', { parameters: { tenant, id }, signal })
      const caseId = caseOfProof(utf8(proof))
      const parameters = { tenant, case: caseId }
      const certificate = caseId ? (await client.ask('getCaseCertificate', { parameters, signal })).text : undefined
      const pems = await fetchKeys(client, { tenant, signal }, [proof, ...(certificate ? [certificate] : [])])
      const files = [
        { name: `${id}.json`, bytes: utf8(proof) },
        ...(certificate ? [{ name: `certificate-${caseId}.json`, bytes: utf8(certificate) }] : []),
      ]
      const [verdict] = await judgeFiles(files, pems)
      // What was removed is not to be had either.
      const isVoided = verdict?.kind === 'proof' && (await isMissing(client, { tenant, id, signal }))
      return { proof, pems, certificate, verdict, isVoided }
    },
  })
}

/** Of a statement that is there: lists leave it out, since another one voids it. */
async function isMissing(
  client: Client,
  { tenant, id, signal }: { tenant: string; id: string; signal: AbortSignal },
): Promise<boolean> {
  try {
    await client.ask('listStatements', { parameters: { tenant }, query: { statementId: id }, signal })
    return false
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 404) return true
    throw error
  }
}

export function ProofOf({ id }: { id: string }): ReactNode {
  const t = useTexts(proofTexts)
  const read = useProof(id)
  if (read.isPending) return <Loading rows={4} />
  const again = () => void read.refetch()
  if (read.error instanceof ApiFailure && read.error.status === 409)
    return (
      <Arrived>
        <div className="note" data-tone="warn">
          <h3>{t.notYet}</h3>
          <p>{read.error.message}</p>
          <p>{t.notYetLead}</p>
          <div className="row">
            <Button onClick={again}>{t.lookAgain}</Button>
          </div>
        </div>
      </Arrived>
    )
  if (!read.data) return <FailureNote error={read.error} retry={again} />
  return (
    <Arrived>
      {read.data.isVoided && <Voided id={id} />}
      {read.data.verdict && <VerdictNote verdict={read.data.verdict} isOfRecord />}
      <Take id={id} evidence={read.data} />
    </Arrived>
  )
}

/** Whoever asked for it is led to it once it is there. */
function Arrived({ children }: { children: ReactNode }): ReactNode {
  const t = useTexts(proofTexts)
  const frame = useRef<HTMLElement>(null)
  useEffect(() => {
    frame.current?.focus({ preventScroll: true })
    frame.current?.scrollIntoView({ block: 'start' })
  }, [])
  return (
    <section ref={frame} tabIndex={-1} className="stack audit-arrived" data-gap="s" aria-label={t.verdict}>
      {children}
    </section>
  )
}

/** The record is unchanged, and counts for nothing all the same. */
function Voided({ id }: { id: string }): ReactNode {
  const t = useTexts(proofTexts)
  const { tenant } = useView()
  return (
    <div className="note" data-tone="warn">
      <h3>{t.voided}</h3>
      <p>
        {t.voidedLead}{' '}
        <Link to="/t/$tenant/explorer" params={{ tenant }} search={{ statement: id, view: 'chain' }}>
          {t.voidedBy}
        </Link>
      </p>
    </div>
  )
}

function Take({ id, evidence }: { id: string; evidence: Judged }): ReactNode {
  const t = useTexts(proofTexts)
  const { sameRoad } = useTexts(evidenceTexts)
  const client = useClient()
  const { tenant } = useView()
  const archive = useArchive(id, evidence)
  return (
    <>
      <div className="row">
        {evidence.verdict?.wrong === undefined && (
          <Button kind="primary" onClick={() => archive.mutate()}>
            {t.saveAll}
          </Button>
        )}
        <Button onClick={() => saveFile(`proof-${id}.json`, 'application/json', evidence.proof)}>{t.saveProof}</Button>
        <Link to="/t/$tenant/explorer" params={{ tenant }} search={{ statement: id }} className="button">
          {t.openStatement}
        </Link>
        <CopyCurl request={client.requestOf('getProof', { parameters: { tenant, id } })} />
      </div>
      {archive.error && <FailureNote error={archive.error} />}
      <p className="small muted">
        {t.saveAllLead} {sameRoad}
      </p>
    </>
  )
}

type About = { said: string; who: string | undefined; happened: string | undefined }

/** Made when somebody wants it: what it takes is loaded then. */
function useArchive(id: string, { verdict, isVoided, ...evidence }: Judged) {
  const t = useTexts(verdictTexts)
  const language = useLanguage()
  const wording = useWording()
  const found = foundIn(verdict)
  return useMutation({
    mutationFn: async () => {
      const { zipWithVerifier } = await import('./proof-archive.ts')
      if (found === undefined) return
      const unknown = { said: t.removedTitle, who: undefined, happened: undefined }
      const about = found.text === undefined ? unknown : aboutOf(found.text)
      const bytes = zipWithVerifier(filesOf({ evidence, found, ...about, isVoided, language }))
      saveFile(`proof-${id}.zip`, 'application/zip', bytes)
    },
  })
  function aboutOf(text: string): About {
    const summary = summaryOf(jsonIn(text), language)
    const { actor, timestamp: happened } = summary
    const said = [wording.sentence(summary), ...wording.result(summary.result)].join(' · ')
    return { said, who: actor?.agent && idOfAgent(actor.agent), happened }
  }
}
