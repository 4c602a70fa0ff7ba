/** A statement store on the tables and objects of a test, with everything it works with on the same. */
import { createActivityStore } from '../../lambdas/activities/activity-store.ts'
import type { Objects } from '../../lambdas/database/objects.ts'
import type { Tables } from '../../lambdas/database/tables.ts'
import { createAttachmentStore } from '../../lambdas/statements/attachments.ts'
import { createStatementStore, type StoreDependencies } from '../../lambdas/statements/create-store.ts'
import type { StatementStore } from '../../lambdas/statements/store.ts'
import { realClock } from './clocks.ts'

let containers = 0

/** In a container of its own, by a clock that is right, unless a test says otherwise; no agent is an authority. */
export function openStore(
  { tables }: { tables: Tables },
  { objects }: { objects: Objects },
  others: Partial<Pick<StoreDependencies, 'clock' | 'container' | 'isAuthority'>> = {},
): StatementStore {
  const parts = {
    tables,
    objects,
    clock: realClock(),
    container: (++containers).toString(16).padStart(8, '0'),
    isAuthority: async () => false,
    ...others,
  }
  return createStatementStore({
    ...parts,
    activities: createActivityStore(parts),
    attachments: createAttachmentStore(objects),
  })
}
