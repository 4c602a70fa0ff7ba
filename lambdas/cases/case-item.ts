/** The item of one case, and the row that stands beside it as long as it is approved and not done. */
import type { Condition, Item, Key, Range } from '../database/tables.ts'
import { CASES_PARTITION } from '../runtime/names.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import type { Case, CaseState } from './case.ts'

export const caseKey = (tenant: TenantId, id: string): Key => ({ pk: `${tenant}|${CASES_PARTITION}`, sk: id })

/** The newest first. */
export const casesOf = (tenant: TenantId, limit: number): Range => ({
  pk: `${tenant}|${CASES_PARTITION}`,
  from: '-',
  to: '~',
  ascending: false,
  limit,
})

export function toCaseItem(tenant: TenantId, one: Case): Item {
  const { id, state, kind, prepared, decided, preview, run, certificate, version } = one
  return {
    ...caseKey(tenant, id),
    ...{ state, kind, version },
    asks: JSON.stringify(one.kind === 'erasure' ? one.erasure : one.retention),
    prepared: JSON.stringify(prepared),
    preview: JSON.stringify(preview),
    ...(decided && { decided: JSON.stringify(decided) }),
    ...(run && { run: JSON.stringify(run) }),
    ...(certificate && { ...certificate }),
  }
}

type Attributes = { state: CaseState; kind: Case['kind']; version: string } & {
  asks: string
  prepared: string
  preview: string
  decided?: string
  run?: string
  certificate?: string
  signature?: string
}

export function fromCaseItem(item: Item): Case {
  const { sk, state, kind, version, asks, prepared, preview, decided, run, certificate, signature } = item as Key &
    Attributes
  return {
    ...{ id: sk, state, version },
    ...(kind === 'erasure' ? { kind, erasure: JSON.parse(asks) } : { kind, retention: JSON.parse(asks) }),
    prepared: JSON.parse(prepared),
    preview: JSON.parse(preview),
    ...(decided && { decided: JSON.parse(decided) }),
    ...(run && { run: JSON.parse(run) }),
    ...(certificate !== undefined && signature !== undefined && { certificate: { certificate, signature } }),
  }
}

export const isStillVersion = (version: string): Condition => ({ attribute: 'version', oneOf: [version] })

/** Put before the approval and removed after the end: a row alone says nothing. */
export const openCaseKey = (tenant: TenantId, id: string): Key => ({ pk: `${tenant}|open-cases`, sk: id })

export const openCasesOf = (tenant: TenantId, limit: number): Range => ({
  pk: `${tenant}|open-cases`,
  from: '-',
  to: '~',
  ascending: true,
  limit,
})
