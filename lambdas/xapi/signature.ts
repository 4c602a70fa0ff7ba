/**
 * Signed statements (1.0.3 Data 2.6; 2.0 4.2.4): a JWS of the whole statement is one of its attachments. The checks catch
 * mistakes; whose certificate it is, and whether to trust it, is for readers to decide.
 */
import { X509Certificate } from 'node:crypto'
import { isObjectText, mapMembers, readElements, readMembers, writeElements } from '../json/members.ts'
import { parseJson } from '../json/parse.ts'
import { isRecord, memberOf } from '../json/value.ts'
import type { Violation } from './errors.ts'
import { isSameMediaType } from './media-type.ts'
import type { Attachment, Statement, Version } from './statement.ts'
import { invalidStatements, validateStatements } from './validate.ts'

export const SIGNATURE = 'http://adlnet.gov/expapi/attachments/signature'

const ALGORITHMS = ['RS256', 'RS384', 'RS512']
const COMPACT = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** Whether the certificate's key made the signature of a compact JWS. */
export type Verify = (jws: string, certificate: X509Certificate, algorithm: string) => Promise<boolean>

export type SignatureCheck = {
  version: Version
  /** The `statementId` of a PUT: the id of its statement, if that has none. */
  id?: string
  /** The data of the request's parts, by sha2 in lower-case hex. */
  contents: ReadonlyMap<string, { bytes: Uint8Array }>
  /** Whether the texts of two valid statements are logically equal. */
  same: (a: string, b: string, version: Version) => boolean
  verify: Verify
}

/** True when a statement has a signature, so that others need not wait for the check. */
export const isSigned = ({ attachments }: Statement): boolean =>
  attachments?.some(({ usageType }) => usageType === SIGNATURE) ?? false

/**
 * Checks every signature of the statements.
 * @param texts the text of each statement as received
 * @throws XapiError `invalid` (400) with the place of each signature that does not hold.
 */
export async function verifySignatures(
  statements: readonly Statement[],
  texts: readonly string[],
  check: SignatureCheck,
): Promise<void> {
  const violations: Violation[] = []
  for (const [index, statement] of statements.entries()) {
    for (const [i, attachment] of (statement.attachments ?? []).entries()) {
      if (attachment.usageType !== SIGNATURE) continue
      const id = statement.id ?? check.id
      const fault = await findFault(attachment, { text: texts[index] ?? '', id }, check)
      const place = { statement: index, ...(statement.id !== undefined && { id: statement.id }) }
      if (fault) violations.push({ ...place, ...fault, pointer: `/attachments/${i}${fault.pointer}` })
    }
  }
  if (violations.length > 0) throw invalidStatements(violations, statements.length)
}

type Fault = { pointer: string; rule: string; found: string }

/** A statement as it was received, and the id that it has or gets by its request. */
type SignedStatement = { text: string; id: string | undefined }

async function findFault(
  attachment: Attachment,
  statement: SignedStatement,
  check: SignatureCheck,
): Promise<Fault | undefined> {
  if (!isSameMediaType(attachment.contentType, 'application/octet-stream')) {
    return { pointer: '/contentType', rule: 'must be application/octet-stream for a signature', found: 'another type' }
  }
  const bytes = check.contents.get(attachment.sha2.toLowerCase())?.bytes
  // Data behind a fileUrl cannot be checked on receipt (D-13).
  if (!bytes) return fault('must come with its data, since it is a signature', 'no data')
  const jws = Buffer.from(bytes).toString('latin1')
  const [, header, payload] = COMPACT.exec(jws) ?? []
  if (header === undefined || payload === undefined) {
    return fault('must be a JWS in compact serialization (RFC 7515)', 'other data')
  }
  return (
    (await headerFault(readHeader(header), jws, check.verify)) ??
    (isPayloadOf(Buffer.from(payload, 'base64url'), statement, check)
      ? undefined
      : fault('must sign the statement as it was before the signature was added', 'another payload'))
  )
}

const fault = (rule: string, found: string): Fault => ({ pointer: '', rule, found })

type Header = { alg: unknown; crit: unknown; x5c: unknown }

function readHeader(segment: string): Header | undefined {
  try {
    const { value } = parseJson(Buffer.from(segment, 'base64url'))
    if (!isRecord(value)) return undefined
    return { alg: undefined, crit: undefined, x5c: undefined, ...value }
  } catch {
    return undefined
  }
}

async function headerFault(header: Header | undefined, jws: string, verify: Verify): Promise<Fault | undefined> {
  if (!header) return fault('must have a JWS header in JSON', 'another header')
  const { alg, crit, x5c } = header
  if (typeof alg !== 'string' || !ALGORITHMS.includes(alg)) {
    return fault(`must be signed with ${ALGORITHMS.join(', ')}`, 'another algorithm')
  }
  // Critical extensions change what is signed (RFC 7515 4.1.11), and this code knows none.
  if (crit !== undefined) return fault('must not have critical extensions in its JWS header', 'crit')
  if (x5c === undefined) return undefined
  const certificate = firstCertificate(x5c)
  if (!certificate) return fault('must have X.509 certificates as base64 DER in x5c', 'something else')
  return (await verify(jws, certificate, alg))
    ? undefined
    : fault('must be signed with the key of the first certificate in x5c', 'a signature of another key or text')
}

function firstCertificate(x5c: unknown): X509Certificate | undefined {
  if (!Array.isArray(x5c) || x5c.length === 0) return undefined
  if (!x5c.every((der) => typeof der === 'string' && der !== '' && BASE64.test(der))) return undefined
  try {
    return new X509Certificate(Buffer.from(x5c[0], 'base64'))
  } catch {
    return undefined
  }
}

/** Compares without signatures: a signer could not sign its own, and a second signer signs the first signature as well. */
function isPayloadOf(payload: Buffer, { text, id }: SignedStatement, { version, same }: SignatureCheck): boolean {
  try {
    const signed = parseJson(payload)
    const [{ id: signedId } = {}] = validateStatements({ values: [signed.value] }, version)
    // An LRS gives an id to a statement that has none; it never gives another one (1.0.3 Data 2.6).
    if (signedId !== undefined && signedId.toLowerCase() !== id?.toLowerCase()) return false
    const received = memberOf(signed.value, 'timestamp') === undefined ? withoutTimestamp(text) : text
    return same(withoutSignatures(signed.text.trim()), withoutSignatures(received), version)
  } catch {
    return false
  }
}

/** What the payload has not, an LRS may have set before the statement came here (1.0.3 Data 2.6). */
const withoutTimestamp = (statement: string) => mapMembers(statement, { timestamp: () => undefined })

/** The text without its signatures, and without a list of attachments that would be left empty. */
const withoutSignatures = (statement: string) =>
  mapMembers(statement, {
    attachments: (attachments) => {
      const others = readElements(attachments).filter((attachment) => !isSignature(attachment))
      return others.length > 0 ? writeElements(others) : undefined
    },
  })

function isSignature(attachment: string): boolean {
  const usageType = isObjectText(attachment) ? readMembers(attachment).get('usageType') : undefined
  return usageType !== undefined && JSON.parse(usageType) === SIGNATURE
}
