/** A tenant's id. Only `tenantId` makes one, so a key can't be built from a text that nobody checked. */
export type TenantId = string & { readonly TenantId: unique symbol }

const TENANT = /^[a-z0-9][a-z0-9-]{0,62}$/

/** @throws when the text is no tenant id: it could otherwise reach into another tenant's keys (`|` separates them). */
export function tenantId(text: string): TenantId {
  if (!isTenantId(text)) throw new Error(`A tenant's id must match ${TENANT.source}.`)
  return text
}

export const isTenantId = (text: string): text is TenantId => TENANT.test(text)

/**
 * The tenant that leads a partition key.
 * @throws when none does
 */
export const tenantOfKey = (pk: string): TenantId => tenantId(pk.split('|')[0] ?? '')
