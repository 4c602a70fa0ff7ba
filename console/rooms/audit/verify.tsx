/** Verifies files with a public key, in this browser: nothing of them is sent anywhere. */
import { useMutation, useQuery } from '@tanstack/react-query'
import { type ReactNode, useId, useState } from 'react'
import { useClient } from '../../api/use-api.ts'
import { useTexts } from '../../language/language.ts'
import { Button } from '../../parts/button.tsx'
import { FailureNote } from '../../parts/states.tsx'
import { evidenceTexts } from './evidence-texts.ts'
import { useView } from './use-view.ts'
import { VerdictNote } from './verdict-note.tsx'
import { judgeFiles, type NamedFile } from './verdicts.ts'

/** `choice` names the files: their octets would be a long key. */
type Chosen = { files: readonly NamedFile[]; choice: number; pem: string }

const isZip = (bytes: Uint8Array) => [0x50, 0x4b, 0x03, 0x04].every((octet, at) => bytes[at] === octet)

/** The file, or what is to be checked of a download. Its key is left there: whoever makes up a proof makes up a key. */
async function filesIn(file: File): Promise<NamedFile[]> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  if (!isZip(bytes)) return [{ name: file.name, bytes }]
  const { jsonFilesIn } = await import('./proof-archive.ts')
  return jsonFilesIn(file.name, bytes)
}

/** Each PEM of a text: where the key was changed there are several. */
const pemsIn = (text: string) => text.match(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g) ?? []

export function Verify(): ReactNode {
  const t = useTexts(evidenceTexts)
  const [{ files, choice }, setChosen] = useState<Omit<Chosen, 'pem'>>({ files: [], choice: 0 })
  const [pem, setPem] = useState('')
  const id = useId()
  const take = async (list: FileList | null) => {
    const chosen = (await Promise.all([...(list ?? [])].map(filesIn))).flat()
    setChosen((before) => ({ files: chosen, choice: before.choice + 1 }))
  }
  return (
    <>
      <p className="muted">{t.verifyLead}</p>
      <div className="audit-two">
        <section className="card stack" aria-label={t.verifyTitle}>
          <h2>{t.verifyTitle}</h2>
          <div className="field">
            <label htmlFor={id}>{t.files}</label>
            <input
              id={id}
              className="input audit-file"
              type="file"
              multiple
              accept=".json,.zip,application/json,application/zip"
              onChange={({ target }) => void take(target.files)}
            />
            <span className="field-hint">{t.filesHint}</span>
          </div>
          <KeyField pem={pem} onPem={setPem} />
        </section>
        <section className="stack" aria-label={t.results}>
          <h2>{t.results}</h2>
          <Results files={files} choice={choice} pem={pem} />
          <p className="small muted">
            <code>{t.kinds}</code>
          </p>
        </section>
      </div>
    </>
  )
}

function KeyField({ pem, onPem }: { pem: string; onPem: (pem: string) => void }): ReactNode {
  const t = useTexts(evidenceTexts)
  const client = useClient()
  const { tenant } = useView()
  const ids = { text: useId(), file: useId() }
  const own = useMutation({
    mutationFn: () => client.call('getEvidenceKey', { parameters: { tenant } }),
    onSuccess: (key) => onPem(key.pem),
  })
  return (
    <div className="stack" data-gap="s">
      <div className="field">
        <label htmlFor={ids.text}>{t.keyField}</label>
        <textarea
          id={ids.text}
          className="input audit-key"
          rows={5}
          spellCheck={false}
          value={pem}
          onChange={({ target }) => onPem(target.value)}
        />
        <span className="field-hint">{t.keyHint}</span>
      </div>
      <div className="field">
        <label htmlFor={ids.file}>{t.keyFile}</label>
        <input
          id={ids.file}
          className="input audit-file"
          type="file"
          accept=".pem"
          onChange={({ target }) => void target.files?.[0]?.text().then(onPem)}
        />
      </div>
      <div className="row">
        <Button onClick={() => own.mutate()}>{t.useOwn}</Button>
      </div>
      {own.error && <FailureNote error={own.error} />}
    </div>
  )
}

function Results({ files, choice, pem }: Chosen): ReactNode {
  const t = useTexts(evidenceTexts)
  const pems = pemsIn(pem)
  const judged = useQuery({
    queryKey: ['verify', choice, pem],
    queryFn: () => judgeFiles(files, pems),
    enabled: files.length > 0 && pems.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  if (files.length === 0) return <p className="muted">{t.nothingYet}</p>
  if (pems.length === 0) return <p className="note">{t.noKey}</p>
  return (
    <div className="stack" role="status">
      {judged.error && <FailureNote error={judged.error} />}
      {judged.data?.map((verdict) => (
        <VerdictNote key={verdict.files.join()} verdict={verdict} />
      ))}
    </div>
  )
}
