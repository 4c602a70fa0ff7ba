/** Errors as responses: status, headers, and a body that says which rule was broken and where. */
import { Unavailable } from '../../database/unavailable.ts'
import { STATUS, type Violation, XapiError } from '../../xapi/errors.ts'
import type { HttpResponse } from './request.ts'

/** Senders show the body raw to their users, so it stays readable in size. */
const MOST_BYTES = 4_000

const UNAVAILABLE = {
  message: "Cairn can't reach its store now. Send the same again, with the same ids: nothing is stored twice.",
  violations: [],
}
const INTERNAL = { message: 'Cairn failed. The request id tells its operator where.', violations: [] }

/** @param accept the request's Accept header: plain text where it asks for that and not for JSON, else JSON */
export function toFailure(error: unknown, accept?: string): HttpResponse {
  const isPlain = /text\/plain/i.test(accept ?? '') && !/json|\*\/\*/i.test(accept ?? '')
  const write = (code: string, content: ErrorContent) => (isPlain ? toText(content) : toJson(code, content))
  const headers = { 'Content-Type': isPlain ? 'text/plain; charset=utf-8' : 'application/json' }
  if (error instanceof XapiError) {
    return { status: STATUS[error.code], headers: { ...headers, ...error.headers }, body: write(error.code, error) }
  }
  if (error instanceof Unavailable) {
    const body = write('unavailable', UNAVAILABLE)
    return { status: STATUS.unavailable, headers: { ...headers, 'Retry-After': '2' }, body }
  }
  return { status: 500, headers, body: write('internal', INTERNAL) }
}

type ErrorContent = Pick<XapiError, 'message' | 'violations'>

const shorten = (all: Violation[], write: (shown: Violation[]) => string): string => {
  for (let shown = all.length; shown > 0; shown--) {
    const text = write(all.slice(0, shown).map(shortenPointer))
    if (Buffer.byteLength(text) < MOST_BYTES) return text
  }
  return write([])
}

const toJson = (error: string, { message, violations }: ErrorContent) =>
  shorten(violations, (shown) =>
    JSON.stringify({ error, message: message.slice(0, 1_000), ...(shown.length > 0 && { violations: shown }) }),
  )

const toText = ({ message, violations }: ErrorContent) =>
  shorten(violations, (shown) => [message.slice(0, 1_000), ...shown.map(toLine)].join('\n'))

function toLine({ statement, id, pointer, parameter, rule, found }: Violation): string {
  const place = [statement === undefined ? '' : `statement ${statement}`, id, pointer, parameter].filter(Boolean)
  return `- ${place.join(' ')} ${rule}${found === undefined ? '' : `, found ${found}`}`
}

/** A pointer may be made of names the sender chose: long ones lose their beginning, since the end tells the place. */
function shortenPointer(violation: Violation): Violation {
  const { pointer } = violation
  return pointer === undefined || pointer.length <= 300
    ? violation
    : { ...violation, pointer: `…${pointer.slice(-300)}` }
}
