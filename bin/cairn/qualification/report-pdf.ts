/** The report on paper. It has the hash of the report and the signature; what is checked by a program is the JSON. */
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { MEANING, type ReportFile } from './report.ts'

const TITLES = { iq: 'Installation qualification', oq: 'Operation qualification' }
const MARGIN = 50

export async function writePdf(file: string, { report, sha256, signed, unsigned }: ReportFile): Promise<void> {
  const { default: Document } = await import('pdfkit')
  const title = `${TITLES[report.phase]} of Cairn ${report.versions.cairn}`
  const info = { Title: title, Author: report.by.name, Keywords: sha256 }
  const page = new Document({ size: 'A4', margin: MARGIN, info })
  const out = page.pipe(createWriteStream(file))
  const heading = (text: string) =>
    page.moveDown().font('Helvetica-Bold').fontSize(12).text(printable(text)).font('Helvetica')
  const line = (text: string) => page.fontSize(9).text(printable(text))
  page.font('Helvetica-Bold').fontSize(16).text(title).font('Helvetica')
  line(`${report.deployment.where}, ${report.deployment.region}. From ${report.began} to ${report.ended}.`)
  line(`By ${report.by.name} (${report.by.caller}).`)
  heading(`Verdict: ${report.verdict}`)
  if (report.deviations !== null) line(`Deviations are accepted: ${report.deviations}`)
  heading('Checks')
  for (const { check, subject, expected, found, result, requirement, at } of report.checks) {
    page.font('Helvetica-Bold')
    line(`${result.toUpperCase()}  ${check} ${subject}`)
    page.font('Helvetica')
    line(`Expected: ${expected} (${requirement}). Found: ${found}. ${at}`)
    page.moveDown(0.4)
  }
  heading('Versions')
  const { cairn, commit, node, platform } = report.versions
  line(`Cairn ${cairn}, commit ${commit ?? 'unknown'}, Node ${node}, ${platform}`)
  for (const { file: template, sha256: of } of report.templates.files) line(`${template}: SHA-256 ${of}`)
  if (report.remains.length > 0) heading('What remains')
  for (const text of report.remains) line(text)
  heading('Signature')
  line(`SHA-256 of the report: ${sha256}`)
  line(`Name: ${report.by.name}`)
  line(`Date: ${report.ended}`)
  line(`Meaning: ${MEANING}`)
  line(signed === null ? `Not signed: ${unsigned}` : `Signed text: ${signed.text}`)
  if (signed !== null) line(`ECDSA, P-256, SHA-256: ${signed.signature}`)
  page.end()
  await finished(out)
}

/** The fonts that every reader has know Latin letters alone. */
const printable = (text: string) => text.replaceAll(/[^\n\x20-\x7e\u00a0-\u00ff]/g, '?')
