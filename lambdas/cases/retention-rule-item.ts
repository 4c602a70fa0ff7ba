/** The item of one retention rule: how long which statements are kept. */
import type { Condition, Item, Key, Range } from '../database/tables.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import type { Deed } from './by.ts'

/** A statement must have all that is named; a rule that names nothing is for every statement. */
export type RuleSelection = { verb?: string; activity?: string; related?: boolean; profile?: string }

export type RetentionRule = {
  /** Chosen by people: it stands in replies and certificates. */
  id: string
  name?: string
  meets: RuleSelection
  /** `P6Y`: counted from then on. */
  period: string
  from: 'stored' | 'timestamp'
  /** The law demands it: until its time is over nothing that it meets is removed, not even for the person. */
  mandatory?: { regulation: string }
  changed: Deed
  /** Another one after each change: its ETag. */
  version: string
}

export const ruleKey = (tenant: TenantId, id: string): Key => ({ pk: `${tenant}|retention-rules`, sk: id })

export const rulesOf = (tenant: TenantId, limit: number): Range => ({
  pk: `${tenant}|retention-rules`,
  from: '-',
  to: '~',
  ascending: true,
  limit,
})

export function toRuleItem(tenant: TenantId, rule: RetentionRule): Item {
  const { id, name, meets, period, from, mandatory, changed, version } = rule
  return {
    ...ruleKey(tenant, id),
    ...{ period, from, version },
    meets: JSON.stringify(meets),
    changed: JSON.stringify(changed),
    ...(name !== undefined && { name }),
    ...(mandatory && { regulation: mandatory.regulation }),
  }
}

type Attributes = Pick<RetentionRule, 'period' | 'from' | 'version' | 'name'> & {
  meets: string
  changed: string
  regulation?: string
}

export function fromRuleItem(item: Item): RetentionRule {
  const { sk, name, meets, period, from, regulation, changed, version } = item as Key & Attributes
  return {
    ...{ id: sk, period, from, version },
    meets: JSON.parse(meets),
    changed: JSON.parse(changed),
    ...(name !== undefined && { name }),
    ...(regulation !== undefined && { mandatory: { regulation } }),
  }
}

export const onVersion = (condition: Pick<Condition, 'oneOf' | 'noneOf'>): Condition => ({
  attribute: 'version',
  ...condition,
})
