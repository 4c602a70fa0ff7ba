/** Small valid statements for the tests of the domain, and a short way through it. */
import { Buffer } from 'node:buffer'
import { prepareStatements } from '../../lambdas/xapi/prepare.ts'
import { receiveStatements } from '../../lambdas/xapi/received.ts'
import type { PreparedStatement, Version } from '../../lambdas/xapi/statement.ts'
import { validateStatements } from '../../lambdas/xapi/validate.ts'

export type JsonObject = { [key: string]: unknown }

export const VERSIONS: Version[] = ['1.0.3', '2.0.0']
export const UUID = '6690e6c9-3ef0-4ed3-8b37-7f3964730bee'

export const statement = (more: JsonObject = {}): JsonObject => ({
  actor: { mbox: 'mailto:ann@example.org' },
  verb: { id: 'http://example.org/verbs/did' },
  object: { id: 'http://example.org/activities/one' },
  ...more,
})

export const subStatement = (more: JsonObject = {}): JsonObject => statement({ objectType: 'SubStatement', ...more })

export const bytes = (text: string): Uint8Array => Buffer.from(text)

export const validate = (value: unknown, version: Version = '2.0.0') =>
  validateStatements(receiveStatements(bytes(JSON.stringify(value))), version)

export const AUTHORITY = { objectType: 'Agent', account: { homePage: 'https://lrs.example', name: 'key' } } as const

export function prepare(text: string, version: Version = '2.0.0', id?: string): PreparedStatement[] {
  const received = receiveStatements(bytes(text))
  const preparation = { version, authority: AUTHORITY, newId: () => UUID, ...(id !== undefined && { id }) }
  return prepareStatements(received, validateStatements(received, version), preparation)
}

/** The only statement of a body, as it is stored at this instant. */
export const STORED = '2026-11-21T09:00:00.123Z'
export const stored = (text: string, version?: Version, id?: string): string =>
  prepare(text, version, id)[0]?.pieces.join(STORED) ?? ''
