/** The port of the statements resource (Communication 2.1): what the endpoint asks of the store. */

import type { TenantId } from '../tenancy/tenant-id.ts'
import type { PreparedStatement, Version } from '../xapi/statement.ts'

export type StoredStatement = { sequence: string; text: string; voided: boolean }

export type AddOutcome =
  /** Every statement is stored now: by this request, or equal ones before it. */
  | { kind: 'stored' }
  /** Nothing was stored: these ids exist with different content. */
  | { kind: 'conflict'; ids: string[] }

/**
 * `keep` is called once, when nothing stands against the commit any more, and before it: what belongs to the statements.
 * `defines`: they say something of Activities that is still to be learnt when they are stored.
 */
export type AddOptions = { version: Version; beforeCommit?: () => Promise<void>; hasNewDefinitions?: boolean }

/** Filters of GET statements (2.1.3). Agents as IFI keys; times as milliseconds, `since` exclusive, `until` inclusive. */
export type Filters = {
  agent?: string
  verb?: string
  activity?: string
  registration?: string
  relatedAgents: boolean
  relatedActivities: boolean
  since?: number
  until?: number
  ascending: boolean
}

/** `after` is the `sq` of the last statement of the page before. */
export type PageRequest = { filters: Filters; limit: number; maxBytes: number; after?: string }

/** `next` is set when more may follow: the `sq` to go on from. */
export type Page = { statements: StoredStatement[]; next?: string }

export type StatementStore = {
  /** All of them or none. Ids are unique in the tenant for ever. @throws Unavailable */
  add(tenant: TenantId, statements: PreparedStatement[], manner: AddOptions): Promise<AddOutcome>
  /** Also a voided one, marked so. */
  find(tenant: TenantId, id: string): Promise<StoredStatement | undefined>
  page(tenant: TenantId, request: PageRequest): Promise<Page>
  /** Everything stored at or before this instant (ms) is retrievable by now, and nothing can still appear before it. */
  consistentThrough(): number
}
