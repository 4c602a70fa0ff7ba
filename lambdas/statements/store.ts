/** The port of the statements resource (Communication 2.1): what the endpoint asks of the store. */

import type { TenantId } from '../tenancy/tenant-id.ts'
import type { Content } from '../xapi/attachments.ts'
import type { PreparedStatement, Statement, Version } from '../xapi/statement.ts'
import type { Visibility } from '../xapi/visibility.ts'

/** `mayHaveData`: whether the data of this hash (hex, lower case) may have come with it; false is certain. */
export type StoredStatement = {
  sequence: string
  text: string
  voided: boolean
  mayHaveData: (sha2: string) => boolean
}

export type AddOutcome =
  /** Every statement is stored now: by this request, or equal ones before it. */
  | { kind: 'stored' }
  /** Nothing was stored: these ids exist with different content, or were removed for good. */
  | { kind: 'conflict'; ids: string[]; removed?: string[] }
  /** Nothing was stored: it is more (in items of `Index`) than can be written in the time of a request. */
  | { kind: 'tooLarge'; items: number; most: number }

/** A valid statement on its way into the store: its value, the text it came as, and what will be stored of it. */
export type NewStatement = { statement: Statement; text: string; prepared: PreparedStatement }

/**
 * `version`: the rules by which a statement that is sent again is compared. `attachments`: the data they came with.
 * `mayDefine`: false where what they say of activities is not to be merged, now or ever.
 */
export type AddOptions = { version: Version; attachments?: Content[]; mayDefine?: boolean }

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

/** `after` is the sequence of the last statement of the page before. */
export type PageRequest = {
  filters: Filters
  limit: number
  maxBytes: number
  after?: string
  /** Of a reader who may not see everything. */
  visibility?: Visibility | undefined
  /** Voided statements alone, in the order in which they were voided; sequences and times are those of the voiding. */
  voided?: boolean | undefined
}

/** `next` is set when more may follow: the sequence to go on from. Who sees little, or asks for what is rare, may get an empty page with one. */
export type Page = { statements: StoredStatement[]; next?: string }

export type StatementStore = {
  /** All of them or none. Ids are unique in the tenant for ever. @throws Unavailable */
  add(tenant: TenantId, statements: NewStatement[], options: AddOptions): Promise<AddOutcome>
  /** Also a voided one, marked so. What the reader may not see is not there. */
  find(tenant: TenantId, id: string, visibility?: Visibility): Promise<StoredStatement | undefined>
  page(tenant: TenantId, request: PageRequest): Promise<Page>
  /** Everything stored at or before this instant (ms) is retrievable by now, and nothing can still appear before it. */
  consistentThrough(): number
}
