/** Carries out what was approved: tenant by tenant, and one case of a tenant after the other. */
import type { Case } from '../cases/case.ts'
import type { CaseStore } from '../cases/case-store.ts'
import { allHolds } from '../cases/holds.ts'
import { createErasureKeeper, decideRetention } from '../cases/judgement.ts'
import { becauseOf } from '../cases/keeping.ts'
import { createPerson, pseudonymOf } from '../cases/person.ts'
import { factsOf } from '../cases/record-facts.ts'
import { allRules } from '../cases/retention-rules.ts'
import type { CertificateParts } from '../removal/certificate.ts'
import type { Log } from '../runtime/log.ts'
import { withinTenant } from '../tenancy/tenant-context.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import { listTenantIds, readTenant } from '../tenancy/tenants.ts'
import { type Backups, certifyCase } from './case-certificate.ts'
import { createErasure } from './erasure.ts'
import type { Counts, RewritingProgress } from './rewriting-progress-item.ts'
import { type CaseWork, forgetNotes, type RunParts, runCase } from './run-case.ts'

export type CasesParts = RunParts &
  CertificateParts & {
    cases: CaseStore
    backups: Backups
    /** Tells the trail. @throws Unavailable */
    tell(tenant: TenantId, one: Case, outcome: 'begun' | 'done', counts?: Counts): Promise<void>
    log: Log
  }

export type CasesSummary = { open: number; done: number; failures: number }

export async function runCases(parts: CasesParts): Promise<CasesSummary> {
  const summary: CasesSummary = { open: 0, done: 0, failures: 0 }
  for (const tenant of await listTenantIds(parts.tables)) {
    if (!parts.mayGoOn()) return summary
    await withinTenant(tenant, () => runCasesOf(parts, tenant, summary))
  }
  return summary
}

async function runCasesOf(parts: CasesParts, tenant: TenantId, summary: CasesSummary): Promise<void> {
  for (const one of await parts.cases.approvedOf(tenant)) {
    summary.open++
    try {
      if (!(await runOne(parts, tenant, one))) return
      summary.done++
    } catch (error) {
      summary.failures++
      const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) }
      parts.log('ERROR', 'A case could not go on', { tenant, case: one.id, error: name, reason: message })
      await noteFailure(parts, tenant, one.id, name)
      return
    }
  }
}

/** @returns whether it has ended */
async function runOne(parts: CasesParts, tenant: TenantId, found: Case): Promise<boolean> {
  const item = await readTenant(parts.tables, tenant)
  // A hold of the whole tenant stops it; so does the removal of the tenant, which takes all of it.
  if (item === undefined || item.hold !== undefined || item.removal?.began !== undefined) return false
  let one = found
  if (one.run === undefined) {
    await parts.tell(tenant, one, 'begun')
    const begun = await parts.cases.progress(tenant, one, { began: new Date(parts.now()).toISOString() })
    if (begun === undefined) return false
    one = begun
  }
  const began = one.run?.began ?? one.prepared.at
  const work = await workOf(parts, tenant, { one, began, key: item.moreKey })
  const { kind, progress } = await runCase(parts, work, began)
  if (kind === 'overtaken') return false
  if (kind !== 'done') {
    await parts.cases.progress(tenant, one, { began, progress: inWords(kind, progress) })
    return false
  }
  const certificate = await certifyCase(parts, tenant, one, progress)
  await parts.tell(tenant, one, 'done', progress.counts)
  await forgetNotes(parts, work)
  return (await parts.cases.finish(tenant, one, { at: new Date(parts.now()).toISOString(), certificate })) !== undefined
}

type Working = { one: Case; began: string; key: Uint8Array }

/** Rules and holds as they are now: who lets a statement stay after the approval is heard. */
async function workOf({ tables }: CasesParts, tenant: TenantId, { one, began, key }: Working): Promise<CaseWork> {
  const keeping = {
    rules: await allRules(tables, tenant),
    holds: await allHolds(tables, tenant),
    at: Date.parse(began),
  }
  const place = { tenant, caseId: one.id }
  if (one.kind === 'retention') {
    const { rules, at } = one.retention
    return { ...place, decide: decideRetention({ ...keeping, rules, at: Date.parse(at) }, keeping.rules) }
  }
  const { way, identifiers = { agents: [] } } = one.erasure
  const person = createPerson(identifiers, pseudonymOf(key, identifiers, way === 'remove' ? one.id : ''))
  const keeper = createErasureKeeper(keeping)
  const keep: Parameters<typeof createErasure>[2] = (record) => {
    const kept = keeper(factsOf(record))
    return kept && becauseOf(kept)
  }
  return { ...place, person, decide: createErasure(person, way, keep) }
}

function inWords(kind: string, { round, step, after, counts }: RewritingProgress): string {
  const { removed, replaced } = counts.statements
  const place = after === undefined ? '' : ` at ${after.slice(0, 13)}`
  const why =
    kind === 'waits' ? '; waits until what was under way has ended, queries too, or an hour has its digest' : ''
  return `round ${round} of 2, step ${step + 1} of 6${step === 0 ? place : ''}: ${removed} statements removed, ${replaced} rewritten${why}`
}

async function noteFailure({ cases, now, log }: CasesParts, tenant: TenantId, id: string, what: string): Promise<void> {
  const one = await cases.get(tenant, id)
  if (one?.state !== 'running' || one.run === undefined) return
  const noted = await cases.progress(tenant, one, { ...one.run, failure: { at: new Date(now()).toISOString(), what } })
  if (noted === undefined) log('WARN', 'A failure could not be noted', { tenant, case: id })
}
