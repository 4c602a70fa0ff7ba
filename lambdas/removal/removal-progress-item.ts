/**
 * How far the removal of a tenant has come. What a page removes is noted before it is: a run that dies in between leaves
 * names that the next one removes once more, and nothing is counted twice or forgotten.
 */
import type { Condition, Item, Key } from '../database/tables.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'

/** `hash`: chained over the names in the order of their removal. */
export type Removed = { kind: string; count: number; hash: string; statements?: number }

export type RemovalProgress = {
  began: string
  /** The hour of the tenant's first statement. */
  first?: string
  /** All kinds are gone through again, until a round finds nothing. */
  round: number
  /** Of this round. */
  found: number
  /** The next round begins no sooner. */
  notBefore?: string
  /** Which kind is at hand, and where to go on in it. */
  step: number
  after?: string
  /** Noted, and perhaps not removed yet. */
  pending: string[]
  removed: Removed[]
}

export const removalProgressKey = (tenant: TenantId): Key => ({ pk: `|removal|${tenant}`, sk: '0' })

export type KeptProgress = { progress: RemovalProgress; version: number }

export const toRemovalProgressItem = (tenant: TenantId, { progress, version }: KeptProgress): Item => ({
  ...removalProgressKey(tenant),
  progress: JSON.stringify(progress),
  n: version,
})

export function fromRemovalProgressItem({ progress, n }: Item): KeptProgress {
  return { progress: JSON.parse(String(progress)), version: Number(n) }
}

/** That no other run went on meanwhile. */
export const isStillAt = (version: number): Condition =>
  version === 0 ? { attribute: 'n', noneOf: '*' } : { attribute: 'n', oneOf: [version] }
