/** The smallest valid statements. What a test does not say of one is: Ann did activity one. */
import type { Version } from '../../lambdas/xapi/statement.ts'

export type JsonObject = { [key: string]: unknown }

export const VERSIONS: Version[] = ['1.0.3', '2.0.0']

/** Where any id will do. */
export const UUID = '6690e6c9-3ef0-4ed3-8b37-7f3964730bee'

/** A number as a UUID: readable in failures. */
export const uuid = (number: number) => `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`

export const ANN = { mbox: 'mailto:ann@example.org' }
export const BOB = { mbox: 'mailto:bob@example.org' }
export const ACTIVITY = { id: 'http://example.org/activities/one' }
export const VOIDED = { id: 'http://adlnet.gov/expapi/verbs/voided' }

/** What sends them. */
export const AUTHORITY = { objectType: 'Agent', account: { homePage: 'https://lrs.example', name: 'key' } } as const

/** Without an id, unless one is given. */
export const statement = (more: JsonObject = {}): JsonObject => ({
  actor: ANN,
  verb: { id: 'http://example.org/verbs/did' },
  object: ACTIVITY,
  ...more,
})

export const subStatement = (more: JsonObject = {}): JsonObject => statement({ objectType: 'SubStatement', ...more })

export const statementOf = (id: string, more: JsonObject = {}): JsonObject => statement({ id, ...more })

export const referring = (id: string, target: string, more: JsonObject = {}): JsonObject =>
  statementOf(id, { object: { objectType: 'StatementRef', id: target }, ...more })

export const voiding = (id: string, target: string): JsonObject => referring(id, target, { verb: VOIDED })
