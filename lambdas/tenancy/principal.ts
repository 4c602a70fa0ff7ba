/** The sender of a request. */
import type { KeyObject } from 'node:crypto'
import type { LenientRule } from '../xapi/leniency.ts'
import type { Agent, Version } from '../xapi/statement.ts'
import type { Visibility } from '../xapi/visibility.ts'
import type { CredentialFilter } from './credential-filter.ts'
import type { Launch } from './launch.ts'
import type { Scope } from './scopes.ts'
import type { TenantId } from './tenant-id.ts'
import type { Quotas } from './tenant-quotas.ts'

/** Who sends a request, as its credential says: nothing of this ever comes from the URL or the body. */
export type Principal = {
  tenant: TenantId
  key: string
  scopes: Scope[]
  /** What every statement sent with this credential gets as `authority` (Data 2.4.9). */
  authority: Agent
  /** What its requests are let pass against the standard: nothing, unless an operator said so. */
  lenient: LenientRule[]
  /** What it may read, where not everything: of statements, `visibility` says it. */
  filter?: CredentialFilter
  visibility?: Visibility
  /** The launch that its requests are bound to. */
  launch?: Launch
  /** What its tenant may use at most. */
  quotas?: Quotas
  /** The version whose rules and header answer a request without a version header. */
  defaultVersion: Version
  /** Signs the tenant's `more` links. */
  moreKey: KeyObject
}
