/** What is stored must be readable again: a statement alone in an answer, with all that can be asked for with it. */

import type { NewStatement } from '../../statements/store.ts'
import { attachmentsOf, type Content, toPart } from '../../xapi/attachments.ts'
import { XapiError } from '../../xapi/errors.ts'
import { partLength } from '../protocol/multipart.ts'

/** In base64 it stays below Lambda's 6 MB, with room for what stands around it in an answer. */
export const MOST_STATEMENT_BYTES = 4_400_000

const NOTHING = Buffer.alloc(0)

/** A character takes 3 octets at most, and `stored` has 24. */
const MOST_PER_CHARACTER = 3
const STORED_BYTES = 24

/**
 * Counts what the LRS adds, and each datum once. No format makes it longer: `ids` leaves out, and `canonical` has merged
 * definitions only where there is room for them.
 * @throws XapiError `tooLarge` (413)
 */
export function requireReadable(statements: readonly NewStatement[], contents: readonly Content[]): void {
  const data = new Map(contents.map((content) => [content.sha2, content]))
  for (const [index, one] of statements.entries()) {
    if (contents.length === 0 && MOST_PER_CHARACTER * lengthOf(one) <= MOST_STATEMENT_BYTES) continue
    const bytes = textBytes(one) + dataBytes(one, data)
    if (bytes <= MOST_STATEMENT_BYTES) continue
    const rule = `may have ${MOST_STATEMENT_BYTES} bytes, the data of its attachments included`
    const violation = { statement: index, id: one.prepared.id, rule, found: `${bytes} bytes` }
    throw new XapiError('tooLarge', `A statement ${rule}: no answer could hold more.`, [violation])
  }
}

const lengthOf = ({ prepared: { pieces } }: NewStatement) =>
  pieces.reduce((sum, piece) => sum + piece.length + STORED_BYTES, 0)

/** `stored` stands between the pieces. */
const textBytes = ({ prepared: { pieces } }: NewStatement) =>
  pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece) + STORED_BYTES, -STORED_BYTES)

/** Of the parts that an answer has of its attachments: the first one with a hash gives the part its type. */
function dataBytes({ statement }: NewStatement, data: ReadonlyMap<string, Content>): number {
  const counted = new Set<string>()
  let bytes = 0
  for (const { attachment } of attachmentsOf(statement)) {
    const sha2 = attachment.sha2.toLowerCase()
    const content = data.get(sha2)
    if (content === undefined || counted.has(sha2)) continue
    counted.add(sha2)
    bytes += partLength(toPart(attachment, NOTHING)) + content.bytes.length
  }
  return bytes
}
