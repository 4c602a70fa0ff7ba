/** The body of a request to `statements`: the values to validate and, untouched, the text to keep. */
import { InvalidJson, type ParsedJson, parseWithLayout } from '../json/parse.ts'
import type { Layout, Span } from '../json/scanner.ts'
import type { TextOrOctets } from '../json/text.ts'
import { isRecord } from '../json/value.ts'
import { type Violation, XapiError } from './errors.ts'

/**
 * The statements of one body. `single` when it was one object rather than an array. `values[i]` is the parsed
 * statement i, `text` the whole body, and `spans[i]` the place of the exact text of statement i in it.
 */
export type StatementsBody = { single: boolean; values: unknown[]; text: string; spans: Span[] }

/** @throws XapiError `invalid` (400) with the place where the body is no JSON, or is not what it should be. */
export function parseStatements(source: TextOrOctets): StatementsBody {
  const { value, text, elements } = parseBody(source)
  if (Array.isArray(value)) return { single: false, values: value, text, spans: elements }
  if (!isRecord(value)) throw new XapiError('invalid', 'The body must be a statement or an array of statements')
  const trimmed = text.trim()
  return { single: true, values: [value], text: trimmed, spans: [[0, trimmed.length]] }
}

/** Turns InvalidJson into what the sender of a body is told. (Query parameters have words of their own.) */
function parseBody(source: TextOrOctets): ParsedJson & Layout {
  try {
    return parseWithLayout(source)
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

/** The exact text of a statement as it was sent. */
export function statementText({ text, spans }: StatementsBody, index: number): string {
  const [start, end] = spans[index] ?? []
  return text.slice(start, end)
}
