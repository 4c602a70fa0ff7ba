/** Extension values as JSON texts: their shape is the sender's own, so SQL takes them apart. */
import type { Extensions, Statement } from '../xapi/statement.ts'

/** What the type library does not know yet of JSON: a number's own text, and a way to write it again. */
type ExactJson = { parse(text: string, reviver: ExactReviver): unknown; rawJSON(text: string): unknown }
type ExactReviver = (key: string, value: unknown, context: { source?: string }) => unknown

const { parse, rawJSON } = JSON as unknown as ExactJson

/**
 * What a double does not give back as it was sent: an exponent, 16 digits, a zero at the end of a fraction, a number too
 * small to be written without an exponent, and minus zero.
 */
const OTHER_SPELLING = /[[:,]\s*(?:-?(?:[\d.]{16}|[\d.]+[eE]|\d+\.\d*0(?!\d)|0\.0{6})|-0(?![.\d]))/

/**
 * The statement to take extensions from, where every number keeps the spelling of its sender. The slow way is taken only
 * for a text that holds such a number, or what looks like one.
 */
export const withExactNumbers = (text: string, statement: Statement): Statement =>
  OTHER_SPELLING.test(text) ? (parse(text, keepNumber) as Statement) : statement

function keepNumber(_key: string, value: unknown, { source }: { source?: string }) {
  if (typeof value !== 'number' || source === undefined || String(value) === source) return value
  return rawJSON(source)
}

/** Extension IRI -> JSON text, or NULL where there are no extensions. */
export const extensionTexts = (extensions: Extensions | undefined): Map<string, string> | null =>
  extensions ? new Map(Object.entries(extensions).map(([iri, value]) => [iri, JSON.stringify(value)])) : null
