/** A registry of no tenant, for endpoints that are tested without a store. */
import type { Registry } from '../../lambdas/tenancy/registry.ts'

export const nobody: Registry = {
  authenticate: async () => 'wrong',
  tenantOf: () => undefined,
  isAuthority: async () => false,
  countLeniency: async () => {},
  noteUse: async () => {},
  admit: async () => ({}),
  countUsage: async () => {},
}
