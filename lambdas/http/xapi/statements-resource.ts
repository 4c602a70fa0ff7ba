/** The statements resource (Communication 2.1; IEEE 9274.1.1 4.1.6.1). */
import type { Resource } from '../protocol/resource.ts'
import { consistentThroughHeader, getStatements } from './statement-reads.ts'
import type { StatementsDependencies } from './statement-response.ts'
import { postStatements, putStatement } from './statement-writes.ts'

export const statementsResource = (dependencies: StatementsDependencies): Resource => ({
  headers: () => consistentThroughHeader(dependencies.store.consistentThrough()),
  formContentType: 'application/json',
  handlers: {
    POST: (call) => postStatements(dependencies, call),
    PUT: (call) => putStatement(dependencies, call),
    GET: (call) => getStatements(dependencies, call),
  },
})
