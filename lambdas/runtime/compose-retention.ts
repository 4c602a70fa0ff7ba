/** Puts the function together that prepares cases of retention. Statements are read with a session of their tenant. */
import type { PrepareParts } from '../cases/prepare-due.ts'
import { createStoredTexts } from '../cases/stored-texts.ts'
import { systemClock as clock } from '../database/clock.ts'
import { createTables } from '../database/dynamodb-tables.ts'
import { createObjects } from '../database/s3-objects.ts'
import { objectsOfTenant, tablesOfTenant } from '../database/tenant-data.ts'
import { createBatches } from '../statements/batch/batches.ts'
import { accessBy, CONTENT } from './compose.ts'
import { composeTrail } from './compose-trail.ts'
import { readEnv } from './env.ts'
import { log } from './log.ts'
import { ENV } from './names.ts'

export function composeRetention(): Omit<PrepareParts, 'mayGoOn'> {
  const { content, role, ...names } = readEnv({
    ...CONTENT,
    statements: ENV.statementsTable,
    index: ENV.indexTable,
    control: ENV.controlTable,
  })
  const access = accessBy(role)
  const tables = tablesOfTenant(createTables(names, access), access)
  const batches = createBatches(tables, objectsOfTenant(createObjects(content, { access }), access))
  const trail = composeTrail()
  return {
    tables,
    storedTexts: createStoredTexts({ tables, batches }),
    tell: (tenant, { id, preview: { affected, statements } }) =>
      trail.record({
        ...{ tenant, who: { kind: 'system', id: 'retention' }, act: 'retention.prepared', outcome: 'done' },
        ...{ at: clock.now(), what: { case: id, statements, affected } },
      }),
    now: clock.now,
    log,
  }
}
