/**
 * Finds what is wrong with a body that was refused: where it stops being UTF-8 or JSON, or which key it has twice.
 * Slow, since only errors pay for it.
 */

/** Offset of the first byte that is not part of valid UTF-8 (Unicode 3.9, table 3-7). */
export function firstInvalidByte(bytes: Uint8Array): number {
  let at = 0
  for (;;) {
    const length = sequenceLength(bytes, at)
    if (length === 0) return at
    at += length
  }
}

function sequenceLength(bytes: Uint8Array, at: number): number {
  const [lead = 0x80, second = 0] = [bytes[at], bytes[at + 1]]
  if (lead < 0x80) return 1
  const length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
  if (length === 0 || second < low || second > high) return 0
  for (let i = 2; i < length; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0
  return length
}

/** The first fault of a text: an error of syntax, or a key that is given twice. */
type Fault = { at: number; what: string } | { duplicate: string }

/** Line and column (from 1) of the first error in a text that JSON.parse has refused. */
export function syntaxError(text: string): { line: number; column: number; what: string } {
  const fault = walk(text)
  if (!fault || !('at' in fault)) return { line: 1, column: 1, what: 'unreadable' }
  const before = text.slice(0, fault.at).split('\n')
  return { line: before.length, column: (before.at(-1) ?? '').length + 1, what: fault.what }
}

/** JSON Pointer of the first property that is given twice. In extension values that is allowed: the last one wins (D-11). */
export function duplicateKey(text: string): string | undefined {
  const fault = walk(text, true)
  return fault && 'duplicate' in fault ? fault.duplicate : undefined
}

/** An open object or array: its keys so far, the key or index being read, and whether it is in an extension value. */
type Frame = { keys: Set<string> | undefined; key: string | number; inExtension: boolean }

const TOKEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids exactly these in strings (RFC 8259 7)
  /[ \t\n\r]*(?:([{}[\],:])|("[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)|)/y

/** A state machine over the tokens of a text, which stops at the first fault. */
function walk(text: string, duplicates = false): Fault | undefined {
  const frames: Frame[] = []
  let expected: Expectation = 'a value'
  TOKEN.lastIndex = 0
  for (;;) {
    const [whole = '', punctuation, string, scalar] = TOKEN.exec(text) ?? []
    const at = TOKEN.lastIndex - (punctuation ?? string ?? scalar ?? '').length
    if (!punctuation && !string && !scalar) {
      if (expected === 'the end' && at === text.length) return undefined
      return { at, what: at === text.length ? `ended, expected ${expected}` : unexpected(text, at, expected) }
    }
    const next = accept(frames, expected, punctuation, string)
    if (next === undefined) return { at, what: unexpected(text, at, expected) }
    if (duplicates && string && next === 'a colon') {
      const duplicate = enterKey(frames, JSON.parse(string))
      if (duplicate !== undefined) return { duplicate }
    }
    expected = next
    if (whole === '') return undefined
  }
}

/** What may stand at a place of a text, in the words of the error. */
type Expectation = 'a value' | 'a value or ]' | 'a key' | 'a key or }' | 'a colon' | ', or }' | ', or ]' | 'the end'

/** What may follow the token; undefined when the token itself may not stand here. */
function accept(frames: Frame[], expected: Expectation, punctuation: string | undefined, string: string | undefined) {
  const frame = frames.at(-1)
  if (expected === 'a key' || expected === 'a key or }') {
    if (string) return 'a colon'
    return punctuation === '}' && expected === 'a key or }' ? leave(frames) : undefined
  }
  if (expected === 'a colon') return punctuation === ':' ? 'a value' : undefined
  if (expected === ', or }') return punctuation === ',' ? 'a key' : punctuation === '}' ? leave(frames) : undefined
  if (expected === ', or ]') {
    if (punctuation === ',' && frame && typeof frame.key === 'number') frame.key++
    return punctuation === ',' ? 'a value' : punctuation === ']' ? leave(frames) : undefined
  }
  if (expected === 'the end') return undefined
  if (punctuation === ']' && expected === 'a value or ]') return leave(frames)
  if (punctuation === '{' || punctuation === '[') return enter(frames, punctuation)
  return punctuation ? undefined : afterValue(frames)
}

function enter(frames: Frame[], bracket: '{' | '['): Expectation {
  const parent = frames.at(-1)
  const inExtension = parent !== undefined && (parent.inExtension || isExtensionValue(frames))
  if (bracket === '{') frames.push({ keys: new Set(), key: '', inExtension })
  else frames.push({ keys: undefined, key: 0, inExtension })
  return bracket === '{' ? 'a key or }' : 'a value or ]'
}

/** True for the member that is being read when its object is an `extensions` property. */
const isExtensionValue = (frames: Frame[]) => frames.at(-2)?.key === 'extensions'

function leave(frames: Frame[]): Expectation {
  frames.pop()
  return afterValue(frames)
}

function afterValue(frames: Frame[]): Expectation {
  const frame = frames.at(-1)
  return frame === undefined ? 'the end' : frame.keys ? ', or }' : ', or ]'
}

function enterKey(frames: Frame[], key: string): string | undefined {
  const frame = frames.at(-1)
  if (!frame?.keys) return undefined
  frame.key = key
  if (frame.keys.has(key) && !frame.inExtension) return pointer(frames)
  frame.keys.add(key)
  return undefined
}

const pointer = (frames: Frame[]) => frames.map(({ key }) => `/${escapePointer(String(key))}`).join('')

/** One token of a JSON Pointer (RFC 6901 3); long names, which the sender chose, are cut. */
export const escapePointer = (key: string) =>
  (key.length > 60 ? `${key.slice(0, 60)}…` : key).replaceAll('~', '~0').replaceAll('/', '~1')

/** Names the character only where it is punctuation of JSON: all others are content. */
function unexpected(text: string, at: number, expected: Expectation): string {
  const character = text[at] ?? ''
  const found = /[{}[\],:'"]/.test(character) ? `found ${character}` : 'found something else'
  return character === '"'
    ? `expected ${expected}, found a broken or misplaced string`
    : `expected ${expected}, ${found}`
}
