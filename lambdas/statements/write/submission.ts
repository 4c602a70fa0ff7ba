/** What is to be written: one request's statements, and the time that is passed in. */

import type { TenantId } from '../../tenancy/tenant-id.ts'
import type { PreparedStatement } from '../../xapi/statement.ts'
import type { AddOptions } from '../store.ts'

/** `marks[i]` is what the claim of `statements[i]` says of it, packed. */
export type Submission = AddOptions & { tenant: TenantId; statements: PreparedStatement[]; terms: Uint8Array[] }
