/** Extension values as JSON texts: SQL takes them apart itself, because their shape is the sender's own. */
import type { Extensions, Statement } from '../xapi/statement.ts'

/** What JSON.parse and JSON gained after the type library was written: the number's own text, and a way to keep it. */
type ExactJson = { parse(text: string, reviver: ExactReviver): unknown; rawJSON(text: string): unknown }
type ExactReviver = (key: string, value: unknown, context: { source?: string }) => unknown

const { parse, rawJSON } = JSON as unknown as ExactJson

/** Only a number of 16 digits, or one with an exponent, can lose something on its way through a double. */
const LONG_NUMBER = /[[:,]\s*-?(?:[\d.]{16}|[\d.]+[eE])/

/**
 * The statement for taking extensions from: where a number of the text does not survive as a double, it stands in its
 * own spelling. The slow road is walked only when the text holds such a number, or what looks like one.
 */
export const withExactNumbers = (text: string, statement: Statement): Statement =>
  LONG_NUMBER.test(text) ? (parse(text, keepNumber) as Statement) : statement

function keepNumber(_key: string, value: unknown, { source }: { source?: string }) {
  if (typeof value !== 'number' || source === undefined || String(value) === source) return value
  return rawJSON(source)
}

/** Extension IRI -> JSON text, or NULL where there are no extensions. */
export const extensionTexts = (extensions: Extensions | undefined): Map<string, string> | null =>
  extensions ? new Map(Object.entries(extensions).map(([iri, value]) => [iri, JSON.stringify(value)])) : null
