/** A signed report as PDF: a title, headings and lines, and the signature at its end. */
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import type { SignedFile } from './report.ts'

export type Paper = {
  heading(text: string): void
  line(text: string): void
  /** A line of its own, in bold, and what belongs to it. */
  item(head: string, text: string): void
}
type Signed = { title: string; file: SignedFile<{ by: { name: string }; ended: string }>; meaning: string }

const MARGIN = 50

export async function writePaper(
  place: string,
  { title, file: { report, sha256, signed, unsigned }, meaning }: Signed,
  print: (paper: Paper) => void,
): Promise<void> {
  const { default: Document } = await import('pdfkit')
  const info = { Title: title, Author: report.by.name, Keywords: sha256 }
  const page = new Document({ size: 'A4', margin: MARGIN, info })
  const out = page.pipe(createWriteStream(place))
  const line = (text: string) => void page.fontSize(9).text(printable(text))
  const heading = (text: string) =>
    void page.moveDown().font('Helvetica-Bold').fontSize(12).text(printable(text)).font('Helvetica')
  const item = (head: string, text: string) => {
    page.font('Helvetica-Bold')
    line(head)
    page.font('Helvetica')
    line(text)
    page.moveDown(0.4)
  }
  page.font('Helvetica-Bold').fontSize(16).text(title).font('Helvetica')
  print({ heading, line, item })
  heading('Signature')
  line(`SHA-256 of the report: ${sha256}`)
  line(`Name: ${report.by.name}`)
  line(`Date: ${report.ended}`)
  line(`Meaning: ${meaning}`)
  line(signed === null ? `Not signed: ${unsigned}` : `Signed text: ${signed.text}`)
  if (signed !== null) line(`ECDSA, P-256, SHA-256: ${signed.signature}`)
  page.end()
  await finished(out)
}

/** The fonts that every reader has know Latin letters alone. */
const printable = (text: string) => text.replaceAll(/[^\n\x20-\x7e\u00a0-\u00ff]/g, '?')
