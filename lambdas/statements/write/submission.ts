/** What is to be written: one request's statements, and the time that is passed in. */

import type { TenantId } from '../../tenancy/tenant-id.ts'
import type { PreparedStatement } from '../../xapi/statement.ts'
import type { Manner } from '../store.ts'

/** `marks[i]` is what the claim of `statements[i]` says of it, packed. */
export type Submission = Manner & { tenant: TenantId; statements: PreparedStatement[]; marks: Uint8Array[] }
