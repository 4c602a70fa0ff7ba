/** The types of request bodies, by the names of their schemas in `schemas/admin.json`. */
import type { ErasureAsk } from '../../cases/case.ts'
import type { RetentionRule } from '../../cases/retention-rule-item.ts'
import type { CredentialFilter } from '../../tenancy/credential-filter.ts'
import type { LaunchScope } from '../../tenancy/launches.ts'
import type { Role } from '../../tenancy/person.ts'
import type { Scope } from '../../tenancy/scopes.ts'
import type { Quotas } from '../../tenancy/tenant-quotas.ts'
import type { LaunchSettings } from '../../xapi/cmi5.ts'
import type { LenientRule } from '../../xapi/leniency.ts'
import type { Agent, Version } from '../../xapi/statement.ts'

export type Bodies = {
  NewTenant: { id: string; name?: string; defaultVersion?: Version; quotas?: Quotas }
  TenantChange: { name?: string; defaultVersion?: Version; quotas?: Quotas; secondPerson?: boolean }
  Suspension: { reason: string }
  Hold: { reason: string }
  NewCredential: {
    label: string
    scopes: Scope[]
    authority?: Agent
    expires?: string
    filter?: CredentialFilter
    lenient?: LenientRule[]
  }
  CredentialChange: {
    label?: string
    scopes?: Scope[]
    expires?: string | null
    filter?: CredentialFilter | null
    lenient?: LenientRule[]
  }
  NewLaunch: LaunchSettings & {
    actor: Agent
    registration: string
    activity: string
    scopes?: LaunchScope[]
    expires?: string
  }
  Rotation: { until?: string }
  NewRun: { parameters?: { [name: string]: string | number }; reuseMinutes?: number }
  MemberRole: { role: Role; name?: string }
  NewRecordsHold: { reason: string; person?: NamedPerson; activity?: string; registration?: string }
  NewRetentionRule: Omit<RetentionRule, 'id' | 'changed' | 'version'> & { reason: string }
  NewCase: { reason: string; erasure?: { way: ErasureAsk['way']; identifiers: NamedPerson }; retention?: object }
  CaseDecision: { reason: string }
  Recount: object
}

type NamedPerson = { agents: Agent[]; texts?: string[] }
