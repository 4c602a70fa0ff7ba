/** Openings lie beside the records, so those of a tenant are reached by its rights, as its records are. */
import type { TenantAccess } from '../database/tenant-data.ts'
import type { EvidenceObjects } from './evidence-objects.ts'
import { NO_TENANT } from './records.ts'

export type OpeningsParts = {
  /** Signs with the session of the tenant that is entered. */
  ofTenant: EvidenceObjects
  ofNoTenant: EvidenceObjects
  access: TenantAccess
}

export function openingsOfTenants({ ofTenant, ofNoTenant, access }: OpeningsParts): EvidenceObjects {
  async function objectsOf(key: string): Promise<EvidenceObjects> {
    if (key.startsWith(`${NO_TENANT}/`)) return ofNoTenant
    if (!key.startsWith(`${access.tenant()}/`)) throw new Error("The key of openings is not the tenant's.")
    await access.open()
    return ofTenant
  }
  return {
    putNew: async (key, bytes) => (await objectsOf(key)).putNew(key, bytes),
    get: async (key) => (await objectsOf(key)).get(key),
    async *list(prefix, after) {
      yield* (await objectsOf(prefix)).list(prefix, after)
    },
  }
}
