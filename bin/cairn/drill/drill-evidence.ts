/** Recomputes the evidence from what was restored: statements, the trail, and the refilled lake, up to the moment. */
import { firstHead, newestHead } from '../../../lambdas/evidence/head-file.ts'
import { hourAt, hourBefore } from '../../../lambdas/evidence/hours.ts'
import { joinMoved } from '../../../lambdas/evidence/verification/findings.ts'
import type { Hours } from '../../../lambdas/evidence/verification/ledger-digests.ts'
import { evidenceOf } from '../evidence-connection.ts'
import { verificationOf, verifyAll } from '../verify-command.ts'
import { createDifferences } from './content-objects.ts'
import { type DrillParts, removedSince } from './drill-parts.ts'
import type { StepResult } from './drill-progress.ts'

const SOURCES = ['store', 'trail', 'lake']
/** A commit of an hour may come some seconds after it. */
const COMMITTED_MS = 10_000

export async function verifyRestored(parts: DrillParts): Promise<Omit<StepResult, 'seconds'>> {
  const { restored, progress, keep } = parts
  const hours = await hoursUntil(parts, progress().moment)
  const differences = createDifferences()
  const found = { heads: 0, records: 0 }
  if (hours === undefined) return { found, differences: [] }
  const removed = await removedSince(parts)
  for (const source of SOURCES) {
    const fresh = verificationOf(hours)
    // The heads are the same for all sources.
    const begun = source === SOURCES[0] ? fresh : { ...fresh, at: { tenant: '', day: '' } }
    let at = progress().verified?.[source] ?? begun
    if (!at.isDone)
      for await (at of verifyAll(restored, { source }, at)) keep({ verified: { ...progress().verified, [source]: at } })
    found.heads += at.heads
    found.records += at.records
    for (const { problem, tenant = '', hour, id = '' } of joinMoved(at.findings))
      if (!removed.includes(tenant)) differences.add(`${source}: ${problem}`, `${hour} ${tenant} ${id}`.trim())
  }
  return { found, differences: differences.all() }
}

/** @returns nothing where no hour has a head that was over by then */
async function hoursUntil({ live }: DrillParts, moment: number): Promise<Hours | undefined> {
  const { vault } = evidenceOf(live)
  const [first, newest] = [await firstHead(vault), await newestHead(vault, live.clock.now())]
  if (first === undefined || newest === undefined) return undefined
  const last = hourBefore(hourAt(moment - COMMITTED_MS))
  const to = last < newest.head.hour ? last : newest.head.hour
  return to < first.head.hour ? undefined : { from: first.head.hour, to, isFromStart: true }
}
