/** People and askings for the tests of cases. */
import type { By, Deed } from '../../lambdas/cases/by.ts'
import type { Case, CaseAsk } from '../../lambdas/cases/case.ts'
import type { CaseStore } from '../../lambdas/cases/case-store.ts'
import type { Hold } from '../../lambdas/cases/hold-item.ts'
import { basisOf, type Keeping } from '../../lambdas/cases/judgement.ts'
import type { RetentionRule } from '../../lambdas/cases/retention-rule-item.ts'
import type { TenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { type JsonObject, statementOf, uuid } from './statements.ts'

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
  const rules = one.kind === 'retention' ? one.retention.rules : []
  const basis = basisOf({ rules, holds: [] })
  const known = await store.count(tenant, one, { ...one.preview, basis, isComplete: true })
  if (known === undefined) throw new Error('Somebody else changed a case of this test.')
  return known
}

/** When the decisions of tests are made. */
const NOW = Date.parse('2026-02-15T12:00:00.000Z')

export const VERBS = ['https://w3id.org/xapi/video/verbs/played', 'https://v.example/did']
export const ACTIVITIES = ['https://a.example/1', 'https://a.example/2']

export const holdOf = (meets: Hold['meets']): Hold => ({ id: 'hold-1', meets, set: deed(ada), version: '1' })

export const keeping = (rules: RetentionRule[], holds: Hold[] = []): Keeping => ({ rules, holds, at: NOW })

/** A stored statement as decisions are asked about it. */
export const recordOf = (more: JsonObject, stored = '2020-05-04T10:00:00.000Z') => ({
  ...{ id: uuid(1), sequence: '0', stored },
  text: JSON.stringify(statementOf(uuid(1), { stored, timestamp: stored, ...more })),
})
