/** Bodies of type `multipart/mixed` (RFC 2046 5.1), read and written. */
import { XapiError } from '../../xapi/errors.ts'
import { parseMediaType } from '../../xapi/media-type.ts'

/** One part of a multipart body: its headers by lower-case name, its octets untouched. */
export type Part = { headers: Map<string, string>; body: Buffer }

const [LF, CR, SPACE, TAB] = [10, 13, 32, 9]
/** Beyond this a small body of empty parts would fill the memory. */
const MAX_PARTS = 5000
const BOUNDARY = /^[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]$/

/**
 * The boundary that a `multipart/mixed` content type names (RFC 2046 5.1.1), quoted or not.
 * @throws XapiError `invalid` (400) when it has none or an impossible one.
 */
export function boundaryOf(contentType: string): string {
  const boundary = parseMediaType(contentType)?.parameters.get('boundary')
  if (boundary !== undefined && BOUNDARY.test(boundary)) return boundary
  throw new XapiError('invalid', 'The Content-Type multipart/mixed needs a boundary.', [
    {
      parameter: 'Content-Type',
      rule: 'must have a boundary of 1 to 70 characters (RFC 2046)',
      found: boundary === undefined ? 'nothing' : 'string',
    },
  ])
}

/**
 * Cuts a `multipart/mixed` body into its parts: a view of the body each, nothing is copied. One pass, linear in the body.
 *
 * Lines end in CRLF. Some senders write LF alone: the first delimiter line decides for the whole body, so that a binary
 * part of a CRLF body may hold LF, dashes and the boundary's own text and stays whole.
 * @throws XapiError `invalid` (400) naming the part; `tooLarge` (413) beyond 5,000 parts.
 */
export function parseMultipart(body: Buffer, boundary: string): Part[] {
  const first = openingDelimiter(body, boundary)
  if (!first) throw multipartError(`The boundary of the Content-Type never begins a line of the body.`, 'body')
  const parts: Part[] = []
  let delimiter: Delimiter = first
  while (!delimiter.closes) {
    if (parts.length === MAX_PARTS) throw new XapiError('tooLarge', `A body may have up to ${MAX_PARTS} parts.`)
    const place = `part ${parts.length + 1}`
    const next = nextDelimiter(body, delimiter.end - first.newline.length, first)
    if (!next) throw multipartError(`No boundary line ends the ${place} of the body.`, place)
    // Where a delimiter follows a delimiter at once, they share one line end and the part is empty.
    parts.push(parsePart(body.subarray(delimiter.end, Math.max(delimiter.end, next.start)), first.newline, place))
    delimiter = next
  }
  if (parts.length === 0) throw multipartError('The multipart body has no parts.', 'body')
  return parts
}

/**
 * Writes parts as a `multipart/mixed` body, headers in the spelling and order given.
 * Control characters in header values become spaces: a content type is a statement's own text and must not be able to
 * end the header and forge another part.
 */
export function formatMultipart(parts: readonly Part[], boundary: string): Buffer {
  const pieces = parts.flatMap((part) => [Buffer.from(headOf(part, boundary)), part.body, Buffer.from('\r\n')])
  return Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)])
}

/** The longest boundary there can be (RFC 2046 5.1.1). */
const LONGEST_BOUNDARY = '-'.repeat(70)

/** How many octets a part takes in a body at most, with all that stands around its own. */
export const partLength = (part: Part): number =>
  Buffer.byteLength(headOf(part, LONGEST_BOUNDARY)) + part.body.length + 2

function headOf({ headers }: Pick<Part, 'headers'>, boundary: string): string {
  const lines = [...headers].map(([name, value]) => `${name}: ${value.replace(/\p{Cc}/gu, ' ')}\r\n`)
  return `--${boundary}\r\n${lines.join('')}\r\n`
}

/** How the first delimiter is written, and what every further one begins with: its line end, dashes and boundary. */
type DelimiterStyle = { newline: string; opening: Buffer }
/** `start` is where the part before it ends, `end` where the part after it begins. */
type Delimiter = { start: number; end: number; closes: boolean }

/** The first delimiter: at the very start, or on a line of its own after a preamble, which is ignored. */
function openingDelimiter(body: Buffer, boundary: string): (Delimiter & DelimiterStyle) | undefined {
  const dashed = Buffer.from(`--${boundary}`)
  for (let start = body.indexOf(dashed); start >= 0; start = body.indexOf(dashed, start + dashed.length)) {
    if (start > 0 && body[start - 1] !== LF) continue
    const line = restOfLine(body, start + dashed.length)
    if (!line) continue
    return { start, ...line, opening: Buffer.from(`${line.newline}--${boundary}`) }
  }
  return undefined
}

function nextDelimiter(body: Buffer, from: number, { opening, newline }: DelimiterStyle): Delimiter | undefined {
  for (let start = body.indexOf(opening, from); start >= 0; start = body.indexOf(opening, start + opening.length)) {
    const line = restOfLine(body, start + opening.length)
    // A longer boundary that begins like ours, or one on an LF line of a CRLF body, is data.
    if (line && (line.closes || line.newline === newline)) return { start, ...line }
  }
  return undefined
}

/** What follows a boundary on its line: `--` when it closes, spaces and tabs, the line end (the closing one may lack it). */
function restOfLine(body: Buffer, from: number): { end: number; closes: boolean; newline: string } | undefined {
  const closes = body[from] === 45 && body[from + 1] === 45
  let end = closes ? from + 2 : from
  while (body[end] === SPACE || body[end] === TAB) end++
  if (body[end] === LF) return { end: end + 1, closes, newline: '\n' }
  if (body[end] === CR && body[end + 1] === LF) return { end: end + 2, closes, newline: '\r\n' }
  return closes && end === body.length ? { end, closes, newline: '\r\n' } : undefined
}

/** Headers, an empty line, octets. A part that begins with the empty line has no headers. */
function parsePart(part: Buffer, newline: string, place: string): Part {
  if (part.length === 0 || part.indexOf(newline) === 0) {
    return { headers: new Map(), body: part.subarray(newline.length) }
  }
  const blank = part.indexOf(newline + newline)
  const block = part.subarray(0, blank < 0 ? part.length : blank).toString()
  const body = part.subarray(blank < 0 ? part.length : blank + 2 * newline.length)
  return { headers: parseHeaders(block.split(newline), place), body }
}

function parseHeaders(lines: string[], place: string): Map<string, string> {
  const headers = new Map<string, string>()
  let current = ''
  for (const line of lines) {
    if (current && /^[ \t]/.test(line)) {
      // A folded line continues the header above it (RFC 822 3.1.1).
      headers.set(current, `${headers.get(current)} ${line.trim()}`)
      continue
    }
    const colon = line.indexOf(':')
    current = line.slice(0, Math.max(colon, 0)).trim().toLowerCase()
    if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(current)) {
      throw multipartError(`The ${place} has a line that is no header.`, place)
    }
    if (headers.has(current)) throw multipartError(`The ${place} repeats the header ${current.slice(0, 60)}.`, place)
    headers.set(current, line.slice(colon + 1).trim())
  }
  return headers
}

function multipartError(message: string, place: string): XapiError {
  return new XapiError('invalid', message, [
    { parameter: place, rule: 'must be multipart/mixed as RFC 2046 defines it' },
  ])
}
