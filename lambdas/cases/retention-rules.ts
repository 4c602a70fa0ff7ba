/** The retention rules of a tenant in `Control`: read, written and removed one by one, under the conditions of `If-Match`. */
import { randomUUID } from 'node:crypto'
import { type Condition, queryAll, type Tables } from '../database/tables.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import { fromRuleItem, onVersion, type RetentionRule, ruleKey, rulesOf, toRuleItem } from './retention-rule-item.ts'

export type OnVersion = Pick<Condition, 'oneOf' | 'noneOf'>

/** `after` is where the next page goes on; there is none when nothing can follow. */
export type Page<Listed> = { items: Listed[]; after?: string }
export type Place = { limit: number; after?: string }

/** Each statement of a run is compared with all of them. */
export const MOST_RULES = 50
const PAGE = 200

export async function listRules(
  { query }: Pick<Tables, 'query'>,
  tenant: TenantId,
  { limit, after }: Place,
): Promise<Page<RetentionRule>> {
  const { items, last } = await query('control', { ...rulesOf(tenant, limit), ...(after !== undefined && { after }) })
  return { items: items.map(fromRuleItem), ...(last !== undefined && { after: last }) }
}

export async function allRules(tables: Pick<Tables, 'query'>, tenant: TenantId): Promise<RetentionRule[]> {
  const rules: RetentionRule[] = []
  for await (const item of queryAll(tables, 'control', rulesOf(tenant, PAGE))) rules.push(fromRuleItem(item))
  return rules
}

export async function readRule(
  { get }: Pick<Tables, 'get'>,
  tenant: TenantId,
  id: string,
): Promise<RetentionRule | undefined> {
  const item = await get('control', ruleKey(tenant, id), true)
  return item && fromRuleItem(item)
}

/** @returns the rule with its new version; undefined when the condition does not hold */
export async function putRule(
  { putIf }: Pick<Tables, 'putIf'>,
  tenant: TenantId,
  changed: Omit<RetentionRule, 'version'>,
  condition: OnVersion,
): Promise<{ rule: RetentionRule; isNew: boolean } | undefined> {
  const rule = { ...changed, version: randomUUID() }
  const { done, item } = await putIf('control', toRuleItem(tenant, rule), onVersion(condition))
  return done ? { rule, isNew: item === undefined } : undefined
}

/** @returns what became of it: `absent` when there was none; `changed` when the condition does not hold */
export async function removeRule(
  { removeIf }: Pick<Tables, 'removeIf'>,
  tenant: TenantId,
  id: string,
  { oneOf = '*', noneOf }: OnVersion,
): Promise<'removed' | 'absent' | 'changed'> {
  const condition = onVersion({ oneOf, ...(noneOf !== undefined && { noneOf }) })
  const { done, item } = await removeIf('control', ruleKey(tenant, id), condition)
  if (done) return 'removed'
  return item === undefined ? 'absent' : 'changed'
}
