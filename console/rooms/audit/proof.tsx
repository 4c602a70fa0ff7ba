/** The proof of one statement: fetched, checked here, and given as a file. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { ApiFailure } from '../../api/failure.ts'
import { useClient } from '../../api/use-api.ts'
import { useTexts } from '../../language/language.ts'
import { Button } from '../../parts/button.tsx'
import { CopyCurl } from '../../parts/copy.tsx'
import { saveFile } from '../../parts/save-file.ts'
import { FailureNote, Loading } from '../../parts/states.tsx'
import { evidenceTexts } from './evidence-texts.ts'
import { utf8 } from './merkle.ts'
import { useView } from './use-view.ts'
import { VerdictNote } from './verdict-note.tsx'
import { caseOfProof, judgeFiles } from './verdicts.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export function Proof(): ReactNode {
  const t = useTexts(evidenceTexts)
  const { search } = useView()
  return (
    <section className="card stack" aria-label={t.proof}>
      <h2>{t.proof}</h2>
      <p className="small muted">{t.proofLead}</p>
      <Ask key={search.statement} />
      {search.statement !== undefined && <Proven id={search.statement} />}
    </section>
  )
}

function Ask(): ReactNode {
  const t = useTexts(evidenceTexts)
  const ids = { field: useId(), error: useId() }
  const { search, change } = useView()
  const [typed, setTyped] = useState(search.statement ?? '')
  const [isWrong, setWrong] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const id = typed.trim()
    setWrong(!UUID.test(id))
    if (UUID.test(id)) change({ statement: id })
  }
  return (
    <form className="field" onSubmit={submit} noValidate>
      <label htmlFor={ids.field}>{t.id}</label>
      <div className="audit-ask">
        <input
          id={ids.field}
          className="input"
          value={typed}
          spellCheck={false}
          autoComplete="off"
          aria-invalid={isWrong}
          aria-describedby={isWrong ? ids.error : undefined}
          onChange={({ target }) => setTyped(target.value)}
        />
        <Button type="submit">{t.getProof}</Button>
      </div>
      {isWrong && (
        <span id={ids.error} className="field-error" role="alert">
          {t.notUuid}
        </span>
      )}
    </form>
  )
}

function Proven({ id }: { id: string }): ReactNode {
  const t = useTexts(evidenceTexts)
  const client = useClient()
  const { tenant } = useView()
  const read = useQuery({
    queryKey: ['getProof', tenant, id],
    queryFn: async ({ signal }) => {
      const proof = await client.ask('getProof', { parameters: { tenant, id }, signal })
      const { pem } = await client.call('getEvidenceKey', { parameters: { tenant }, signal })
      const caseId = caseOfProof(utf8(proof.text))
      const parameters = { tenant, case: caseId }
      const certificate = caseId && (await client.ask('getCaseCertificate', { parameters, signal }))
      const files = [
        { name: `${id}.json`, bytes: utf8(proof.text) },
        ...(certificate ? [{ name: `certificate-${caseId}.json`, bytes: utf8(certificate.text) }] : []),
      ]
      const [verdict] = await judgeFiles(files, [pem])
      return { text: proof.text, verdict }
    },
  })
  if (read.isPending) return <Loading rows={4} />
  const again = () => void read.refetch()
  if (read.error instanceof ApiFailure && read.error.status === 409)
    return (
      <div className="note" data-tone="warn" role="status">
        <h3>{t.notYet}</h3>
        <p>{read.error.message}</p>
        <p>{t.notYetLead}</p>
        <div className="row">
          <Button onClick={again}>{t.lookAgain}</Button>
        </div>
      </div>
    )
  if (!read.data) return <FailureNote error={read.error} retry={again} />
  const { text, verdict } = read.data
  return (
    <>
      {verdict && <VerdictNote verdict={verdict} />}
      <p className="small muted">{t.sameRoad}</p>
      <div className="row">
        <Button onClick={() => saveFile(`proof-${id}.json`, 'application/json', text)}>{t.saveProof}</Button>
        <Link to="/t/$tenant/explorer" params={{ tenant }} search={{ statement: id }} className="button">
          {t.openStatement}
        </Link>
        <CopyCurl request={client.requestOf('getProof', { parameters: { tenant, id } })} />
      </div>
    </>
  )
}
