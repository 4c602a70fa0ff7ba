/** The steps of a drill. Each may be done again from where its progress says, or from its beginning. */
import { ENV } from '../../../lambdas/runtime/names.ts'
import { rebuild, START } from '../../../lambdas/statements/maintenance/rebuild.ts'
import { scanTenants } from '../../../lambdas/tenancy/registry.ts'
import { compareIndex, indexParts } from '../index-command.ts'
import { verifyDocuments } from '../verify-documents.ts'
import { checkDocuments, checkObjects, compareDocuments, createDifferences } from './content-objects.ts'
import { makeBucket } from './drill-bucket.ts'
import { verifyRestored } from './drill-evidence.ts'
import { refillLake } from './drill-lake.ts'
import { TABLES } from './drill-names.ts'
import { type DrillParts, removedSince } from './drill-parts.ts'
import type { Step, StepResult } from './drill-progress.ts'
import { countStatements, differingTenants, totalOf } from './statement-counts.ts'

type Found = Omit<StepResult, 'seconds'>
export const RUN: { [step in Step]: (parts: DrillParts) => Promise<Found> } = {
  tables: restoreTables,
  statements: compareStatements,
  objects: ({ restored }) => checkObjects(restored),
  index: rebuildIndex,
  lake: refill,
  documents: lookAtDocuments,
  evidence: (parts) => verifyRestored(parts),
}

async function restoreTables({ live, backups, progress }: DrillParts): Promise<Found> {
  const { made, moment } = progress()
  const restores = TABLES.map((variable) => ({ source: live.names[variable] ?? '', target: made[variable] ?? '' }))
  for (const restore of restores) await backups.begin(restore, moment)
  for (const { target } of restores) await backups.untilActive(target)
  return { found: { tables: restores.length }, differences: [] }
}

async function compareStatements({ live, restored, progress, keep }: DrillParts): Promise<Found> {
  const { moment, asked } = progress()
  const counts = {
    restored: await countStatements(restored.scanner, { moment, asked }),
    live: await countStatements(live.scanner, { moment, asked }),
  }
  keep({ counts })
  const removed = await removedSince({ live, restored })
  const differences = createDifferences()
  for (const tenant of differingTenants(counts.restored, counts.live))
    if (!removed.includes(tenant)) differences.add('statements differ from the live table', tenant)
  const statements = totalOf(counts.restored, (one) => one.statements + one.after)
  return { found: { statements }, differences: differences.all() }
}

async function rebuildIndex({ restored, progress, keep }: DrillParts): Promise<Found> {
  let at = progress().rebuild ?? START
  if (at.phase !== 'done') for await (at of rebuild(indexParts(restored), undefined, at)) keep({ rebuild: at })
  const differences = createDifferences()
  if (at.duplicates > 0) differences.add('statements with the id of another one', String(at.duplicates))
  const { json, code } = await compareIndex.run(restored, { args: [], values: {} })
  if (code !== undefined) differences.add('index differs after the rebuild', JSON.stringify(json))
  return { found: { requests: at.batches, statements: at.statements }, differences: differences.all() }
}

async function refill({ restored, progress, keep }: DrillParts): Promise<Found> {
  await makeBucket(restored.names[ENV.lakeBucket] ?? '')
  const { counts, lake = {} } = progress()
  return refillLake(restored, { counts: counts?.restored ?? {}, lakes: lake, keep: (now) => keep({ lake: now }) })
}

/** The trail may tell of a write so much later; what is younger has no history yet. */
const RECORDED_MS = 600_000

async function lookAtDocuments({ live, restored, progress, keep }: DrillParts): Promise<Found> {
  const { counts, ...checked } = await checkDocuments(restored)
  keep({ documents: counts })
  const { moment } = progress()
  const compared = await compareDocuments(live.scanner, restored, moment)
  const recorded = createDifferences()
  const removed = await removedSince({ live, restored })
  const all = (await scanTenants(restored.tables, restored.scanner)).map(({ id }) => id)
  const tenants = all.filter((id) => !removed.includes(id))
  const { findings } = await verifyDocuments(restored, tenants, moment - RECORDED_MS)
  for (const { problem, tenant = '', id = '' } of findings) recorded.add(problem, `${tenant} ${id}`)
  return { ...checked, differences: [...checked.differences, ...compared, ...recorded.all()] }
}
