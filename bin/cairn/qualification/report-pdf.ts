/** The report on paper. It has the hash of the report and the signature; what is checked by a program is the JSON. */
import { type Paper, writePaper } from './paper.ts'
import { MEANING, type ReportFile } from './report.ts'

const TITLES = { iq: 'Installation qualification', oq: 'Operation qualification' }

export async function writePdf(file: string, signed: ReportFile): Promise<void> {
  const { report } = signed
  const title = `${TITLES[report.phase]} of Cairn ${report.versions.cairn}`
  await writePaper(file, { title, file: signed, meaning: MEANING }, (paper) => print(paper, signed))
}

function print({ heading, line, item }: Paper, { report }: ReportFile): void {
  line(`${report.deployment.where}, ${report.deployment.region}. From ${report.began} to ${report.ended}.`)
  line(`By ${report.by.name} (${report.by.caller}).`)
  heading(`Verdict: ${report.verdict}`)
  if (report.deviations !== null) line(`Deviations are accepted: ${report.deviations}`)
  heading('Checks')
  for (const { check, subject, expected, found, result, requirement, at } of report.checks)
    item(
      `${result.toUpperCase()}  ${check} ${subject}`,
      `Expected: ${expected} (${requirement}). Found: ${found}. ${at}`,
    )
  heading('Versions')
  const { cairn, commit, node, platform } = report.versions
  line(`Cairn ${cairn}, commit ${commit ?? 'unknown'}, Node ${node}, ${platform}`)
  for (const { file: template, sha256: of } of report.templates.files) line(`${template}: SHA-256 ${of}`)
  if (report.remains.length > 0) heading('What remains')
  for (const text of report.remains) line(text)
}
