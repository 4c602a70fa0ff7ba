/**
 * Prepares a case for each tenant in which something is past its time by its rules; people approve it. A tenant is counted
 * again on the first day on which something can be past, or when its rules have changed, and once a week all the same:
 * what was sent late may be old already. While a case waits, no other one is made.
 */
import type { Tables } from '../database/tables.ts'
import type { Log } from '../runtime/log.ts'
import { withinTenant } from '../tenancy/tenant-context.ts'
import { type TenantId, tenantId } from '../tenancy/tenant-id.ts'
import type { TenantItem } from '../tenancy/tenant-item.ts'
import { listTenantPage } from '../tenancy/tenants.ts'
import type { Case } from './case.ts'
import { type CaseStore, createCaseStore, newCaseId } from './case-store.ts'
import { countCase } from './counting.ts'
import { allHolds } from './holds.ts'
import { versionsOf } from './judgement.ts'
import { dayOf, textOfDay } from './period.ts'
import {
  fromRetentionLookItem,
  type RetentionLook,
  retentionLookKey,
  toRetentionLookItem,
} from './retention-look-item.ts'
import type { RetentionRule } from './retention-rule-item.ts'
import { allRules } from './retention-rules.ts'
import type { StoredTexts } from './stored-texts.ts'

export type PrepareParts = {
  /** `Control` alone. */
  tables: Tables
  storedTexts: StoredTexts
  /** Tells the trail. @throws Unavailable */
  tell(tenant: TenantId, one: Case): Promise<void>
  now(): number
  mayGoOn(): boolean
  log: Log
}

export type PrepareSummary = { counted: number; prepared: number; failures: number }

const TENANTS_PER_PAGE = 100
/** Also where nothing is due. */
const LONGEST_DAYS = 7
const BY = { kind: 'system', id: 'retention' } as const

export async function prepareDueCases(parts: PrepareParts): Promise<PrepareSummary> {
  const summary: PrepareSummary = { counted: 0, prepared: 0, failures: 0 }
  let after: string | undefined
  do {
    const page = await listTenantPage(parts.tables, { limit: TENANTS_PER_PAGE, ...(after !== undefined && { after }) })
    for (const tenant of page.tenants) {
      if (!parts.mayGoOn()) return summary
      await prepareSafely(parts, tenant, summary)
    }
    after = page.after
  } while (after !== undefined)
  return summary
}

/** One that can't be counted now holds up no other. */
async function prepareSafely(parts: PrepareParts, tenant: TenantItem, summary: PrepareSummary): Promise<void> {
  const id = tenantId(tenant.id)
  // Of a tenant that is held nothing goes; of one that leaves all of it does.
  if (tenant.hold !== undefined || tenant.removal !== undefined) return
  try {
    const one = await withinTenant(id, () => prepareOf(parts, id))
    if (one === undefined) return
    summary.counted++
    if (one.preview.affected > 0 && one.preview.isComplete) summary.prepared++
  } catch (error) {
    summary.failures++
    const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) }
    parts.log('ERROR', 'What is past its time could not be counted', { tenant: id, error: name, reason: message })
  }
}

/** @returns the case that was counted, if one was */
async function prepareOf(parts: PrepareParts, tenant: TenantId): Promise<Case | undefined> {
  const { tables, now } = parts
  const rules = await allRules(tables, tenant)
  if (rules.length === 0) return undefined
  const store = createCaseStore(tables)
  const look = await readLook(tables, tenant)
  const waiting = look?.caseId === undefined ? undefined : await store.get(tenant, look.caseId)
  const isSame = look?.rules === versionsOf(rules)
  if (waiting?.state === 'approved' || waiting?.state === 'running') return undefined
  if (waiting?.state === 'prepared') {
    const { isComplete, affected } = waiting.preview
    if (isSame) return isComplete && affected > 0 ? undefined : finish(parts, store, { tenant, known: waiting, rules })
    const reason = 'The rules have changed: it is prepared anew.'
    await store.decide(tenant, waiting, { to: 'withdrawn', at: new Date(now()).toISOString(), by: BY, reason })
  } else if (isSame && look.next > textOfDay(dayOf(now()))) return undefined
  const at = new Date(now()).toISOString()
  const prepared = { at, by: BY, reason: 'The retention rules of the tenant' }
  const id = newCaseId(at)
  // First, so that a run which dies in between leaves no case that nobody knows of: a second one would be made.
  await putLook(tables, tenant, { rules: versionsOf(rules), next: at.slice(0, 10), caseId: id })
  const known = await store.prepare(tenant, { kind: 'retention', retention: { at, rules } }, prepared, id)
  return finish(parts, store, { tenant, known, rules })
}

type Counted = { tenant: TenantId; known: Case; rules: RetentionRule[] }

/** What would do nothing leaves nothing but the day of the next look. */
async function finish(parts: PrepareParts, store: CaseStore, { tenant, known, rules }: Counted): Promise<Case> {
  const { tables, storedTexts: texts, mayGoOn, now } = parts
  const preview = await countCase({ texts, mayGoOn }, tenant, known, { rules, holds: await allHolds(tables, tenant) })
  const one = { ...known, preview }
  if (preview.isComplete && preview.affected > 0) await parts.tell(tenant, one)
  const counted = await store.count(tenant, known, preview)
  if (!preview.isComplete || counted === undefined) return one
  const today = dayOf(now())
  const [tomorrow, latest] = [textOfDay(today + 1), textOfDay(today + LONGEST_DAYS)]
  const due = preview.next === undefined || preview.next > latest ? latest : preview.next
  const next = due < tomorrow ? tomorrow : due
  const isNothing = preview.affected === 0
  if (isNothing) await store.discard(tenant, counted)
  await putLook(tables, tenant, { rules: versionsOf(rules), next, ...(!isNothing && { caseId: known.id }) })
  return one
}

async function readLook({ get }: Pick<Tables, 'get'>, tenant: TenantId): Promise<RetentionLook | undefined> {
  const item = await get('control', retentionLookKey(tenant), true)
  return item && fromRetentionLookItem(item)
}

const putLook = ({ putIf }: Pick<Tables, 'putIf'>, tenant: TenantId, look: RetentionLook) =>
  putIf('control', toRetentionLookItem(tenant, look))
