/** The command that rehearses a restore: everything to other tables, checked, measured, and reported. */
import { writeFileSync } from 'node:fs'
import { createKmsSigner } from '../../lambdas/evidence/kms-signer.ts'
import { ENV } from '../../lambdas/runtime/names.ts'
import { showProgress } from '../terminal/progress.ts'
import { type Outcome, type RightsCommand, table, textOf, type Values } from './command.ts'
import type { Deployment, Names } from './deployment.ts'
import { createBackups } from './drill/backups.ts'
import { bucketNames, removeBucket } from './drill/drill-bucket.ts'
import { drillNames, isOfDrill, TABLES, timeOf } from './drill/drill-names.ts'
import { type DrillParts, removedSince } from './drill/drill-parts.ts'
import {
  type DrillProgress,
  endProgress,
  keepProgress,
  readProgress,
  STEPS,
  type Step,
} from './drill/drill-progress.ts'
import { type DrillReport, linesOf, MEANING, reportOf, writeDrillPdf } from './drill/drill-report.ts'
import { RUN } from './drill/drill-steps.ts'
import { restoredDeployment } from './drill/restored.ts'
import { Failure, UsageError } from './failure.ts'
import { operatorOf } from './operator-trail.ts'
import { type SignedFile, toReportFile } from './qualification/report.ts'
import { signingKeyOf, versions, whereOf } from './qualify-commands.ts'

export const rehearseRestore: RightsCommand = {
  usage: 'drill --by NAME [--moment TIME] [--out FILE] [--signing-key KEY] | drill --clean',
  summary: 'rehearses a restore to other tables, checks and measures it, and writes a signed report',
  details: `  --by           the name of the operator, which stands in the signature
  --moment       to which everything is restored, as 2026-11-21T09:30:00Z; the latest one possible without it
  --out          the report's files, without their ends: FILE.json and FILE.pdf; drill without it
  --signing-key  the key of the evidence, by id or ARN: with --stack its name is not known
  --clean        removes what drills have made: tables and buckets named after those of the deployment, with -drill-TIME

  It restores all tables to that moment under other names, reads the content of then, makes Index and a lake anew,
  and verifies documents and evidence. Nothing is written into the deployment but this in its trail of audit. Killed or
  interrupted, the same command goes on, by FILE.progress.json. Exit code 1 on a difference. See docs/restore.md.`,
  options: {
    by: { type: 'string' },
    moment: { type: 'string' },
    out: { type: 'string' },
    'signing-key': { type: 'string' },
    clean: { type: 'boolean' },
  },
  takes: [0, 0],
  recorded: { act: 'drill.run' },
  run: (deployment, { values }) => (values.clean === true ? clean(deployment) : drill(deployment, values)),
}

async function drill(deployment: Deployment, values: Values): Promise<Outcome> {
  const name = textOf(values, 'by')
  if (name === undefined || name.trim() === '') throw new UsageError('Say who does it: --by NAME')
  const out = textOf(values, 'out') ?? 'drill'
  const parts = await partsOf(deployment, values, out)
  for (const step of STEPS) {
    if (parts.progress().done[step] !== undefined) continue
    const { differences } = await runStep(parts, step)
    // Without them neither the index nor the lake can be made.
    if (step === 'objects' && differences.length > 0) break
  }
  const by = { name, caller: await operatorOf(textOf(values, 'stack') !== undefined) }
  const known = {
    deployment: await whereOf(deployment, values),
    by,
    versions: versions(),
    removedSince: await removedSince(parts),
  }
  const report = reportOf(parts.progress(), known, deployment.clock.now())
  const file = await signed(report, signingKeyOf(deployment, values))
  writeFileSync(`${out}.json`, `${JSON.stringify(file, null, 2)}\n`)
  await writeDrillPdf(`${out}.pdf`, file)
  endProgress(out)
  return outcomeOf(file, out)
}

async function partsOf(live: Deployment, values: Values, out: string): Promise<DrillParts> {
  const backups = createBackups(live.backups)
  let now = readProgress(out) ?? (await begin(live, values))
  const originals = (names: Names) => JSON.stringify([...TABLES, ENV.lakeBucket].map((variable) => names[variable]))
  if (originals(now.names) !== originals(live.names))
    throw new Failure(
      `The drill that was begun with ${out}.progress.json is of another deployment: choose another --out.`,
    )
  keepProgress(out, now)
  return {
    live,
    restored: restoredDeployment(live, now.made, now.moment),
    backups,
    progress: () => now,
    keep(change) {
      now = { ...now, ...change }
      keepProgress(out, now)
    },
  }
}

async function begin({ names, clock, backups }: Deployment, values: Values): Promise<DrillProgress> {
  const asked = clock.now()
  const made = drillNames(names, timeOf(asked))
  const times = await createBackups(backups).restorable(TABLES.map((variable) => names[variable] ?? ''))
  const text = textOf(values, 'moment')
  const moment = text === undefined ? times.latest : Date.parse(text)
  const shown = (ms: number) => new Date(ms).toISOString()
  if (Number.isNaN(moment)) throw new UsageError(`--moment ${text} is no time: 2026-11-21T09:30:00Z is one.`)
  if (moment < times.earliest || moment > times.latest)
    throw new Failure(`All tables can be restored to moments of ${shown(times.earliest)} to ${shown(times.latest)}.`)
  return { cairn: 'drill-progress-1', names, made, asked, moment, done: {}, spent: 0 }
}

async function runStep(parts: DrillParts, step: Step) {
  const began = performance.now()
  const before = parts.progress().spent
  const spent = () => before + (performance.now() - began) / 1_000
  // A run that is killed has spent its time, too.
  const timed = { ...parts, keep: (change: Partial<DrillProgress>) => parts.keep({ ...change, spent: spent() }) }
  const shown = showProgress((seconds) => `Step ${step}: ${seconds} s`)
  try {
    const result = { ...(await RUN[step](timed)), seconds: spent() }
    parts.keep({ done: { ...parts.progress().done, [step]: result }, spent: 0 })
    return result
  } catch (error) {
    parts.keep({ spent: spent() })
    throw new Failure(`The drill was interrupted at the step ${step}; the same command goes on with it.`, {
      cause: error,
    })
  } finally {
    shown.end()
  }
}

const signed = (report: DrillReport, key: string | undefined): Promise<SignedFile<DrillReport>> =>
  key === undefined
    ? toReportFile(report, 'the key is not known: name it by --signing-key', MEANING)
    : toReportFile(report, createKmsSigner(key), MEANING).catch((error: Error) =>
        toReportFile(report, `${error.name} of KMS`, MEANING),
      )

function outcomeOf({ report, sha256, signed: signature, unsigned }: SignedFile<DrillReport>, out: string): Outcome {
  const rows = report.steps.flatMap(({ step, differences }) =>
    differences.map(({ what, count, examples }) => [step, what, String(count), examples.slice(0, 2).join(', ')]),
  )
  const text = [
    ...(rows.length === 0 ? [] : [table(['STEP', 'DIFFERENCE', 'COUNT', 'FOR EXAMPLE'], rows), '']),
    ...linesOf(report),
    `${signature === null ? `Not signed: ${unsigned}.` : 'Signed with the key of the evidence.'} Wrote ${out}.json and ${out}.pdf.`,
    'What was restored stays until cairn drill --clean, and costs as long.',
  ]
  const { verdict, moment, rpo, rto } = report
  return {
    text: text.join('\n'),
    json: { verdict, moment, rpo, rto, sha256, signed: signature !== null, files: [`${out}.json`, `${out}.pdf`] },
    told: { what: { moment, verdict } },
    ...(verdict === 'failed' && { code: 1 }),
  }
}

async function clean({ names, backups: endpoint }: Deployment): Promise<Outcome> {
  const backups = createBackups(endpoint)
  const originals = TABLES.flatMap((variable) => names[variable] || [])
  const tables = (await backups.tables()).filter((name) => originals.some((original) => isOfDrill(name, original)))
  const lake = names[ENV.lakeBucket]
  const buckets = lake ? (await bucketNames()).filter((name) => isOfDrill(name, lake)) : []
  for (const name of tables) await backups.remove(name)
  for (const name of buckets) await removeBucket(name)
  const removed = [...tables, ...buckets]
  const text = removed.length === 0 ? 'No drill has left anything.' : `Removed:\n${removed.join('\n')}`
  return { text, json: removed, told: { what: { removed: removed.length } } }
}
