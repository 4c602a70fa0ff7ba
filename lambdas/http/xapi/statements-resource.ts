/** The statements resource (Communication 2.1; IEEE 9274.1.1 4.1.6.1). */
import type { Resource } from '../protocol/resource.ts'
import { CONSISTENT_THROUGH, getStatements } from './statement-reads.ts'
import type { StatementsParts } from './statement-response.ts'
import { postStatements, putStatement } from './statement-writes.ts'

export function statementsResource(parts: StatementsParts): Resource {
  return {
    headers: () => ({ [CONSISTENT_THROUGH]: new Date(parts.store.consistentThrough()).toISOString() }),
    formContentType: 'application/json',
    handlers: {
      POST: (call) => postStatements(parts, call),
      PUT: (call) => putStatement(parts, call),
      GET: (call) => getStatements(parts, call),
    },
  }
}
