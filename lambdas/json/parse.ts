/**
 * Reads JSON strictly and without loss: the text stays beside the value, since numbers such as 1.10 or
 * 12345678901234567890 do not survive JSON.parse. Double keys are refused (2.0 4.2.1; D-11) outside extension values.
 */
import { duplicateKey, firstInvalidByte, syntaxError } from './diagnosis.ts'
import { type Layout, scan } from './scanner.ts'
import { octetsOf, textOf, type Written } from './text.ts'
import { isRecord } from './value.ts'

/** Deeper values are refused, so that no reader of a stored statement runs out of stack. */
export const MAX_DEPTH = 512

/** A text that is refused. `message` is one sentence, `fault` its part after "The body". */
export class InvalidJson extends Error {
  override readonly name = 'InvalidJson'
  readonly fault: string
  /** JSON Pointer of the property that is given twice, where that is the fault. */
  readonly duplicate: string | undefined

  constructor(fault: string, duplicate?: string) {
    super(`The body ${fault}`)
    this.fault = fault
    this.duplicate = duplicate
  }
}

export type Json = { value: unknown; text: string }

/** @throws InvalidJson */
export function parseJson(written: Written): Json {
  const { value, text } = parseWithLayout(written)
  return { value, text }
}

/** @throws InvalidJson */
export function parseWithLayout(written: Written): Json & Layout {
  const text = read(written)
  const layout = scan(text, MAX_DEPTH)
  if (layout === undefined) throw new InvalidJson(`nests deeper than ${MAX_DEPTH} levels`)
  const value = parse(text)
  // More keys in the text than in the value: one of them was given twice. Where, is worth a slow look only now.
  if (layout.keys !== countKeys(value)) {
    const pointer = duplicateKey(text)
    if (pointer !== undefined) throw new InvalidJson(`has the property ${pointer} twice`, pointer)
  }
  return { value, text, ...layout }
}

function read(written: Written): string {
  try {
    return textOf(written)
  } catch {
    const offset = firstInvalidByte(octetsOf(written))
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

/** Keys of all objects in a value that `scan` has found not to be too deep. `for in` is four times Object.values. */
function countKeys(value: unknown): number {
  let count = 0
  if (isRecord(value)) {
    for (const key in value) {
      count++
      const child = value[key]
      if (typeof child === 'object') count += countKeys(child)
    }
  } else if (Array.isArray(value)) {
    for (const element of value) if (typeof element === 'object') count += countKeys(element)
  }
  return count
}
