/** Documents of the state and profile resources (1.0.3 Communication 2.2; 2.0 4.1.6.2): opaque, but JSON can be merged. */
import { createHash } from 'node:crypto'
import { isObjectText, readMembers, writeMembers } from '../json/members.ts'
import { textOf } from '../json/text.ts'
import { XapiError } from './errors.ts'
import { parseMediaType } from './media-type.ts'

/** Octets and their type, both exactly as sent. */
export type Document = { contentType: string; bytes: Uint8Array }

/** A strong ETag: quotes around the SHA-1 of the octets, which 1.0.3 demands (Communication 3.1) and 2.0 allows. */
export const etagOf = (bytes: Uint8Array): string => `"${createHash('sha1').update(bytes).digest('hex')}"`

/** The document of a request. Without a Content-Type it is application/octet-stream. */
export const toDocument = (contentType: string | undefined, bytes: Uint8Array): Document => ({
  contentType: contentType?.trim() || 'application/octet-stream',
  bytes,
})

/** @throws XapiError `invalid` (400) when a document's type is JSON and its octets are not (D-25). */
export function checkDocument({ contentType, bytes }: Document): void {
  if (isJson(contentType) && readJson(bytes) === undefined) {
    throw invalid('The document is not JSON, as its Content-Type says.', 'must be valid JSON in UTF-8')
  }
}

/**
 * The document after a POST: the members of the posted object replace those of the stored one as a whole (`null` is a
 * value too), and the text of the others is untouched. Where nothing is stored the posted document is kept as it is.
 * @throws XapiError `invalid` (400) unless both are `application/json` and objects (D-9).
 */
export function mergeDocument(stored: Document | undefined, posted: Document): Document {
  const changes = readObject(posted)
  if (!changes) {
    throw invalid('Only a JSON object can be merged into a document.', 'must be application/json and an object')
  }
  if (!stored) return posted
  const members = readObject(stored)
  if (!members) {
    throw invalid(
      'The stored document is no JSON object: use PUT to replace it.',
      'must find a JSON object to merge with',
    )
  }
  for (const [key, value] of changes) members.set(key, value)
  return { contentType: 'application/json', bytes: Buffer.from(writeMembers(members)) }
}

const isJson = (contentType: string) => parseMediaType(contentType)?.type === 'application/json'

function readObject({ contentType, bytes }: Document) {
  const text = isJson(contentType) ? readJson(bytes) : undefined
  return text !== undefined && isObjectText(text) ? readMembers(text) : undefined
}

/** The text without byte order mark and whitespace around it; undefined when it is not JSON. */
function readJson(bytes: Uint8Array): string | undefined {
  try {
    const text = textOf(bytes).trim()
    JSON.parse(text)
    return text
  } catch {
    return undefined
  }
}

const invalid = (message: string, rule: string) => new XapiError('invalid', message, [{ pointer: '', rule }])
