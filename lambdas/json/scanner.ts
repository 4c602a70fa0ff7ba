/**
 * Walks JSON text without parsing it, so that values keep their exact spelling and a text can be edited in place. This
 * is the one file that knows where a string, a value, a member and an element end.
 */

/** Where a value begins and ends in the text. */
export type Span = [start: number, end: number]

/** What one pass over a text finds: how many keys it has, and the elements of its outermost array. */
export type Layout = { keys: number; elements: Span[] }

const QUOTE = 34
const COMMA = 44
const COLON = 58
const OPENING_BRACKET = 91
const BACKSLASH = 92
const OPENING_BRACE = 123

/** Brackets differ from braces by one bit. */
const isOpening = (code: number) => (code | 32) === 123
const isClosing = (code: number) => (code | 32) === 125
const isSpace = (code: number) => code === 32 || code === 10 || code === 13 || code === 9
const isSeparator = (code: number) => isSpace(code) || code === COMMA || code === COLON

/**
 * One pass over a text of which nobody knows yet whether it is JSON; in one that is not, what it finds means nothing.
 * @returns undefined for a text that nests deeper than `maxDepth`
 */
export function scan(text: string, maxDepth: number): Layout | undefined {
  const elements: Span[] = []
  let keys = 0
  let depth = 0
  let start = -1
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) {
      at = endOfString(text, at)
      if (at < 0) break
    } else if (code === COLON) {
      keys++
    } else if (isOpening(code)) {
      if (++depth > maxDepth) return undefined
      if (depth === 1 && code === OPENING_BRACKET) start = at + 1
    } else if (isClosing(code)) {
      if (--depth === 0 && start >= 0) addElement(elements, text, start, at)
    } else if (code === COMMA && depth === 1 && start >= 0) {
      addElement(elements, text, start, at)
      start = at + 1
    }
  }
  return { keys, elements }
}

/** Adds what stands between two commas or brackets, unless it is only the space of an empty array. */
function addElement(elements: Span[], text: string, from: number, to: number): void {
  let [start, end] = [from, to]
  while (start < end && isSpace(text.charCodeAt(start))) start++
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--
  if (start < end) elements.push([start, end])
}

/** The members of the object that opens at `open`, by key; none where no object opens. The text must be valid JSON. */
export function membersAt(text: string, open: number): Map<string, Span> {
  const members = new Map<string, Span>()
  if (text.charCodeAt(open) !== OPENING_BRACE) return members
  let at = skipSeparators(text, open + 1)
  while (text.charCodeAt(at) === QUOTE) {
    const keyEnd = endOfString(text, at) + 1
    const start = skipSeparators(text, keyEnd)
    const end = endOfValue(text, start)
    members.set(readString(text.slice(at + 1, keyEnd - 1)), [start, end])
    at = skipSeparators(text, end)
  }
  return members
}

/** What stands between a string's quotes: nearly always without an escape, and then it is the string. */
const readString = (content: string): string => (content.includes('\\') ? JSON.parse(`"${content}"`) : content)

/** The elements of the array that opens at `open`; none where no array opens. The text must be valid JSON. */
export function elementsAt(text: string, open: number): Span[] {
  const elements: Span[] = []
  if (text.charCodeAt(open) !== OPENING_BRACKET) return elements
  let start = skipSeparators(text, open + 1)
  while (start < text.length && !isClosing(text.charCodeAt(start))) {
    const end = endOfValue(text, start)
    elements.push([start, end])
    start = skipSeparators(text, end)
  }
  return elements
}

function skipSeparators(text: string, from: number): number {
  let at = from
  while (isSeparator(text.charCodeAt(at))) at++
  return at
}

/** Index after the value that begins at `start`. */
function endOfValue(text: string, start: number): number {
  let depth = 0
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) {
      at = endOfString(text, at)
      if (depth === 0) return at + 1
    } else if (isOpening(code)) {
      depth++
    } else if (isClosing(code)) {
      if (depth === 0) return at // of the object or array around a number or a word
      if (--depth === 0) return at + 1
    } else if (depth === 0 && (code === COMMA || isSpace(code))) {
      return at
    }
  }
  return text.length
}

/**
 * Index of the quote that closes the string that opens at `open`: one with an even number of backslashes before it.
 * @returns -1 when the string stays open
 */
function endOfString(text: string, open: number): number {
  let quote = text.indexOf('"', open + 1)
  while (text.charCodeAt(quote - 1) === BACKSLASH) {
    let run = quote - 1
    while (text.charCodeAt(run - 1) === BACKSLASH) run--
    if ((quote - run) % 2 === 0) return quote
    quote = text.indexOf('"', quote + 1)
  }
  return quote
}
