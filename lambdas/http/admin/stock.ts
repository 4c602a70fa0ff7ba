/** What there is of a tenant, as the dry run of its removal answers it. Where one is not `isComplete`, there is at least so much. */
import type { ObjectCount } from '../../database/object-count.ts'
import type { StatementCount } from '../../statements/maintenance/count-statements.ts'

export type Stock = { statements: StatementCount; documents: ObjectCount; objects: ObjectCount; lakeFiles: ObjectCount }
