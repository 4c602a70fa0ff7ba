/** The deployment as it was at the moment: its restored tables, its content of then, and a lake of its own. */
import { createScanner } from '../../../lambdas/database/dynamodb-scan.ts'
import { createTables } from '../../../lambdas/database/dynamodb-tables.ts'
import { ENV } from '../../../lambdas/runtime/names.ts'
import type { Deployment, Names } from '../deployment.ts'
import { createObjectsAsOf, type ObjectsAsOf } from './objects-as-of.ts'

export type Restored = Deployment & { objects: ObjectsAsOf }

/** @param made the names of the drill's tables and bucket */
export function restoredDeployment(deployment: Deployment, made: Names, moment: number): Restored {
  const of = (variable: string) => made[variable] ?? ''
  const tableNames = {
    statements: of(ENV.statementsTable),
    index: of(ENV.indexTable),
    documents: of(ENV.documentsTable),
    control: of(ENV.controlTable),
    audit: of(ENV.auditTable),
  }
  return {
    ...deployment,
    names: { ...deployment.names, ...made },
    tables: createTables(tableNames),
    scanner: createScanner(tableNames),
    objects: createObjectsAsOf(deployment.names[ENV.contentBucket] ?? '', moment),
  }
}
