/** A short way of statements through the domain: received, validated and prepared, as far as a test wants. */
import { Buffer } from 'node:buffer'
import { prepareStatements } from '../../lambdas/xapi/prepare.ts'
import type { PreparedStatement, Version } from '../../lambdas/xapi/statement.ts'
import { parseStatements } from '../../lambdas/xapi/statements-body.ts'
import { validateStatements } from '../../lambdas/xapi/validate.ts'
import { AUTHORITY, UUID } from './statements.ts'

export const bytes = (text: string): Uint8Array => Buffer.from(text)

export const validate = (value: unknown, version: Version = '2.0.0') =>
  validateStatements(parseStatements(bytes(JSON.stringify(value))), version)

export function prepare(text: string, version: Version = '2.0.0', id?: string): PreparedStatement[] {
  const received = parseStatements(bytes(text))
  const preparation = { version, authority: AUTHORITY, newId: () => UUID, ...(id !== undefined && { id }) }
  return prepareStatements(received, validateStatements(received, version), preparation)
}

export const STORED = '2026-11-21T09:00:00.123Z'

/** The only statement of a body, as it is stored at this instant. */
export const stored = (text: string, version?: Version, id?: string): string =>
  prepare(text, version, id)[0]?.pieces.join(STORED) ?? ''
