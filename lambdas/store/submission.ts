/** What is to be written: one request's statements, and the time that is passed in. */
import type { PreparedStatement, Version } from '../xapi/statement.ts'
import type { Place } from './postings.ts'
import type { TenantId } from './tenant.ts'

export type Clock = { now(): number; pause(ms: number): Promise<void> }

/** `places[i]` is where `statements[i]` stands in the index. */
export type Submission = { tenant: TenantId; statements: PreparedStatement[]; version: Version; places: Place[] }
