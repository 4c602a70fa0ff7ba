/** What a request to `statements` carried: the values to judge and, untouched, the text to keep. */

import { InvalidJson, type Json, type Layout, parseWithLayout } from '../json/parse.ts'
import type { Written } from '../json/text.ts'
import { type Violation, XapiError } from './errors.ts'

/**
 * The statements of one body. `single` when it was one object rather than an array. `values[i]` is the parsed
 * statement i, `text` the whole body, and `text.slice(starts[i], ends[i])` the exact text of statement i.
 */
export type Received = { single: boolean; values: unknown[]; text: string; starts: number[]; ends: number[] }

export function receiveStatements(written: Written): Received {
  const { value, text, starts, ends } = parseBody(written)
  if (Array.isArray(value)) return { single: false, values: value, text, starts, ends }
  if (typeof value !== 'object' || value === null) {
    throw new XapiError('invalid', 'The body must be a statement or an array of statements')
  }
  const trimmed = text.trim()
  return { single: true, values: [value], text: trimmed, starts: [0], ends: [trimmed.length] }
}

/** @throws XapiError `invalid` (400) with the place of a property that is given twice. */
function parseBody(written: Written): Json & Layout {
  try {
    return parseWithLayout(written)
  } catch (error) {
    if (!(error instanceof InvalidJson)) throw error
    throw new XapiError('invalid', error.message, error.duplicate === undefined ? [] : [givenTwice(error.duplicate)])
  }
}

const givenTwice = (pointer: string): Violation => ({
  pointer,
  rule: 'must be given only once',
  found: 'the same property twice',
})

/** The exact text of a statement as it came in. */
export const receivedText = (received: Received, index: number): string =>
  received.text.slice(received.starts[index], received.ends[index])
