/** The function of the admin API. */
import { composeAdmin } from './runtime/compose-admin.ts'
import { lazyHandler } from './runtime/lazy-handler.ts'

export const handler = lazyHandler(composeAdmin)
