/** Attachments and the parts that carry their data (1.0.3 Data 2.4.11, Communication 1.5.2; 2.0 4.2.3, 4.1.5). */
import { createHash } from 'node:crypto'
import { type Violation, XapiError } from './errors.ts'
import { isSameMediaType, parseMediaType } from './media-type.ts'
import { type Attachment, isSubStatement, type Statement } from './statement.ts'
import { invalidStatements } from './validate.ts'

/** One part of a multipart body; header names in lower case. */
export type AttachmentPart = { headers: ReadonlyMap<string, string>; body: Uint8Array }

/** Data to keep: `sha2` in lower-case hex, the octets as sent, and the type that the first attachment with it gives. */
export type Content = { sha2: string; contentType: string; bytes: Uint8Array }

/** An attachment and its JSON Pointer from the statement. */
export type PlacedAttachment = { attachment: Attachment; pointer: string }

const HASH = 'X-Experience-API-Hash'
const ALGORITHMS: { [hexDigits: number]: string } = { 64: 'sha256', 96: 'sha384', 128: 'sha512' }

/** The attachments of a statement and of its SubStatement. */
export function attachmentsOf({ attachments = [], object }: Statement): PlacedAttachment[] {
  const inner = isSubStatement(object) ? (object.attachments ?? []) : []
  return [
    ...attachments.map((attachment, i) => ({ attachment, pointer: `/attachments/${i}` })),
    ...inner.map((attachment, i) => ({ attachment, pointer: `/object/attachments/${i}` })),
  ]
}

/**
 * Splits a multipart body: its first part is the statement(s), each further one the data of attachments.
 * @throws XapiError `invalid` (400) when the first part is not JSON.
 */
export function splitParts(parts: readonly AttachmentPart[]): { statements: Uint8Array; data: AttachmentPart[] } {
  const [first, ...data] = parts
  if (first && parseMediaType(first.headers.get('content-type') ?? '')?.type === 'application/json') {
    return { statements: first.body, data }
  }
  const rule = 'must be application/json in the first part'
  throw new XapiError('invalid', `The Content-Type ${rule}, which holds the statements.`, [
    { parameter: 'part 1, Content-Type', rule },
  ])
}

/**
 * Pairs attachments with data and returns the distinct contents to keep.
 * @param data the parts after the first; none for an `application/json` request
 * @throws XapiError `invalid` (400) for data missing or surplus, a hash of other data, or headers that contradict.
 */
export function matchAttachments(statements: readonly Statement[], data: readonly AttachmentPart[]): Content[] {
  const violations: Violation[] = []
  const parts = new Map<string, AttachmentPart>()
  data.forEach((part, i) => {
    const broken = brokenHeader(part)
    if (broken) violations.push({ ...broken, parameter: `part ${i + 2}, ${broken.parameter}` })
    else parts.set(hashOf(part), part)
  })
  if (violations.length > 0) throw invalidParts(violations)
  const contents = new Map<string, Content>()
  statements.forEach((statement, index) => {
    for (const { attachment, pointer } of attachmentsOf(statement)) {
      const sha2 = attachment.sha2.toLowerCase()
      const part = parts.get(sha2)
      const broken = part ? contradictions(attachment, part) : missingData(attachment)
      const place = { statement: index, ...(statement.id !== undefined && { id: statement.id }) }
      violations.push(...broken.map((violation) => ({ ...place, ...violation, pointer: pointer + violation.pointer })))
      if (part && !contents.has(sha2))
        contents.set(sha2, { sha2, contentType: attachment.contentType, bytes: part.body })
    }
  })
  if (violations.length > 0) throw invalidStatements(violations, statements.length)
  const surplus = data.flatMap((part, i) => (contents.has(hashOf(part)) ? [] : [surplusPart(i + 2)]))
  if (surplus.length > 0) throw invalidParts(surplus)
  return [...contents.values()]
}

/** The part that returns an attachment's data, with this statement's type: another may give the same data another type. */
export const toPart = (
  { sha2, contentType }: Attachment,
  bytes: Buffer,
): { headers: Map<string, string>; body: Buffer } => ({
  headers: new Map([
    ['Content-Type', contentType],
    ['Content-Transfer-Encoding', 'binary'],
    [HASH, sha2],
  ]),
  body: bytes,
})

const hashOf = ({ headers }: AttachmentPart) => (headers.get(HASH.toLowerCase()) ?? '').toLowerCase()

type BrokenHeader = { parameter: string; rule: string; found: string }

/** A hash is recomputed, never trusted. */
function brokenHeader(part: AttachmentPart): BrokenHeader | undefined {
  const encoding = part.headers.get('content-transfer-encoding')
  if (encoding !== undefined && encoding.toLowerCase() !== 'binary') {
    return { parameter: 'Content-Transfer-Encoding', rule: 'must be binary', found: 'another encoding' }
  }
  const sha2 = hashOf(part)
  if (sha2 === '') return { parameter: HASH, rule: 'is required', found: 'nothing' }
  const algorithm = /^[0-9a-f]+$/.test(sha2) ? ALGORITHMS[sha2.length] : undefined
  if (!algorithm) return { parameter: HASH, rule: 'must be a SHA-256, SHA-384 or SHA-512 in hex', found: 'a string' }
  if (createHash(algorithm).update(part.body).digest('hex') === sha2) return undefined
  return { parameter: HASH, rule: "must be the hash of the part's octets", found: 'the hash of other octets' }
}

/**
 * Where a part and its attachment disagree about type or length. `length` is not compared with the octets: a valid
 * upload of the conformance suite declares half of what it sends (D-22).
 */
function contradictions({ contentType, length }: Attachment, { headers }: AttachmentPart): Violation[] {
  const violations: Violation[] = []
  const type = headers.get('content-type')
  if (type !== undefined && !isSameMediaType(type, contentType)) {
    violations.push({
      pointer: '/contentType',
      rule: 'must be the Content-Type of its part',
      found: 'another media type',
    })
  }
  const octets = headers.get('content-length')
  if (octets !== undefined && Number(octets) !== length) {
    violations.push({ pointer: '/length', rule: 'must be the Content-Length of its part', found: 'another number' })
  }
  return violations
}

const missingData = ({ fileUrl }: Attachment): Violation[] =>
  fileUrl === undefined
    ? [
        {
          pointer: '/sha2',
          rule: 'must be the hash of a part of the request, or fileUrl be given',
          found: 'no such part',
        },
      ]
    : []

const surplusPart = (number: number): BrokenHeader => ({
  parameter: `part ${number}, ${HASH}`,
  rule: 'must be the sha2 of an attachment',
  found: 'a hash that no attachment has',
})

function invalidParts(violations: Violation[]): XapiError {
  const [first] = violations
  return new XapiError('invalid', `The body's ${first?.parameter} ${first?.rule}.`, violations)
}
