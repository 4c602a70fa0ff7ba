/** The function that brings the trail from the stream into its table and into the lake. */
import { composeAuditWriter } from './runtime/compose-audit.ts'
import { lazyHandler } from './runtime/lazy-handler.ts'

export const handler = lazyHandler(composeAuditWriter)
