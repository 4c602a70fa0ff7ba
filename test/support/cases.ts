/** People and askings for the tests of cases. */
import type { By, Deed } from '../../lambdas/cases/by.ts'
import type { Case, CaseAsk } from '../../lambdas/cases/case.ts'
import type { CaseStore } from '../../lambdas/cases/case-store.ts'
import type { RetentionRule } from '../../lambdas/cases/retention-rule-item.ts'
import type { TenantId } from '../../lambdas/tenancy/tenant-id.ts'

export const ada: By = { kind: 'person', id: 'ada' }
export const bob: By = { kind: 'person', id: 'bob' }

export const LEAVER = { mbox: 'mailto:leaver@example.org' }

export const erasureOf = (...agents: { mbox: string }[]): CaseAsk => ({
  kind: 'erasure',
  erasure: { way: 'remove', identifiers: { agents }, persons: ['fingerprint'] },
})

export const retentionBy = (rules: RetentionRule[], at = '2026-02-15T10:15:00.000Z'): CaseAsk => ({
  kind: 'retention',
  retention: { at, rules },
})

export const deed = (by: By, at = '2026-02-15T10:15:00.000Z'): Deed => ({ at, by, reason: 'asked for' })

export const rule = (id: string, more: Partial<RetentionRule> = {}): RetentionRule => ({
  ...{ id, meets: {}, period: 'P3Y', from: 'stored', changed: deed(ada), version: '1' },
  ...more,
})

/** A case with its counts, as somebody sees it who decides. */
export async function counted(store: CaseStore, tenant: TenantId, asks: CaseAsk): Promise<Case> {
  const one = await store.prepare(tenant, asks, deed(ada))
  const known = await store.count(tenant, one, { ...one.preview, isComplete: true })
  if (known === undefined) throw new Error('Somebody else changed a case of this test.')
  return known
}
