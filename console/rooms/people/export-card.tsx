/** How the tenant's statements are exported: the admin API has no export, so this is the command to run. */
import { type ReactNode, useState } from 'react'
import { useTexts } from '../../language/language.ts'
import { ChoiceField } from '../../parts/choice-field.tsx'
import { Copy } from '../../parts/copy.tsx'
import { texts } from './texts.ts'

const FORMATS = ['jsonl', 'csv', 'parquet'] as const

export function ExportCard({ tenant }: { tenant: string }): ReactNode {
  const t = useTexts(texts)
  const [format, setFormat] = useState<(typeof FORMATS)[number]>('jsonl')
  const [withDocuments, setWithDocuments] = useState(false)
  const documents = withDocuments ? ' --with-documents' : ''
  const command = `npx cairn export --tenant ${tenant} --format ${format} --out exports/${tenant}${documents}`
  return (
    <section className="card stack" aria-label={t.export}>
      <h2>{t.export}</h2>
      <p>{t.exportLead}</p>
      <div className="people-two">
        <ChoiceField
          label={t.format}
          value={format}
          choices={FORMATS.map((value) => ({ value, label: t[value] }))}
          onChoose={setFormat}
        />
        <label className="check people-documents">
          <input type="checkbox" checked={withDocuments} onChange={(event) => setWithDocuments(event.target.checked)} />
          {t.withDocuments}
        </label>
      </div>
      <div className="people-command">
        <code>{command}</code>
        <Copy text={command} label={t.copyCommand} isShort kind="plain" />
      </div>
      <p className="small muted">{t.exportAws}</p>
    </section>
  )
}
