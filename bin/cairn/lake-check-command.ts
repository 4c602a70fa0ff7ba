/** The command that compares the lake with the store. */

import type { LakeReader } from '../../lambdas/lake/lake-files.ts'
import { type CheckProgress, checkLake } from '../../lambdas/lake/maintenance/check.ts'
import { type Comparison, type DayReport, differencesOf } from '../../lambdas/lake/maintenance/check-day.ts'
import { createBatches } from '../../lambdas/statements/batch/batches.ts'
import { consistentThroughAt } from '../../lambdas/statements/batch/consistent-through.ts'
import { type TenantId, tenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { showProgress } from '../terminal/progress.ts'
import { type Command, table, textOf, type Values } from './command.ts'
import type { Deployment } from './deployment.ts'
import { Failure, UsageError } from './failure.ts'
import { DAYS_HELP, daysOf, lakeFilesOf, TENANT_AND_DAYS, tenantsOf } from './lake-days.ts'
import { patient } from './patience.ts'

const number = (value: number) => value.toLocaleString('en-US')

/** In AWS: the longest window of the writer, and the longest run after it. Locally the window is two seconds. */
const SETTLED_SECONDS = { aws: 600, local: 30 }

export const checkLakeDays: Command = {
  usage: 'lake check --from DAY [--to DAY] [--tenant TENANT]',
  summary: 'compares the lake with what is stored, by day: ids and exact texts',
  details: `${DAYS_HELP}
  --settled SECONDS  how old a statement must be to be compared (${SETTLED_SECONDS.aws}; on the local runner ${SETTLED_SECONDS.local})

  missing    it is stored, and not in the lake: cairn lake replay brings it there
  extra      it is in the lake, and not stored
  different  its text is another one in the lake
  double     it lies in the lake twice: the view shows it once, and it is no difference

  Voids are compared in the same way: what void_files must say of each voiding statement. Exit code 1 on a
  difference. Interrupted, it can go on with the day that its progress named, by --tenant and --from.`,
  options: { ...TENANT_AND_DAYS, settled: { type: 'string' } },
  takes: [0, 0],
  async run(deployment, { values }) {
    const days = daysOf(values, deployment.clock.now())
    const through = throughOf(deployment, values)
    const files = lakeFilesOf(deployment)
    const tenants = textOf(values, 'tenant') === undefined ? await filesTenants(files) : []
    tenants.push(...(await tenantsOf(deployment, values)))
    const reports = await compare(deployment, { ...days, tenants: [...new Set(tenants)].sort() }, { files, through })
    const differing = reports.filter((report) => differencesIn(report) > 0)
    const text = [...tableOf(differing), ...namedExamples(differing), summaryOf(reports, through)].join('\n')
    const json = { through: new Date(through).toISOString(), ...totalsOf(reports), days: reports }
    return { text, json, ...(differing.length > 0 && { code: 1 }) }
  },
}

type Days = Parameters<typeof checkLake>[1]

/** Whose files there are: also of a tenant that is none any more. */
const filesTenants = async (files: LakeReader): Promise<TenantId[]> =>
  (await files.folders('lake/')).flatMap((folder) =>
    folder.startsWith('tenant=') ? [tenantId(folder.slice('tenant='.length))] : [],
  )

type Compared = { files: LakeReader; through: number }

async function compare(deployment: Deployment, days: Days, compared: Compared): Promise<DayReport[]> {
  const { clock, objects } = deployment
  const tables = patient(deployment.tables, clock)
  const parts = { tables, batches: createBatches(tables, patient(objects, clock)), ...compared }
  const progress: CheckProgress = { statements: 0, rows: 0, files: 0, days: 0 }
  const reports: DayReport[] = []
  const shown = showProgress((seconds) => progressOf(progress, seconds))
  try {
    for await (const report of checkLake(parts, days, progress)) if (isWorthTelling(report)) reports.push(report)
    return reports
  } catch (error) {
    const { tenant, day } = progress
    if (tenant === undefined) throw error
    throw new Failure(`The check stopped at tenant ${tenant}, day ${day}.`, { cause: error })
  } finally {
    shown.end()
  }
}

/** Of years, most days of most tenants may be empty. */
const isWorthTelling = ({ statements, voids, younger }: DayReport) =>
  statements.stored + statements.lake + voids.stored + voids.lake + younger > 0

function throughOf({ clock, isLocal }: Deployment, values: Values): number {
  const text = textOf(values, 'settled') ?? String(isLocal ? SETTLED_SECONDS.local : SETTLED_SECONDS.aws)
  const seconds = Number(text)
  if (!/^\d+$/.test(text)) throw new UsageError(`--settled ${text} is no number of seconds.`)
  return Math.min(consistentThroughAt(clock.now()), clock.now() - seconds * 1_000)
}

function progressOf({ tenant, day, statements, rows, files, days }: CheckProgress, seconds: number): string {
  const rate = number(Math.round((statements + rows) / Math.max(seconds, 1)))
  const counts = `${number(statements)} stored statements, ${number(rows)} rows of ${number(files)} files`
  return `Comparing ${tenant} ${day}: ${counts}, ${rate} a second; ${number(days)} days done`
}

const differencesIn = ({ statements, voids }: DayReport) => differencesOf(statements) + differencesOf(voids)

const HEAD = ['TENANT', 'DAY', 'WHAT', 'STORED', 'IN LAKE', 'MISSING', 'EXTRA', 'DIFFERENT', 'DOUBLE']

const kindsOf = ({ statements, voids }: DayReport) => [['statements', statements] as const, ['voids', voids] as const]

function tableOf(differing: DayReport[]): string[] {
  const rows = differing.flatMap((report) =>
    kindsOf(report)
      .filter(([, comparison]) => differencesOf(comparison) > 0)
      .map(([what, { stored, lake, missing, extra, different, double }]) => {
        const counts = [stored, lake, missing.count, extra.count, different.count, double.count]
        return [report.tenant, report.day, what, ...counts.map(number)]
      }),
  )
  return rows.length === 0 ? [] : [table(HEAD, rows)]
}

const NAMED = 3

/** Some ids of each day with differences. */
const namedExamples = (reports: DayReport[]): string[] =>
  reports.flatMap((report) =>
    kindsOf(report).flatMap(([what, comparison]) =>
      (['missing', 'extra', 'different'] as const)
        .filter((problem) => comparison[problem].count > 0)
        .map((problem) => {
          const ids = comparison[problem].examples.slice(0, NAMED).join(', ')
          return `${report.tenant} ${report.day}: ${problem} ${what}, for example ${ids}`
        }),
    ),
  )

function totalsOf(reports: DayReport[]) {
  const sum = (count: (report: DayReport) => number) => reports.reduce((total, report) => total + count(report), 0)
  const both = (count: (comparison: Comparison) => number) =>
    sum(({ statements, voids }) => count(statements) + count(voids))
  return {
    statements: sum(({ statements }) => statements.stored),
    voids: sum(({ voids }) => voids.stored),
    missing: both(({ missing }) => missing.count),
    extra: both(({ extra }) => extra.count),
    different: both(({ different }) => different.count),
    double: both(({ double }) => double.count),
    younger: sum(({ younger }) => younger),
  }
}

function summaryOf(reports: DayReport[], through: number): string {
  const { statements, voids, missing, extra, different, double, younger } = totalsOf(reports)
  const what = `${number(statements)} statements and ${number(voids)} voids of ${number(reports.length)} days`
  const lines = [`Compared ${what}: ${number(missing + extra + different)} differences.`]
  if (double > 0) lines.push(`${number(double)} lie in the lake twice, which no query sees.`)
  if (younger > 0) {
    const since = new Date(through).toISOString()
    lines.push(`${number(younger)} statements were stored after ${since} and are not compared yet.`)
  }
  return lines.join('\n')
}
