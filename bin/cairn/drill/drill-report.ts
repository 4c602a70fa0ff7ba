/** The report of a drill: what was restored, how long it took, what would have been lost, and what differed. */
import { writePaper } from '../qualification/paper.ts'
import type { Report, SignedFile } from '../qualification/report.ts'
import { type Difference, type DrillProgress, RESTORING, STEPS, type Step } from './drill-progress.ts'
import { newestOf, totalOf } from './statement-counts.ts'

export type DrillReport = Pick<Report, 'deployment' | 'by' | 'versions'> & {
  cairn: 'drill-1'
  /** When the drill began, as if everything were lost then, and when it ended. */
  began: string
  ended: string
  /** To which all tables were restored. */
  moment: string
  /** `seconds` from the moment to the begin: what was stored in them would have been lost, here so many statements. */
  rpo: { seconds: number; lostStatements: number; newestRestored: string | null }
  /** `seconds`: of the steps that restore. `inAll`: with those that only look. */
  rto: { seconds: number; inAll: number }
  steps: { step: Step; seconds: number; found: { [name: string]: number }; differences: Difference[] }[]
  tenants: { tenant: string; statements: number; documents: number }[]
  /** Tenants that the restored tables have, and the live ones have no more. */
  removedSince: string[]
  verdict: 'passed' | 'failed'
  /** What nobody could look at. */
  notes: string[]
  /** What the drill leaves until `cairn drill --clean`. */
  remains: string[]
}

type Known = Pick<DrillReport, 'deployment' | 'by' | 'versions' | 'removedSince'>

export const MEANING = 'I have rehearsed this restore, and this is what was found.'

const NO_HEAD = 'No hour with a signed head was over at the moment: no evidence could be verified.'

const seconds = (ms: number) => Math.round(ms / 100) / 10

export function reportOf(progress: DrillProgress, known: Known, now: number): DrillReport {
  const { done, asked, moment, counts = { restored: {}, live: {} }, documents = {}, made } = progress
  const steps = STEPS.flatMap((step) => {
    const result = done[step]
    return result === undefined ? [] : [{ step, ...result, seconds: seconds(result.seconds * 1_000) }]
  })
  const sum = (of: readonly Step[]) =>
    seconds(of.reduce((total, step) => total + (done[step]?.seconds ?? 0) * 1_000, 0))
  const statementsIn = (of: typeof counts.live) => totalOf(of, (one) => one.statements + one.after)
  const newest = newestOf(counts.restored)
  const differ = steps.some(({ differences }) => differences.length > 0)
  return {
    cairn: 'drill-1',
    ...known,
    began: new Date(asked).toISOString(),
    ended: new Date(now).toISOString(),
    moment: new Date(moment).toISOString(),
    rpo: {
      seconds: seconds(asked - moment),
      lostStatements: Math.max(0, statementsIn(counts.live) - statementsIn(counts.restored)),
      newestRestored: newest === 0 ? null : new Date(newest).toISOString(),
    },
    rto: { seconds: sum(RESTORING), inAll: sum(STEPS) },
    steps,
    tenants: [...new Set([...Object.keys(counts.restored), ...Object.keys(documents)])].toSorted().map((tenant) => {
      const { statements = 0, after = 0 } = counts.restored[tenant] ?? {}
      return { tenant, statements: statements + after, documents: documents[tenant] ?? 0 }
    }),
    verdict: differ || steps.length < STEPS.length ? 'failed' : 'passed',
    notes: done.evidence?.found.heads === 0 ? [NO_HEAD] : [],
    remains: Object.values(made),
  }
}

export const linesOf = ({ rpo, rto, moment, began, verdict, notes }: DrillReport): string[] => [
  `RPO: ${rpo.seconds} s, from ${moment} to ${began}: ${rpo.lostStatements} statements would have been lost.`,
  `RTO: ${rto.seconds} s for tables, index and lake; ${rto.inAll} s with all that was checked.`,
  ...notes,
  `${verdict.toUpperCase()}.`,
]

const namedCounts = (found: { [name: string]: number }) =>
  Object.entries(found).map(([name, count]) => `${name} ${count.toLocaleString('en-US')}`)

export async function writeDrillPdf(place: string, file: SignedFile<DrillReport>): Promise<void> {
  const { report } = file
  const title = `Rehearsed restore of Cairn ${report.versions.cairn}`
  await writePaper(place, { title, file, meaning: MEANING }, ({ heading, line, item }) => {
    line(`${report.deployment.where}, ${report.deployment.region}. From ${report.began} to ${report.ended}.`)
    line(`By ${report.by.name} (${report.by.caller}).`)
    heading(`Verdict: ${report.verdict}`)
    for (const text of linesOf(report).slice(0, -1)) line(text)
    heading('Steps')
    for (const { step, seconds: took, found, differences } of report.steps) {
      const differing = differences.map(({ what, count, examples }) => `${what}: ${count} (${examples.join('; ')})`)
      item(step, `${took} s. ${namedCounts(found).join(', ')}. ${differing.join('. ') || 'No difference.'}`)
    }
    heading('Restored, by tenant')
    for (const { tenant, statements, documents } of report.tenants)
      line(`${tenant}: ${statements} statements, ${documents} documents`)
    if (report.removedSince.length > 0) heading('Removed since the moment: to be removed again after a real restore')
    for (const tenant of report.removedSince) line(tenant)
    heading('What remains until cairn drill --clean')
    for (const name of report.remains) line(name)
  })
}
