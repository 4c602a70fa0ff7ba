/** The limits of an HTTP API for what a sender sends, and for how long it takes. None of them can be raised on AWS. */
import type { IncomingMessage } from 'node:http'

/** The request line and the values of all headers, together. */
const HEAD_LIMIT = 10_240
/** The longest body, in bytes. */
const BODY_LIMIT = 10 * 1024 * 1024

/** For Node's server. It answers what comes too slowly with 408 by itself, and ends the connection. */
export type SenderTimes = {
  /** For a whole request, its body included. */
  requestMs: number
  /** How long a connection stays open that nothing is sent on. */
  idleMs: number
}
export const SENDER_TIMES: SenderTimes = { requestMs: 30_000, idleMs: 60_000 }

export function isHeadOverLimit({ method, url, httpVersion, rawHeaders }: IncomingMessage): boolean {
  const line = `${method} ${url} HTTP/${httpVersion}`
  // Names and values take turns.
  const values = rawHeaders.filter((_, at) => at % 2 === 1)
  return values.reduce((bytes, value) => bytes + value.length, line.length) > HEAD_LIMIT
}

/** The whole body, or nothing if it is over the limit; what comes after the limit is read and dropped. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    length += (chunk as Buffer).length
    if (length <= BODY_LIMIT) chunks.push(chunk as Buffer)
    else chunks.length = 0
  }
  return length > BODY_LIMIT ? undefined : Buffer.concat(chunks, length)
}
