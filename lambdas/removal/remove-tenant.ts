/**
 * Removes tenants whose waiting time is over, page by page: a run may be cut or die anywhere, and the next one goes on.
 *
 *   1. the tenant is marked as begun: from now on nobody can take it back
 *   2. each kind is gone through; what a page removes is noted first
 *   3. an hour later all of it is gone through again, for what was under way: until a round finds nothing
 *   4. the certificate is signed and stored, and a copy of it stays in the tenant's row
 *   5. what the removal noted goes, and the tenant's item last
 */
import { createHash } from 'node:crypto'
import type { Tables } from '../database/tables.ts'
import type { Log } from '../runtime/log.ts'
import { withinTenant } from '../tenancy/tenant-context.ts'
import { type TenantId, tenantId } from '../tenancy/tenant-id.ts'
import { type TenantItem, tenantKey, toRemovedRow } from '../tenancy/tenant-item.ts'
import { listTenantPage, readTenant, replaceTenant } from '../tenancy/tenants.ts'
import {
  type CertificateParts,
  certificateKey,
  certify,
  fromCertificateFile,
  type SignedCertificate,
} from './certificate.ts'
import {
  fromRemovalProgressItem,
  isStillAt,
  type KeptProgress,
  type RemovalProgress,
  type Removed,
  removalProgressKey,
  toRemovalProgressItem,
} from './removal-progress-item.ts'
import type { RemovalPage, RemovalSource } from './removal-source.ts'

export type RemovalParts = CertificateParts & {
  /** `Control` alone. */
  tables: Tables
  sources: readonly RemovalSource[]
  /** The hour of the tenant's first statement. */
  firstHour(tenant: TenantId): Promise<string | undefined>
  /** Tells the trail. @throws Unavailable */
  tell(tenant: TenantId, outcome: 'begun' | 'done', removed: Removed[]): Promise<void>
  mayGoOn(): boolean
  log: Log
}

export type RemovalSummary = { due: number; removed: number; failures: number }

/** Longer than a compaction or a batch of the stream takes: whatever was under way is there by then. */
export const SETTLE_MS = 60 * 60_000
const TENANTS_PER_PAGE = 100

export async function removeDueTenants(parts: RemovalParts): Promise<RemovalSummary> {
  const summary: RemovalSummary = { due: 0, removed: 0, failures: 0 }
  for await (const tenant of dueTenants(parts)) {
    if (!parts.mayGoOn()) return summary
    summary.due++
    try {
      const id = tenantId(tenant.id)
      if (await withinTenant(id, () => removeOne(parts, id))) summary.removed++
    } catch (error) {
      // One that can't be removed now holds up no other.
      summary.failures++
      const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) }
      parts.log('ERROR', 'A tenant could not be removed', { tenant: tenant.id, error: name, reason: message })
    }
  }
  return summary
}

async function* dueTenants({ tables, now }: RemovalParts): AsyncGenerator<TenantItem> {
  let after: string | undefined
  do {
    const page = await listTenantPage(tables, { limit: TENANTS_PER_PAGE, ...(after !== undefined && { after }) })
    for (const tenant of page.tenants) if (isDue(tenant, now())) yield tenant
    after = page.after
  } while (after !== undefined)
}

const isDue = ({ removal, hold }: TenantItem, now: number) =>
  removal !== undefined && hold === undefined && Date.parse(removal.after) <= now

/** @returns whether nothing is left of it */
async function removeOne(parts: RemovalParts, tenant: TenantId): Promise<boolean> {
  const { tables, vault, sources, now } = parts
  const begun = await begin(parts, tenant)
  if (begun === undefined) return false
  const stored = await vault.get(certificateKey(tenant))
  if (stored !== undefined) return finish(parts, tenant, fromCertificateFile(stored))
  let kept = begun
  const keep = async (changes: Partial<RemovalProgress>): Promise<boolean> => {
    const next = { progress: { ...kept.progress, ...changes }, version: kept.version + 1 }
    const put = await tables.putIf('control', toRemovalProgressItem(tenant, next), isStillAt(kept.version))
    if (put.done) kept = next
    return put.done
  }
  // Of a run that died: this one's own is removed as soon as it is noted.
  let left = begun.progress.pending
  for (;;) {
    const { progress } = kept
    if (progress.notBefore !== undefined && Date.parse(progress.notBefore) > now()) return false
    const source = sources[progress.step]
    if (source === undefined) {
      if (progress.found === 0 && progress.round > 1) break
      const notBefore = new Date(now() + SETTLE_MS).toISOString()
      if (!(await keep({ round: progress.round + 1, found: 0, step: 0, notBefore }))) return false
      continue
    }
    // A hold stops it within a page.
    const item = await readTenant(tables, tenant)
    if (!parts.mayGoOn() || item === undefined || !isDue(item, now())) return false
    await source.remove(tenant, left)
    left = []
    if (!(await keep(await nextPage(parts, tenant, { source, progress })))) return false
    await source.remove(tenant, kept.progress.pending)
    if (kept.progress.after === undefined && !(await keep({ pending: [], step: progress.step + 1 }))) return false
  }
  const item = await readTenant(tables, tenant)
  if (item === undefined || !isDue(item, now())) return false
  const { began, round, removed } = kept.progress
  return finish(parts, tenant, await certify(parts, item, { began, rounds: round, removed }))
}

/** @returns undefined where the tenant was taken back, held or changed meanwhile */
async function begin(parts: RemovalParts, tenant: TenantId): Promise<KeptProgress | undefined> {
  const { tables, now } = parts
  const item = await readTenant(tables, tenant)
  if (item?.removal === undefined || !isDue(item, now())) return undefined
  const began = item.removal.began ?? new Date(now()).toISOString()
  if (item.removal.began === undefined) {
    await parts.tell(tenant, 'begun', [])
    const marked = { ...item, removal: { ...item.removal, began } }
    if ((await replaceTenant(tables, item, marked)) === undefined) return undefined
  }
  const there = await tables.get('control', removalProgressKey(tenant), true)
  if (there !== undefined) return fromRemovalProgressItem(there)
  const first = await parts.firstHour(tenant)
  const nothing = { began, round: 1, found: 0, step: 0, pending: [], removed: [] }
  return { progress: { ...nothing, ...(first !== undefined && { first }) }, version: 0 }
}

type At = { source: RemovalSource; progress: RemovalProgress }

/** A page with what it adds to the counts. */
async function nextPage({ now }: RemovalParts, tenant: TenantId, { source, progress }: At) {
  const { after, first } = progress
  const place = { now: now(), ...(after !== undefined && { after }), ...(first !== undefined && { first }) }
  const page = await source.page(tenant, place)
  const others = progress.removed.filter(({ kind }) => kind !== source.kind)
  const before = progress.removed.find(({ kind }) => kind === source.kind) ?? { kind: source.kind, count: 0, hash: '' }
  return {
    after: page.next,
    pending: page.names,
    found: progress.found + page.names.length,
    removed: [...others, withPage(before, page)].sort((a, b) => (a.kind < b.kind ? -1 : 1)),
  } as Partial<RemovalProgress>
}

function withPage({ kind, count, hash, statements = 0 }: Removed, page: RemovalPage): Removed {
  let chained = hash
  for (const name of page.names) chained = createHash('sha256').update(`${chained}\n${name}`).digest('hex')
  const sum = statements + (page.statements ?? 0)
  return { kind, count: count + page.names.length, hash: chained, ...(sum > 0 && { statements: sum }) }
}

/** The row stays: its id is never given again, and the trail goes on being digested. */
async function finish(parts: RemovalParts, tenant: TenantId, signed: SignedCertificate): Promise<boolean> {
  const { tables, now } = parts
  const { removed }: { removed: Removed[] } = JSON.parse(signed.certificate)
  await parts.tell(tenant, 'done', removed)
  await tables.putIf('control', toRemovedRow(tenant, { removed: new Date(now()).toISOString(), ...signed }))
  await tables.removeEach('control', [{ key: removalProgressKey(tenant), expected: {} }])
  await tables.removeEach('control', [{ key: tenantKey(tenant), expected: {} }])
  return true
}
