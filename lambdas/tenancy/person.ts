/** People who sign in, as their token and the tenants' members say; who sends xAPI requests is a `Principal`. */
import type { TenantId } from './tenant-id.ts'

/** What a person is in one tenant. What each may do stands in the routes of the admin API. */
export const ROLES = ['admin', 'auditor', 'analyst'] as const
export type Role = (typeof ROLES)[number]

export type Person = {
  /** Names a person among all of the deployment's: the token's `sub`. */
  subject: string
  issuer: string
  /** For people, where the token tells it. */
  name?: string
  /** Of the deployment: may do everything in every tenant. */
  isOwner: boolean
  /** Where the token itself names roles; other roles are the tenants' members. */
  claimedRoles: ReadonlyMap<TenantId, Role>
}
