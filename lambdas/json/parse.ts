/**
 * Parses JSON strictly and without loss: the text stays beside the value, since numbers such as 1.10 or
 * 12345678901234567890 do not survive JSON.parse. Outside extension values no key may be given twice (2.0 4.2.1; D-11).
 */
import { duplicateKey, firstInvalidByte, syntaxError } from './diagnosis.ts'
import { type Layout, scan } from './scanner.ts'
import { octetsOf, type TextOrOctets, textOf } from './text.ts'
import { hasMembers } from './value.ts'

/** Deeper texts are refused, so that no reader of a stored statement runs out of stack. */
export const MAX_DEPTH = 512

/** What is wrong with a text: `message` is a sentence, `fault` the part of it that follows "The body". */
export class InvalidJson extends Error {
  override readonly name = 'InvalidJson'
  readonly fault: string
  /** JSON Pointer of the property that is given twice, if that is the fault. */
  readonly duplicate: string | undefined

  constructor(fault: string, duplicate?: string) {
    super(`The body ${fault}`)
    this.fault = fault
    this.duplicate = duplicate
  }
}

export type ParsedJson = { value: unknown; text: string }

/** @throws InvalidJson */
export function parseJson(source: TextOrOctets): ParsedJson {
  const { value, text } = parseWithLayout(source)
  return { value, text }
}

/** The same, and where the elements stand if it is an array. @throws InvalidJson */
export function parseWithLayout(source: TextOrOctets): ParsedJson & Layout {
  const text = decode(source)
  const layout = scan(text, MAX_DEPTH)
  if (layout === undefined) throw new InvalidJson(`nests deeper than ${MAX_DEPTH} levels`)
  const value = parse(text)
  // A text with more keys than its value has one of them twice. Only now is the slow search for its place worth it.
  if (layout.keys !== countKeys(value)) {
    const pointer = duplicateKey(text)
    if (pointer !== undefined) throw new InvalidJson(`has the property ${pointer} twice`, pointer)
  }
  return { value, text, ...layout }
}

function decode(source: TextOrOctets): string {
  try {
    return textOf(source)
  } catch {
    const offset = firstInvalidByte(octetsOf(source))
    throw new InvalidJson(`is not UTF-8: invalid byte at offset ${offset}`)
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // V8's own message quotes the body, which may be personal.
    const { line, column, what } = syntaxError(text)
    throw new InvalidJson(`is not JSON: line ${line}, column ${column}: ${what}`)
  }
}

/** Counts the keys of all objects in a value that is not too deep. `for in` is four times as fast as Object.values. */
function countKeys(value: unknown): number {
  let count = 0
  if (Array.isArray(value)) {
    for (const element of value) if (typeof element === 'object') count += countKeys(element)
  } else if (hasMembers(value)) {
    for (const key in value) {
      count++
      const child = value[key]
      if (typeof child === 'object') count += countKeys(child)
    }
  }
  return count
}
