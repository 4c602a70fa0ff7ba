/**
 * Reads JSON strictly and without loss: the text stays beside the value, since numbers such as 1.10 or
 * 12345678901234567890 do not survive JSON.parse. Double keys are refused (2.0 4.2.1; D-11) outside extension values.
 */
import { duplicateKey, firstInvalidByte, syntaxError } from './diagnosis.ts'
import { octetsOf, textOf, type Written } from './text.ts'

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

/** `starts[i]` to `ends[i]` is the text of element i of the outermost array (both empty when it is no array). */
export type Layout = { keys: number; starts: number[]; ends: number[] }

/** @throws InvalidJson */
export function parseJson(written: Written): Json {
  const { value, text } = parseWithLayout(written)
  return { value, text }
}

/** @throws InvalidJson */
export function parseWithLayout(written: Written): Json & Layout {
  const text = read(written)
  const layout = scan(text)
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

const QUOTE = 34
const COMMA = 44
const COLON = 58
const BACKSLASH = 92

/**
 * One pass over a text: counts its keys and finds the elements of the outermost array. It refuses depth before anyone
 * else meets it; whether the text is JSON is not yet known, and what is found in one that is not means nothing.
 */
function scan(text: string): Layout {
  const layout: Layout = { keys: 0, starts: [], ends: [] }
  let keys = 0
  let depth = 0
  let start = -1
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === QUOTE) {
      i = endOfString(text, i)
      if (i < 0) return layout
    } else if (code === COLON) {
      keys++
    } else if (code === 123 || code === 91) {
      if (++depth > MAX_DEPTH) throw new InvalidJson(`nests deeper than ${MAX_DEPTH} levels`)
      if (depth === 1 && code === 91) start = i + 1
    } else if (code === 125 || code === 93) {
      if (--depth === 0 && start >= 0) addElement(text, layout, start, i)
    } else if (code === COMMA && depth === 1 && start >= 0) {
      addElement(text, layout, start, i)
      start = i + 1
    }
  }
  layout.keys = keys
  return layout
}

/** Index of the quote that closes the string that opens at `open`: one with an even number of backslashes before it; -1 when it stays open. */
export function endOfString(text: string, open: number): number {
  let quote = text.indexOf('"', open + 1)
  while (text.charCodeAt(quote - 1) === BACKSLASH) {
    let run = quote - 1
    while (text.charCodeAt(run - 1) === BACKSLASH) run--
    if ((quote - run) % 2 === 0) return quote
    quote = text.indexOf('"', quote + 1)
  }
  return quote
}

const isSpace = (code: number) => code === 32 || code === 10 || code === 13 || code === 9

function addElement(text: string, layout: Layout, from: number, to: number): void {
  let start = from
  let end = to
  while (start < end && isSpace(text.charCodeAt(start))) start++
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--
  if (start === end) return // the array is empty
  layout.starts.push(start)
  layout.ends.push(end)
}

/** Keys of all objects in a value that `scan` has found not to be too deep. `for in` is four times Object.values. */
function countKeys(value: unknown): number {
  let count = 0
  if (Array.isArray(value)) {
    for (const element of value) if (typeof element === 'object') count += countKeys(element)
  } else if (isRecord(value)) {
    for (const key in value) {
      count++
      const child = value[key]
      if (typeof child === 'object') count += countKeys(child)
    }
  }
  return count
}

const isRecord = (value: unknown): value is { [key: string]: unknown } => typeof value === 'object' && value !== null
