/** A statement store on the tables and objects of a test, with everything it works with on the same. */
import { createActivityStore } from '../../lambdas/activities/activity-store.ts'
import { createAttachmentStore } from '../../lambdas/statements/attachments.ts'
import { createStatementStore, type StoreDependencies } from '../../lambdas/statements/create-store.ts'

export const openStore = (parts: Omit<StoreDependencies, 'activities' | 'attachments'>) =>
  createStatementStore({
    ...parts,
    activities: createActivityStore(parts),
    attachments: createAttachmentStore(parts.objects),
  })
