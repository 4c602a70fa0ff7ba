/** What commands do with tenants: by the admin API, or by the tables themselves. Both answer as the admin API does. */
import type { Answers } from '../../lambdas/http/admin/answers.ts'
import type { Bodies } from '../../lambdas/http/admin/bodies.ts'
import type { Changed } from './changed.ts'
import type { Retaining } from './retaining.ts'

export type Tenant = Answers['Tenant']
export type DayUsage = Answers['Usage']['items'][number]
export type Credential = Answers['Credential']
export type Member = Answers['Member']
export type TrailEntry = Answers['AuditEntries']['items'][number]

export type NewCredential = Bodies['NewCredential'] & { key?: string }
/** Instants are RFC 3339; `about` is an Agent as JSON. */
export type TrailFilter = { from?: string; to?: string; who?: string; act?: string; about?: string }
/** `after`: removed only then; until then it can be resumed. Missing where it is removed already. */
export type Removed = { credentials: number; after?: string }

export type RemovalStock = Omit<Answers['Removal'], 'dryRun' | 'after' | 'hasStatements'>

export type Administration = Retaining & {
  tenants(): Promise<Tenant[]>
  tenant(id: string): Promise<Tenant>
  /** Undefined where there is none, or none that you may see. */
  tenantIf(id: string): Promise<Tenant | undefined>
  createTenant(tenant: Bodies['NewTenant']): Promise<Changed<Tenant>>
  changeTenant(id: string, change: Bodies['TenantChange']): Promise<Changed<Tenant>>
  suspendTenant(id: string, reason: string): Promise<Changed<Tenant>>
  resumeTenant(id: string): Promise<Changed<Tenant>>
  restoreTenant(id: string): Promise<Changed<Tenant>>
  holdTenant(id: string, reason: string): Promise<Changed<Tenant>>
  releaseTenant(id: string, reason: string): Promise<Changed<Tenant>>
  /** Of a tenant that is gone. */
  certificate(id: string): Promise<Answers['Certificate']>
  /** What its removal would take. */
  stock(id: string): Promise<RemovalStock>
  /** @param reason needed by the admin API */
  removeTenant(id: string, reason?: string): Promise<Changed<Removed>>
  credentials(tenant: string): Promise<Credential[]>
  createCredential(tenant: string, credential: NewCredential): Promise<Changed<Answers['CreatedCredential']>>
  changeCredential(tenant: string, key: string, change: Bodies['CredentialChange']): Promise<Changed<Credential>>
  rotateCredential(tenant: string, key: string, until: string): Promise<Changed<Answers['CreatedCredential']>>
  revokeCredential(tenant: string, key: string): Promise<Changed<undefined>>
  /** Whose subjects members are. @param given as in `--issuer`. @throws UsageError where it must be given, or can't be */
  issuer(given: string | undefined): Promise<string>
  members(tenant: string): Promise<Member[]>
  putMember(tenant: string, subject: string, member: MemberRole): Promise<Changed<Member>>
  removeMember(tenant: string, member: { subject: string; issuer?: string }): Promise<Changed<undefined>>
  usage(tenant: string, days: { from?: string; to?: string }): Promise<Answers['Usage']>
  senders(tenant: string): Promise<Answers['Senders']['items']>
  /** @param tenant of the deployment itself where it is left out */
  trail(tenant: string | undefined, filter: TrailFilter, most: number): Promise<Changed<TrailEntry[]>>
}
/** `issuer` only by the tables: the admin API knows its own. */
export type MemberRole = Bodies['MemberRole'] & { issuer?: string }
